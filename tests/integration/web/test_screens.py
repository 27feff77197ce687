"""Every screen of the customer: kept as a picture, judged by axe, light and dark, in English and German."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.integration.web.axe import finds_nothing
from tests.integration.web.conftest import LARGE, SMALL, Someone
from tests.integration.web.hand import Hand

LOOKS = [
    pytest.param({"color_scheme": "light", "locale": "en-GB", "viewport": SMALL}, id="light-en-small"),
    pytest.param({"color_scheme": "dark", "locale": "de-DE", "viewport": SMALL}, id="dark-de-small"),
    pytest.param({"color_scheme": "light", "locale": "de-DE", "viewport": LARGE}, id="light-de-large"),
]
SEE, BOOK, VISITS, HOME = (
    re.compile(words)
    for words in (
        "See the price|Preis ansehen",
        "^Book [A-Z][a-z]{2} [0-9]{2}:|[0-9] buchen · ",
        "Visits|Termine",
        "^(Home|Zuhause)$",
    )
)
ADDRESS, MOVE, CANCEL = (
    re.compile(words)
    for words in ("Your address|Ihre Adresse", "^(Move|Verlegen|Verschieben)", "^(Cancel|Absagen|Stornieren)")
)
CLOSE = re.compile("Close|Schließen")


@pytest.mark.parametrize("look", LOOKS)
def test_every_screen_can_be_made_out_by_everybody(
    someone: Someone, pictures: Path, look: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    hand, name = someone("/", reduced_motion="reduce", **look), request.node.callspec.id

    def judged(screen: str) -> None:
        hand.page.screenshot(path=pictures / f"{screen}-{name}.png")
        finds_nothing(hand.page, screen)

    hand.sees("heading", re.compile("A clean home|Ein sauberes Zuhause"))
    judged("book-empty")
    hand.type(ADDRESS, "Lindenweg 12, Honigfeld")
    hand.tap("button", SEE)
    hand.sees("button", BOOK)
    judged("book")
    hand.tap("button", BOOK, last=True)
    hand.sees("heading", re.compile("Sign in|Anmelden"))
    judged("sign-in")
    hand.tap("button", CLOSE)
    hand.tap("link", HOME)
    hand.tap("button", "Deutsch" if look["locale"] == "de-DE" else "English")
    judged("home-empty")
    hand.go("/?as=mia")
    signed_in(hand, judged)


def signed_in(hand: Hand, judged: Any) -> None:
    hand.sees("button", BOOK)
    judged("book-again")
    hand.tap("button", BOOK)
    hand.sees("heading", re.compile("comes|kommt|finding|suchen"))
    judged("visit")
    if hand.find("button", MOVE).count():
        hand.tap("button", MOVE)
        hand.sees("button", re.compile("^[0-9]{2}:[0-9]{2} "))
        judged("move")
        hand.tap("button", CLOSE)
    hand.tap("button", CANCEL)
    judged("cancel")
    hand.tap("button", CLOSE)
    hand.tap("link", VISITS)
    hand.sees("heading", VISITS)
    judged("visits")
    hand.tap("link", HOME)
    hand.sees("button", re.compile("way in|hinein"))
    judged("home")
