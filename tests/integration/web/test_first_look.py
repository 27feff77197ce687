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


def test_a_system_without_a_language_of_its_own_sees_the_same(someone: Someone) -> None:
    hand = someone("about:blank")
    hand.page.add_init_script("Object.defineProperty(navigator, 'languages', { get: () => ['en-US@posix'] })")
    hand.page.goto(hand.url)
    hand.type("Your address", "Lindenweg 12, Honigfeld")
    hand.tap("button", "See the price")
    hand.sees("heading", "A clean home, €72.00")


def test_an_address_that_was_cut_off_is_no_white_page(someone: Someone) -> None:
    someone("/visits/%E0%A4").sees("link", "CleanBee")
