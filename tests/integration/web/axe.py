"""What people with other eyes and hands meet, as axe-core judges it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page
from tests.integration.web.chromium import ROOT

AXE = ROOT / ".bee" / "web" / "check" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = "async (tags) => (await axe.run(document, { runOnly: tags, resultTypes: ['violations'] })).violations"


def finds_nothing(page: Page, where: str) -> None:
    """No rule of WCAG 2.2 AA or good practice is broken on this screen as it is now."""
    if not AXE.is_file():
        pytest.skip("no axe-core: ./bee nox -s web brings it")
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[Any] = page.evaluate(RUN, list(RULES))
    told = [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]
    assert not told, (where, told)
