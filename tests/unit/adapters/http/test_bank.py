"""The bank wants to see its customer: the sandbox plays its page."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.unit.adapters.http.small_city import City, small_city

from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.domain.payment.fact import Fact
from cleanbee.domain.payment.payment import Operation
from cleanbee.entrypoints.settings import Settings

pytestmark = pytest.mark.slow

PATIENCE_S = 20.0


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


async def test_a_bank_that_does_not_answer_holds_up_nobody_who_asks_us_something_else() -> None:
    asked, answers = asyncio.Semaphore(0), asyncio.Event()

    class Slow(MemoryGateway):
        """Answers nobody for now."""

        async def authorise(self, operation: Operation) -> Fact:
            asked.release()
            await answers.wait()
            return await super().authorise(operation)

    async with small_city(Settings(limits=False, pool=1), gateway=Slow) as city:
        orders = [await city.order(await city.slot(f"2026-03-04T{hour}")) for hour in ("08:00", "12:30")]
        booking = [asyncio.ensure_future(city.post("mia", "/v1/bookings", order)) for order in orders]
        for _ in orders:
            await asyncio.wait_for(asked.acquire(), PATIENCE_S)
        assert (await asyncio.wait_for(city.get("mia", "/v1/homes"), PATIENCE_S)).status_code == 200
        answers.set()
        assert {one.status_code for one in await asyncio.gather(*booking)} == {201}
