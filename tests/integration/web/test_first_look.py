"""Somebody who has never been here."""

from __future__ import annotations

from tests.integration.web.conftest import Someone


def test_a_stranger_sees_a_price_for_an_address_and_a_tap(someone: Someone) -> None:
    hand = someone("/")
    hand.sees("heading", "A clean home, booked in a minute")
    with hand.budget(taps=1, fields=1):
        hand.type("Your address", "Lindenweg 12, Honigfeld")
        hand.tap("button", "See the price")
        hand.sees("heading", "A clean home, €72.00")
    hand.sees("button", "Book")
