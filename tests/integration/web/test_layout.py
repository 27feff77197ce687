"""Screens hold more than they were drawn for: words two fifths longer, letters twice as large, on a small telephone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Route, expect
from tests.integration.web.conftest import Someone
from tests.integration.web.hand import SIDEWAYS, Hand
from tests.integration.web.test_cleaner import TEN_PAST_NINE, now_is, offered
from tests.integration.web.test_live import MIA, booked
from tests.integration.web.town import Town
from tests.integration.web.town import town as served

SMALLEST = {"width": 360, "height": 640}
LONGER = 0.4
CLIPPED = """() => [...document.querySelectorAll("button, a, label, h1, h2")].filter((one) => {
  const { width, left, right } = one.getBoundingClientRect();
  if (width === 0 || one.closest(".hidden, .skip")) return false;
  const cut = one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible";
  const outside = !one.closest(".days, .homes, figure") && (right > innerWidth + 1 || left < -1);
  return cut || outside;
}).map((one) => one.outerHTML.slice(0, 160))"""
OUTSIDE = """() => [...document.querySelectorAll("main *:not(svg *)")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 90))"""
"""Whatever can be tapped or read and is cut off; strips that scroll by themselves are allowed to."""


@pytest.fixture(scope="module")
def visit_and_town() -> Iterator[tuple[str, Town]]:
    """A city of its own, on a morning with a visit and an offer."""
    with served() as one:
        id, _ = booked(one.as_(phone=MIA), "2026-03-04", "09:30")
        now_is(one, TEN_PAST_NINE)
        offered(one, "2026-03-10")
        yield id, one


@pytest.fixture(scope="module")
def town(visit_and_town: tuple[str, Town]) -> Town:
    return visit_and_town[1]


def pseudo(text: Any) -> Any:
    """The same word two fifths longer, its gaps and its stress left as they are."""
    if isinstance(text, dict):
        return {form: pseudo(one) for form, one in text.items()}
    letters = re.sub(r"\{\w+\}", "", text)
    more = "".join(" " if n % 9 == 8 else "øéñ"[n % 3] for n in range(round(len(letters) * LONGER)))
    return text + more


def speaks_long(hand: Hand) -> None:
    """Every catalogue that is read says more than it did."""

    def longer(route: Route) -> None:
        told = route.fetch()
        words = {key: pseudo(text) for key, text in told.json().items()}
        route.fulfill(status=200, content_type="application/json", body=json.dumps(words))

    hand.page.route("**/words/*.json*", longer)


def reads_large(hand: Hand) -> None:
    """Letters twice as large, as somebody has set them."""
    hand.page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%'; })"
    )


@pytest.mark.parametrize("how", [speaks_long, reads_large], ids=["words-40-percent-longer", "text-at-200-percent"])
@pytest.mark.parametrize("who", ["mia", "joyce"])
def test_nothing_is_cut_off_and_nothing_scrolls_sideways(
    someone: Someone, visit_and_town: tuple[str, Town], who: str, how: Callable[[Hand], None]
) -> None:
    id, _ = visit_and_town
    hand = someone("about:blank", viewport=SMALLEST, service_workers="block")
    how(hand)
    with hand.page.expect_request("**/v1/stream"):  # it is asked for by somebody who is signed in
        hand.go(f"/?as={who}")
    paths = ["/", f"/visits/{id}", *(["/visits", "/home"] if who == "mia" else ["/offers", "/week", "/money"])]
    for path in paths:
        hand.go(path)
        hand.page.wait_for_selector("main h1:not(.quiet):visible, main h1.hidden", state="attached")
        expect(hand.page.locator("[aria-busy=true]")).to_have_count(0)
        expect(hand.page.get_by_role("dialog")).to_have_count(0)
        hand.page.evaluate("document.fonts.ready")
        assert hand.page.evaluate(SIDEWAYS) <= 0, (path, hand.page.evaluate(OUTSIDE))
        assert hand.page.evaluate(CLIPPED) == [], path
