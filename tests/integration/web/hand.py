"""A person at a browser: finds things by role and name alone, taps, types, and is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

WITHIN_REACH = "dialog[open], body:not(:has(dialog[open]))"
REACHES = """() => {
  const found = [];
  for (const one of document.querySelectorAll("main :is(a[href], button, input, select, summary, [tabindex='0'])")) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.closest("dialog")) continue;
    if (one.closest(".bar")) scrollTo({ top: 0, behavior: "instant" });  // it is to be in reach wherever one is
    else one.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    const box = one.getBoundingClientRect();
    for (const y of [box.top + 4, box.y + box.height / 2, box.bottom - 4]) {
      const over = document.elementFromPoint(box.x + box.width / 2, y)?.closest(".toasts, .bar, .tabs");
      if (over && !over.contains(one)) found.push(one.textContent.trim() || one.id);
    }
  }
  return found;
}"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Hand:
    """The only way to act in a test: a role, an accessible name, a count."""

    page: Page
    url: str
    taps: int = 0
    fields: int = 0

    def find(self, role: Any, name: str | re.Pattern[str]) -> Locator:
        """The one thing of this role and name, on the open sheet if there is one: what lies below is out of reach."""
        return self.page.locator(WITHIN_REACH).get_by_role(role, name=name)

    def go(self, path: str) -> None:
        """Open a link that somebody sent."""
        self.page.goto(self.url + path)

    def tap(self, role: Any, name: str | re.Pattern[str], *, first: bool = False, last: bool = False) -> None:
        """One tap."""
        one = self.find(role, name)
        (one.first if first else one.last if last else one).click()
        self.taps += 1

    @contextmanager
    def holding(self, role: Any, name: str | re.Pattern[str], over: str) -> Iterator[None]:
        """Pick something up and hold it over the height of a text; it is let go when this is left."""
        one, there = self.find(role, name).first, self.page.get_by_text(over, exact=True).first
        one.hover()
        at, to = one.bounding_box(), there.bounding_box()
        assert at is not None and to is not None
        self.page.mouse.down()
        self.page.mouse.move(at["x"] + at["width"] / 2, to["y"] + to["height"] / 2, steps=4)
        yield
        self.page.mouse.up()
        self.taps += 1

    def type(self, name: str | re.Pattern[str], text: str) -> None:
        """Fill in one field."""
        self.find("textbox", name).fill(text)
        self.fields += 1

    def sees(self, role: Any, name: str | re.Pattern[str]) -> Locator:
        """It is there, or comes while one looks; nothing hangs out of the screen sideways."""
        one = self.page.get_by_role(role, name=name).first
        expect(one).to_be_visible()
        assert self.page.evaluate(SIDEWAYS) <= 0, "the page scrolls sideways"
        return one

    def keeps(self, offer: str) -> None:
        """Point at what is offered for a while: it stays for as long as one does."""
        self.find("button", offer).hover()

    def reads(self, text: str | re.Pattern[str]) -> Locator:
        """This text stands on the page, or comes while one looks."""
        one = self.page.get_by_text(text).first
        expect(one).to_be_visible()
        return one

    def misses(self, role: Any, name: str | re.Pattern[str]) -> None:
        """It is gone, or goes while one looks."""
        expect(self.find(role, name)).to_have_count(0)

    def reaches_everything(self) -> None:
        """Whatever can be tapped on this page comes out from under what sticks to the edge of the screen."""
        covered: list[str] = self.page.evaluate(REACHES)
        assert not covered, f"covered: {covered}"

    @contextmanager
    def budget(self, *, taps: int, fields: int = 0) -> Iterator[None]:
        """No more than so many taps and fields are needed for what follows."""
        had = (self.taps, self.fields)
        yield
        used = (self.taps - had[0], self.fields - had[1])
        assert used[0] <= taps, f"{used[0]} taps, and {taps} must do"
        assert used[1] <= fields, f"{used[1]} fields, and {fields} must do"
