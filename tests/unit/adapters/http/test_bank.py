"""The bank wants to see its customer: the sandbox plays its page."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.adapters.http.small_city import City

pytestmark = pytest.mark.slow


async def waiting(city: City) -> dict[str, Any]:
    """A booking of Mia's whose bank asks for her."""
    booking = await city.book(card="card_3ds")
    assert (booking["phase"]["name"], booking["next_action"]["type"]) == ("awaiting_card", "follow_link")
    return booking


def page(booking: dict[str, Any]) -> str:
    return f"/v1/test_helpers/bookings/{booking['id']}/confirm_card"


async def test_whoever_agrees_at_the_bank_has_booked(city: City) -> None:
    booking = await waiting(city)
    told = await city.post("mia", page(booking))
    assert (told.status_code, told.json()["phase"]["name"]) == (200, "confirmed")
    money = await city.get("olga", f"/v1/bookings/{booking['id']}/payment")
    assert (money.json()["phase"], money.json()["held"]) == ("authorized", booking["price"])


async def test_whoever_does_not_agree_may_pay_otherwise_while_the_slot_is_held(city: City) -> None:
    booking = await waiting(city)
    told = await city.post("mia", page(booking), {"agreed": False})
    assert (told.status_code, told.json()["phase"]["name"]) == (200, "awaiting_card")
    paid = await city.post("mia", f"/v1/bookings/{booking['id']}/pay", {"card_id": "card_ok"})
    assert (paid.status_code, paid.json()["phase"]["name"]) == (200, "confirmed")


async def test_a_bank_that_asked_nothing_is_told_nothing(city: City) -> None:
    booking = await city.book()
    told = await city.post("mia", page(booking))
    assert (told.status_code, told.json()["code"], told.json()["reason"]) == (422, "refused", "nothing_to_pay")


async def test_nobody_stands_in_for_another_at_the_bank(city: City) -> None:
    booking = await waiting(city)
    told = await city.post("ben", page(booking))
    assert told.status_code == 404
