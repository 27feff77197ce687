"""Many who book at once, told over any store: what one cleaner can give is sold once."""

from __future__ import annotations

import asyncio
from contextvars import Context
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.unit.ports.booking.walks import Build, Town

from cleanbee.domain.availability.claim import DayFull, SlotTaken
from cleanbee.domain.booking.booking import Confirmed
from cleanbee.domain.kernel import Refused, Window, with_
from cleanbee.domain.payment.fact import Fact
from cleanbee.domain.payment.payment import Operation
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.domain.platform.once import Once
from cleanbee.domain.pricing.quote import Open
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.place_booking import PlaceBooking
from cleanbee.ports.inbound.booking.placing import PlaceAsked
from cleanbee.ports.inbound.payment.settle_operation import SettleOperation
from cleanbee.ports.outbound.payment import Gateway
from cleanbee.ports.outbound.store import Busy, Running

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
NEXT_WEEK = datetime(2027, 3, 10, 7, 0, tzinfo=UTC)
FOUR_HOURS = timedelta(hours=4)
CALLERS = 20


async def newcomer(place: Town, start: datetime) -> PlaceAsked:
    """Somebody next door, with a card and a quote of their own, about to ask for this start."""
    customer = place.nouns.customer()
    home, card = place.nouns.home(customer), place.nouns.card(customer)
    slot = await place.slot(start)
    quote = with_(place.nouns.quote(customer), phase=Open(until=slot.until))
    async with place.store.begin() as work:
        await work.customers.add(customer)
        await work.homes.add(home)
        await work.cards.add(card)
        await work.quotes.add(quote)
    return PlaceAsked(actor=AsCustomer(id=customer.id), slot=with_(slot, quote=quote.id), home=home.id, card=card.id)


async def race(place: Town, starts: list[datetime]) -> list[Any]:
    """A newcomer for each start, all asking at once; what each was told."""
    asks = [await newcomer(place, start) for start in starts]
    return await asyncio.gather(*(place.place(ask) for ask in asks), return_exceptions=True)


class SlowBank:
    """A gateway that answers once it is let."""

    def __init__(self, bank: Gateway) -> None:
        self.bank, self.calls = bank, 0
        self.asked, self.opens = asyncio.Event(), asyncio.Event()
        self.capture, self.void, self.look_up = bank.capture, bank.void, bank.look_up

    async def authorise(self, operation: Operation) -> Fact:
        self.calls += 1
        self.asked.set()
        await self.opens.wait()
        return await self.bank.authorise(operation)


def with_bank(settle: SettleOperation, bank: Any) -> SettleOperation:
    return replace(settle, gateway=bank)


async def kept(place: Town, day: datetime = NEXT_WEEK) -> int:
    """How many visits stand in the cleaner's calendar that day."""
    async with place.store.begin() as work:
        return len(await work.claims.within([place.cleaner.id], Window(start=day, end=day + timedelta(hours=12))))


class RaceWalks:
    """What stays true however many ask at once: ``build`` gives a town."""

    async def test_of_twenty_who_book_one_slot_at_once_exactly_one_has_it(self, build: Build) -> None:
        place = await build(MONDAY)
        told = await race(place, [NEXT_WEEK] * CALLERS)
        won = [each for each in told if isinstance(each, BookingView)]
        assert len(won) == 1, [type(each).__name__ for each in told]
        late = [each for each in told if each not in won and not isinstance(each, Busy)]
        assert all(each == Refused(why=SlotTaken()) for each in late), late
        assert await kept(place) == 1

    async def test_those_who_book_one_day_at_once_do_not_fill_it_beyond_its_eight_hours(self, build: Build) -> None:
        place = await build(MONDAY)
        for day in (NEXT_WEEK + timedelta(days=n) for n in range(6)):
            told = await race(place, [day + n * FOUR_HOURS for n in range(3)])
            won = [each for each in told if isinstance(each, BookingView)]
            assert len(won) == 2, "two visits of three hours fit a day, three do not"
            assert [each for each in told if each not in won] == [Refused(why=DayFull())]
            assert await kept(place, day) == 2

    async def test_who_repeats_a_request_while_the_bank_is_asked_is_told_that_it_is_under_way(
        self, build: Build
    ) -> None:
        place, once = await build(MONDAY), Once(principal="mia", key="one intention", fingerprint="the same")
        bank = SlowBank(place.gateway)
        slow = PlaceBooking(place.store, place.ids, place.travel, with_bank(place.settle, bank), place.late)
        ask = await newcomer(place, MONDAY + timedelta(days=2))
        first = asyncio.create_task(slow(ask, once), context=Context())
        await bank.asked.wait()
        for _ in range(3):
            with pytest.raises(Running):
                await slow(ask, once)
        bank.opens.set()
        told = await first
        assert isinstance(told, BookingView) and isinstance(told.booking.phase, Confirmed)
        again = await slow(ask, once)
        assert isinstance(again, BookingView) and again.booking == told.booking
        assert bank.calls == 1

    async def test_a_slot_that_is_gone_is_told_without_waiting_for_whoever_holds_its_cleaner(
        self, build: Build
    ) -> None:
        place = await build(MONDAY)
        first, late = await newcomer(place, NEXT_WEEK), await newcomer(place, NEXT_WEEK)
        assert isinstance(await place.place(first), BookingView)
        async with place.store.begin() as work:
            await work.lock(cleaners=[place.cleaner.id])
            told = await asyncio.create_task(place.place(late), context=Context())
        assert told == Refused(why=SlotTaken())

    async def test_a_slot_that_looks_free_is_booked_only_once_its_cleaner_is_free(self, build: Build) -> None:
        """Whoever holds the cleaner takes the slot in the meantime."""
        place = await build(MONDAY)
        late = await newcomer(place, NEXT_WEEK)
        async with place.store.begin() as work:
            await work.lock(cleaners=[place.cleaner.id])
            waiting = asyncio.create_task(place.place(late), context=Context())
            for _ in range(50):
                await work.homes.find(place.home.id)
            await work.claims.add(place.nouns.hold(place.cleaner, late.slot.window))
        assert await waiting == Refused(why=SlotTaken())
        assert await kept(place) == 1
