"""German for who asks for German; codes stay what they are."""

from __future__ import annotations

import pytest
from tests.unit.adapters.http.small_city import City

from cleanbee.adapters.http.german import GERMAN
from cleanbee.adapters.http.language import chosen
from cleanbee.adapters.http.problems import KINDS
from cleanbee.adapters.http.slots import REASONS
from cleanbee.adapters.http.wire import LABELS


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
    assert said == GERMAN.keys()


async def test_a_no_and_what_can_be_done_are_said_in_the_askers_language(city: City) -> None:
    told = await city.get(None, "/v1/me", accept_language="de-DE,de;q=0.9")
    assert (told.json()["code"], told.json()["title"]) == ("unauthenticated", "Wer sind Sie?")
    assert told.headers["content-language"] == "de"
    booking = await city.book()
    german = (await city.get("mia", f"/v1/bookings/{booking['id']}", accept_language="de")).json()
    assert {one["name"]: one["label"] for one in german["available_actions"]}["cancel"] == "Absagen"
    english = (await city.get("mia", f"/v1/bookings/{booking['id']}")).json()
    assert {one["name"]: one["label"] for one in english["available_actions"]}["cancel"] == "Cancel"
