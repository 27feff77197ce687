"""Whoever cannot come before anybody was told: somebody else comes, and nobody hears of it; only else one is sought."""

from __future__ import annotations

import asyncio
from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.ports.booking.late_walks import FAR, MONDAY, Quarter, quarter
from tests.unit.ports.booking.walks import Build

from cleanbee.domain.booking.booking import Confirmed, Requested
from cleanbee.domain.kernel import NotFound, OpsId, Refused, Timer, Window, with_
from cleanbee.domain.matching.passed import Passed
from cleanbee.domain.payment.dues import RELEASE
from cleanbee.domain.people.actor import AsCleaner, AsOps
from cleanbee.domain.platform.once import Once
from cleanbee.ports.contracts.racing import Signal
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.booking.withdraw import Withdraw
from cleanbee.ports.inbound.payment.due_steps import ReleaseUnsecured
from cleanbee.ports.outbound.store import Busy, Seen, Stale, Work

HOUR = timedelta(hours=1)


async def leaves(place: Quarter, view: BookingView, who: int = 0, once: Once | None = None) -> Any:
    """One of the cleaners says that they cannot come."""
    ask = BookingAsked(actor=AsCleaner(id=place.people[who].id), booking=view.booking.id)
    return await Withdraw(place.town.store, place.town.late)(ask, once)


async def claims(place: Quarter, who: int = 0) -> list[Any]:
    async with place.town.store.begin() as work:
        return list(await work.claims.within([place.people[who].id], Window(start=FAR - 9 * HOUR, end=FAR + 12 * HOUR)))


class SaysWhenItLocks:
    """A unit that says so before it locks: what it read until then may be old when it has its locks."""

    def __init__(self, work: Work, looked: Signal) -> None:
        self._work, self._looked = work, looked

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)

    async def lock(self, **held: Any) -> None:
        self._looked.say()
        await self._work.lock(**held)


class WithdrawWalks:
    """Over any store: ``build`` gives a town."""

    async def test_an_untold_promise_passes_to_another_and_its_receipt_is_all_that_remains(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {})
        first = await place.book(0)
        await place.town.clock.freeze(FAR - 30 * HOUR)
        left = await leaves(place, first)
        assert isinstance(left, BookingView) and left.cleaner is None, "who comes instead is not theirs to read"
        assert await place.who_comes(first) == place.people[1].id
        assert (await place.kept(first)).marks == ()
        assert await claims(place) == []
        await place.whole([first])
        (told,) = await place.receipts(first, AsOps(id=OpsId(place.people[0].id), role="support"))
        assert told.passed is not None and told.passed.instead is None
        assert (told.passed.was, told.passed.to) == (place.people[0].id, place.people[1].id)

    async def test_a_whole_chain_is_sought_and_every_link_of_it_has_its_receipt(self, build: Build) -> None:
        """Nobody is free: who can come has a visit of their own, and that one passes to whoever else takes it."""
        place = await quarter(await build(MONDAY), {}, {})
        first, second = await place.book(0), await place.book(1)
        async with place.town.store.begin() as work:
            third = await work.cleaners.find(place.people[2].id)
            assert third is not None
            vetoes = with_(third, blocked_customers=(first.booking.customer,), version=third.version + 1)
            await work.cleaners.replace(third, vetoes)
        assert isinstance(await leaves(place, first), BookingView)
        assert [await place.who_comes(one) for one in (first, second)] == [place.people[1].id, place.people[2].id]
        await place.whole([first, second])
        async with place.town.store.begin() as work:
            matters = [(await work.receipts.of_booking(one.booking.id))[-1].matter for one in (first, second)]
        assert all(isinstance(one, Passed) for one in matters)

    async def test_where_nobody_can_take_it_on_somebody_is_sought_and_nobody_is_marked(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {"instant": False})
        first = await place.book(0)
        await place.town.clock.freeze(FAR - 30 * HOUR)
        left = await leaves(place, first)
        assert isinstance(left, BookingView) and isinstance(left.booking.phase, Requested)
        assert left.booking.phase.asked == (place.people[0].id,)
        assert (await place.kept(first)).marks == ()
        assert await claims(place) == []

    async def test_what_was_named_or_told_is_sought_as_ever_and_marked(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {})
        named, told = await place.book(0, wish="prefer"), await place.book(1, FAR + HOUR)
        await place.town.clock.freeze(FAR - 30 * HOUR)
        assert isinstance(await leaves(place, named), BookingView)
        await place.town.clock.freeze(told.booking.phase.told_at)
        assert isinstance(await leaves(place, told, 1), BookingView)
        for one in (named, told):
            now = await place.kept(one)
            assert isinstance(now.phase, Requested) and [mark.what for mark in now.marks] == ["withdrew"]

    async def test_once_it_has_passed_it_is_not_theirs_to_give_up_and_a_repetition_hears_the_same(
        self, build: Build
    ) -> None:
        place, once = await quarter(await build(MONDAY), {}), Once(principal="j", key="one", fingerprint="same")
        first = await place.book(0)
        left = await leaves(place, first, once=once)
        with pytest.raises(Seen) as again:
            await leaves(place, first, once=once)
        assert again.value.answer == left
        assert await leaves(place, first) == Refused(why=NotFound(what="booking"))
        assert await place.who_comes(first) == place.people[1].id

    async def test_of_all_who_give_up_their_visits_at_once_nobody_is_dropped(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {}, {})
        visits = [await place.book(0), await place.book(1)]
        told = await asyncio.gather(
            *(leaves(place, one, who) for who, one in enumerate(visits)), return_exceptions=True
        )
        assert all(isinstance(one, BookingView | Refused | Busy | Stale) for one in told), told
        kept = [one for one in visits if isinstance((await place.kept(one)).phase, Confirmed)]
        assert kept, "at least one of two finds the third cleaner"
        await place.whole(kept)

    async def test_the_deadline_for_the_card_frees_nobody_whom_it_does_not_hold(self, build: Build) -> None:
        """The clean passes on while the deadline waits for whoever came before: it walks again, and nothing is kept."""
        place = await quarter(await build(MONDAY), {})
        first, town = await place.book(0), place.town
        timer = Timer(kind=RELEASE, subject=first.payment.id, due_at=MONDAY)

        looked = Signal()

        async def deadline() -> None:
            async with town.store.begin() as work:
                await ReleaseUnsecured(town.ids)(SaysWhenItLocks(work, looked), timer)  # pyright: ignore[reportArgumentType] -- a unit in all but name

        async with town.store.begin() as work:
            await work.lock(cleaners=[one.id for one in place.people], bookings=[first.booking.id])
            waiting = asyncio.create_task(deadline(), context=Context())
            await looked.heard()
            booking = await work.bookings.find(first.booking.id)
            assert booking is not None
            link = await town.late.passing(work, booking, place.people[1].id)
            await town.late.make_room(work, (link,))
            await town.late.keep(work, (link,), await work.now())
        with pytest.raises(Stale):
            await waiting
        await place.whole([first])
