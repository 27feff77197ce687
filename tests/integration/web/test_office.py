"""The office: what needs it is mended with a tap and put back with another; its screens are judged like the others'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integration.web.axe import finds_nothing
from tests.integration.web.conftest import LARGE, SMALL, Someone
from tests.integration.web.hand import Hand
from tests.integration.web.test_live import AT_HOME, JOYCE, MIA, booked
from tests.integration.web.town import Town
from tests.integration.web.town import town as served

OLGA = {"email": "olga@cleanbee.example", "password": "sandbox-olga"}
LOOKS = [
    pytest.param({"color_scheme": "light", "locale": "en-GB", "viewport": SMALL}, "English", id="light-en-small"),
    pytest.param({"color_scheme": "dark", "locale": "de-DE", "viewport": LARGE}, "Deutsch", id="dark-de-large"),
]
LATE, FOUND_NOBODY = "Joyce Adeyemi will be 20 min late", "Nobody has been found"


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """A city of its own, where a morning has gone wrong: Joyce began late and comes late to her next visit."""
    with served() as one:
        morning(one)
        yield one


def morning(town: Town) -> None:
    mia, joyce, olga = town.as_(phone=MIA), town.as_(phone=JOYCE), town.as_(**OLGA)
    first, _ = booked(mia, "2026-03-04", "09:30")
    booked(mia, "2026-03-04", "13:00")

    def come_to(hour: str) -> None:
        olga.post("/v1/test_helpers/clock/advance", {"to": f"2026-03-04T{hour}Z"})

    come_to("08:00:00")
    joyce.post(f"/v1/bookings/{first}/set_off")
    joyce.post(f"/v1/bookings/{first}/give_eta", {"minutes": 60})
    come_to("09:00:00")
    joyce.post(f"/v1/bookings/{first}/check_in", AT_HOME)
    come_to("09:50:00")
    joyce.post(f"/v1/bookings/{first}/start")


def office(someone: Someone, language: str = "English", **how: Any) -> Hand:
    hand = someone("/ops?as=olga", reduced_motion="reduce", **how)
    hand.tap("button", language)
    hand.taps = 0
    return hand


def need(hand: Hand, text: str) -> Any:
    return hand.page.get_by_role("article", name=text)


def test_a_late_visit_is_mended_in_a_tap_and_put_back_in_another(someone: Someone) -> None:
    hand = office(someone)
    with hand.budget(taps=3):
        hand.sees("heading", LATE)
        hand.tap("button", re.compile("^Do it: Give it to Kwame"), first=True)
        hand.misses("heading", LATE)
    hand.reads("Kwame Boateng now comes to Mia")
    hand.tap("button", "Undo")
    hand.sees("heading", LATE)
    hand.reads("Taken back: it is as it was.")


def test_what_nobody_comes_to_is_given_away(someone: Someone) -> None:
    hand = office(someone, viewport=LARGE)
    with hand.budget(taps=3):
        hand.sees("heading", FOUND_NOBODY)
        need(hand, FOUND_NOBODY).get_by_role("button", name=re.compile("^Do it")).first.click()
        hand.misses("heading", FOUND_NOBODY)


@pytest.mark.parametrize(("look", "language"), LOOKS)
def test_every_screen_of_the_office_can_be_made_out_by_everybody(
    someone: Someone, pictures: Path, look: dict[str, Any], language: str, request: pytest.FixtureRequest
) -> None:
    hand, name = office(someone, language, **look), request.node.callspec.id

    def judged(screen: str) -> None:
        hand.page.screenshot(path=pictures / f"{screen}-{name}.png", full_page=True)
        finds_nothing(hand.page, screen)

    hand.sees("heading", re.compile("Joyce Adeyemi"))
    judged("needs-you")
    hand.tap("link", re.compile("^(Day|Tag)$"))
    hand.sees("heading", re.compile("4 March|4. März"))
    hand.sees("link", re.compile("Joyce Adeyemi|Mia"))
    judged("board")
