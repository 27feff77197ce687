"""What cleaners are told of their pay, in both languages, and the wording that is kept for it."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from cleanbee.adapters.files.templates import TomlTemplates
from cleanbee.domain.kernel import CleanerId, Event, Money, PayoutId, Place, with_
from cleanbee.domain.messaging.around import Desk
from cleanbee.domain.messaging.notice import Queued, Suppressed
from cleanbee.domain.messaging.pay_notices import PAY_EVENTS, PAY_TEMPLATES, pay_notices
from cleanbee.domain.messaging.render import text_of
from cleanbee.domain.payment.payout import PayoutCameBack, PayoutSent
from cleanbee.domain.payment.payout_account import PayoutAccountChanged
from cleanbee.domain.people.person import Active, Cleaner

FILE = Path(__file__).parents[4] / "seed" / "notices.toml"
WORDINGS, TABLES = TomlTemplates(FILE), tomllib.loads(FILE.read_text("utf-8"))
NIGHT = datetime(2027, 3, 7, 23, 0, tzinfo=UTC)
JOYCE = Cleaner(
    id=CleanerId(UUID(int=7)), name="Joyce", phone="+15550100002", email="joyce@example.com",
    base=Place(lat_e6=0, lon_e6=0), zone="Europe/Berlin", area_m=5_000, phase=Active(),
)  # fmt: skip
DESK = Desk(mail="office@example.com", url="https://example.com")
PAYOUT = PayoutId(UUID(int=9))
SENT = PayoutSent(payout=PAYOUT, cleaner=JOYCE.id, amount=Money(amount=6980), arrives_at=NIGHT.replace(day=9))
BACK = PayoutCameBack(payout=PAYOUT, cleaner=JOYCE.id, amount=Money(amount=6980), reason="account_closed")
CHANGED = PayoutAccountChanged(cleaner=JOYCE.id, last4="3700")


@pytest.mark.parametrize("template", sorted(PAY_TEMPLATES))
def test_the_wording_and_the_business_agree(template: str) -> None:
    told, table = PAY_TEMPLATES[template], TABLES[template]
    for language in ("en", "de"):
        assert WORDINGS.wording(template, language).gaps == set(told.gaps)
    assert (told.audience, list(told.roads), told.critical, told.everywhere) == (
        table["audience"], table["channels"], table["critical"], table.get("everywhere", False),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("event", "locale", "said"),
    [
        (SENT, "en", "€69.80 is on its way to your account and is there by Wed 10 March."),
        (SENT, "de", "69,80 € sind auf dem Weg zu Ihrem Konto und bis Mi., 10. März dort."),
        (BACK, "en", "Your bank sent €69.80 back: the account is closed."),
        (BACK, "de", "Ihre Bank hat 69,80 € zurückgeschickt: das Konto ist geschlossen."),
        (CHANGED, "en", "the account that ends in 3700"),
    ],
)
def test_a_cleaner_reads_it_in_their_language(event: Event, locale: str, said: str) -> None:
    reader = with_(JOYCE, locale=locale)
    notice = pay_notices(event, NIGHT, reader, None, DESK, NIGHT)[0]
    assert said in text_of(notice, WORDINGS.wording(notice.template, locale))


def test_money_that_came_back_breaks_the_night_and_money_on_its_way_does_not() -> None:
    (sent,) = pay_notices(SENT, NIGHT, JOYCE, None, DESK, NIGHT)
    (back,) = pay_notices(BACK, NIGHT, JOYCE, None, DESK, NIGHT)
    assert isinstance(sent.phase, Queued) and sent.phase.not_before > NIGHT
    assert isinstance(back.phase, Queued) and back.phase.not_before == NIGHT


def test_another_account_is_told_to_every_address_that_we_have() -> None:
    told = pay_notices(CHANGED, NIGHT, JOYCE, None, DESK, NIGHT)
    assert [one.to.channel for one in told] == ["sms", "mail"]
    assert len({one.id for one in told}) == len(told)
    assert [one.id for one in pay_notices(CHANGED, NIGHT, JOYCE, None, DESK, NIGHT)] == [one.id for one in told]


def test_whom_nothing_reaches_is_noted_and_not_written_to() -> None:
    nobody = with_(JOYCE, phone=None, email=None)
    assert [type(one.phase) for one in pay_notices(SENT, NIGHT, nobody, None, DESK, NIGHT)] == [Suppressed]


def test_each_event_of_pay_that_is_told_has_its_template() -> None:
    assert len(PAY_EVENTS) == len(PAY_TEMPLATES)
