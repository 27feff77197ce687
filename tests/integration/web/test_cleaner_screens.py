"""Every screen of the cleaner: kept as a picture, judged by axe, light and dark, in English and German."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integration.web.axe import finds_nothing
from tests.integration.web.conftest import Someone
from tests.integration.web.test_cleaner import TEN_PAST_NINE, now_is, offered
from tests.integration.web.test_live import JOYCE, MIA, booked
from tests.integration.web.test_screens import LOOKS
from tests.integration.web.town import Town
from tests.integration.web.town import town as served

STEP, ROOMS, OFFERS, WEEK, MONEY = (
    re.compile(words)
    for words in (
        "^(On my way|Ich fahre los)$", "^(Rooms|Räume)", "^(Offers|Angebote)$", "^(Week|Woche)$", "^(Money|Geld)$",
    )
)  # fmt: skip
TAKE, WHY, CLOSE = (re.compile(words) for words in ("Take it|Nehme ich", "Why me|Warum ich", "Close|Schließen"))
FIRST, OFF, PROMISED = (
    re.compile(words) for words in ("First day|Erster Tag", "Take it off|Frei nehmen", "promised|zugesagt")
)

SAVE, SAVED = re.compile("Save these hours|Zeiten speichern"), re.compile(r"^(Saved|Gespeichert)\. ")


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """A city of its own, on a morning with a visit and an offer."""
    with served() as one:
        booked(one.as_(phone=MIA), "2026-03-04", "09:30")
        now_is(one, TEN_PAST_NINE)
        offered(one, "2026-03-10")
        yield one


def monday(town: Town) -> tuple[int, int]:
    """From when to when Joyce works on Mondays."""
    first = town.as_(phone=JOYCE).get("/v1/weekly_rules")["weekly"][0]
    return first["start_min"], first["end_min"]


@pytest.mark.parametrize("look", LOOKS)
def test_every_screen_of_a_cleaner_can_be_made_out_by_everybody(
    someone: Someone, town: Town, pictures: Path, look: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    hand, name = someone("about:blank", reduced_motion="reduce", **look), request.node.callspec.id

    def judged(screen: str) -> None:
        hand.page.screenshot(path=pictures / f"cleaner-{screen}-{name}.png", full_page=True)
        finds_nothing(hand.page, screen)

    hand.go("/week")
    hand.page.evaluate(f"localStorage.setItem('cleanbee.language', '{look['locale'][:2]}')")
    hand.go("/?as=joyce")
    hand.sees("button", STEP)
    judged("today")
    hand.tap("link", ROOMS)
    hand.sees("heading", ROOMS)
    judged("visit")
    hand.tap("link", OFFERS)
    hand.sees("button", TAKE)
    judged("offers")
    hand.tap("button", WHY)
    hand.sees("heading", re.compile("first|chosen|zuerst|Wahl|vorn"))
    judged("why")
    hand.tap("button", CLOSE)
    hand.tap("link", WEEK)
    hand.page.get_by_label(FIRST).fill("2026-03-04")
    hand.tap("button", OFF)
    hand.reads(PROMISED)
    judged("week")
    before = monday(town)
    hand.tap("button", "17:00")
    hand.tap("button", SAVE)
    hand.reads(SAVED)
    assert {before, monday(town)} == {(480, 1020), (480, 1080)}
    hand.tap("link", MONEY)
    hand.sees("heading", MONEY)
    judged("money")
