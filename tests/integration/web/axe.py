"""What people with other eyes and hands meet, as axe-core judges it."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page
from tests.integration.web.chromium import ROOT

AXE = ROOT / ".bee" / "web" / "check" / "node_modules" / "axe-core" / "axe.min.js"
NONE = "no axe-core: ./bee nox -s web brings it"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """async (tags) => {
  const ends = (one) => one.effect?.getComputedTiming().endTime !== Infinity;
  await Promise.all(document.getAnimations().filter(ends).map((one) => one.finished.catch(() => null)));
  const told = await axe.run(document, { runOnly: tags, resultTypes: ["violations", "incomplete"] });
  const why = (node) => node.any.map((one) => one.data?.messageKey ?? one.id).join();
  const seen = (node) => [node.html.slice(0, 160), why(node)];
  const plain = (rules) => rules.map(({ id, nodes }) => [id, nodes.map(seen)]);
  return [plain(told.violations), plain(told.incomplete)];
}"""
REVIEWED = {
    ("color-contrast", "bgOverlap"): "under the bar or the tabs, which are opaque, or beside a picked slot's edge",
    ("color-contrast", "elmPartiallyObscured"): "in a strip that scrolls, like the days; judged where it is seen",
    ("color-contrast", "elmPartiallyObscuring"): "the bar, which is opaque, over whatever is scrolled below it",
    ("color-contrast", "shortTextContent"): "one digit in the same colours as its neighbours with two",
    ("color-contrast", "pseudoContent"): "a step with its line drawn behind it, on the card's own ground",
    ("color-contrast", "imgNode"): "letters in a drawing of ours: ink on the card's own ground, as in any text",
}
"""What axe cannot judge by itself, by rule and why not, and what somebody saw who looked; a new one wants a look."""


def finds_nothing(page: Page, where: str) -> None:
    """No rule of WCAG 2.2 AA or good practice is broken on this screen as it is now, and nothing is left unjudged."""
    if not AXE.is_file():
        if os.environ.get("CI"):
            pytest.fail(NONE)
        pytest.skip(NONE)
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text("utf-8"))
    broken, unjudged = page.evaluate(RUN, list(RULES))
    assert not broken, (where, broken)
    new = [(rule, node) for rule, nodes in unjudged for node in nodes if (rule, node[1]) not in REVIEWED]
    assert not new, (where, new)
