"""The way to a page where a card is saved: to the phone, at once, one a minute, and with nothing secret in it."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.messaging.visits import MIA, MONDAY

from cleanbee.adapters.files.templates import TomlTemplates
from cleanbee.domain.kernel import Granted, NotFound, Refused, with_
from cleanbee.domain.messaging.card_link import AGAIN_AFTER, TEMPLATE, card_link
from cleanbee.domain.messaging.chat import TooFast
from cleanbee.domain.messaging.notice import Notice
from cleanbee.domain.messaging.render import text_of

FILE = Path(__file__).parents[4] / "seed" / "notices.toml"
WORDINGS, TABLE = TomlTemplates(FILE), tomllib.loads(FILE.read_text("utf-8"))[TEMPLATE]
URL = "https://cleanbee.example"


@given(st.lists(st.integers(0, 300), max_size=12).map(sorted))
def test_however_often_it_is_asked_for_no_two_go_out_within_a_minute(seconds: list[int]) -> None:
    sent: list[Notice] = []
    for second in seconds:
        now = MONDAY + timedelta(seconds=second)
        told = card_link(MIA, sent, URL, now)
        if isinstance(told, Granted):
            assert not sent or now >= sent[-1].made_at + AGAIN_AFTER
            sent.append(told.value)
        else:
            assert told == Refused(why=TooFast(most=1, again=sent[-1].made_at + AGAIN_AFTER))
    assert len({one.id for one in sent}) == len(sent)


def test_it_goes_to_the_phone_else_by_mail_and_to_nobody_who_is_not_reached() -> None:
    roads = {"sms": with_(MIA, phone="+15550100001"), "mail": with_(MIA, phone=None, email="mia@example.com")}
    for road, who in roads.items():
        told = card_link(who, (), URL, MONDAY)
        assert isinstance(told, Granted) and told.value.to.channel == road and road in TABLE["channels"]
        for language in ("en", "de"):
            wording = WORDINGS.wording(TEMPLATE, language)
            assert wording.gaps == {"link"} and f"{URL}/card" in text_of(told.value, wording)
    gone = card_link(with_(MIA, phone=None, email=None), (), URL, MONDAY)
    assert gone == Refused(why=NotFound(what="me"))
