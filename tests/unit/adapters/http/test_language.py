"""German for who asks for German; codes stay what they are."""

from __future__ import annotations

import pytest
from tests.unit.adapters.http.small_city import City

from cleanbee.adapters.http.app_config import WISHES
from cleanbee.adapters.http.calendar_files import SUMMARIES
from cleanbee.adapters.http.german import GERMAN
from cleanbee.adapters.http.german_refusals import GERMAN_REFUSALS
from cleanbee.adapters.http.language import chosen
from cleanbee.adapters.http.plots import COLUMNS, STEPS_SAY, TITLES
from cleanbee.adapters.http.problems import KINDS
from cleanbee.adapters.http.queue import REPAIRS_SAY, SAYS
from cleanbee.adapters.http.refusals import CODES, TOLD_ELSEWHERE
from cleanbee.adapters.http.sentences import IN_PHASE, NOT_NOW, OF_CODE, SENTENCES
from cleanbee.adapters.http.slots import REASONS
from cleanbee.adapters.http.wire import LABELS
from cleanbee.adapters.memory.bank import CARDS_SAY
from cleanbee.domain.kernel import NotInPhase
from cleanbee.domain.payment.promotion import PromotionInvalid


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("de", "de"),
        ("de-AT, en;q=0.9", "de"),
        ("en, de;q=0.9", "en"),
        ("fr, de;q=0.4, en;q=0.3", "de"),
        ("fr", "en"),
        ("de;q=0", "en"),
        ("de;q=much", "en"),
        ("*", "en"),
        (",,;;==", "en"),
    ],
)
def test_the_language_is_the_one_that_is_liked_best_of_those_we_speak(accepted: str | None, language: str) -> None:
    assert chosen(accepted) == language


def test_nothing_we_say_is_without_its_german() -> None:
    said = {kind.title for kind in KINDS.values()} | set(LABELS.values()) | set(REASONS.values())
    said |= set(WISHES.values()) | set(CARDS_SAY.values()) | set(SUMMARIES.values())
    said |= {*SAYS.values(), *REPAIRS_SAY.values()}
    said |= {*TITLES.values(), *STEPS_SAY.values(), *(one[1] for some in COLUMNS.values() for one in some)}
    assert said == GERMAN.keys()


def test_every_no_of_the_business_has_its_sentence_and_its_german() -> None:
    told = {why for why in CODES if CODES[why] not in TOLD_ELSEWHERE} - {NotInPhase, PromotionInvalid}
    assert told == SENTENCES.keys()
    assert {*SENTENCES.values(), *IN_PHASE.values(), *OF_CODE.values(), NOT_NOW} == GERMAN_REFUSALS.keys()


async def test_why_not_is_said_in_the_askers_language_and_how_to_go_on(city: City) -> None:
    booking = await city.book()
    await city.post("mia", f"/v1/bookings/{booking['id']}/cancel", {})
    for language, detail in (("en", "It is over already."), ("de", "Es ist schon vorbei.")):
        again = await city.post("mia", f"/v1/bookings/{booking['id']}/cancel", {}, accept_language=language)
        assert (again.json()["code"], again.json()["detail"]) == ("illegal_transition", detail)


async def test_a_no_and_what_can_be_done_are_said_in_the_askers_language(city: City) -> None:
    told = await city.get(None, "/v1/me", accept_language="de-DE,de;q=0.9")
    assert (told.json()["code"], told.json()["title"]) == ("unauthenticated", "Wer sind Sie?")
    assert told.headers["content-language"] == "de"
    booking = await city.book()
    german = (await city.get("mia", f"/v1/bookings/{booking['id']}", accept_language="de")).json()
    assert {one["name"]: one["label"] for one in german["available_actions"]}["cancel"] == "Absagen"
    english = (await city.get("mia", f"/v1/bookings/{booking['id']}")).json()
    assert {one["name"]: one["label"] for one in english["available_actions"]}["cancel"] == "Cancel"
