"""What the walk that most people wait for costs in round trips."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from tests.integration.adapters.postgres.opened import IDS
from tests.unit.ports.booking.walks import Town, town

from cleanbee.adapters.memory.geo import StraightTravel
from cleanbee.adapters.postgres.store import PostgresSettings, PostgresStore, open_postgres
from cleanbee.adapters.postgres.work import PostgresWork
from cleanbee.adapters.reference.estimates import DeclaredEstimates
from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.booking.booking import Confirmed, Requested
from cleanbee.domain.kernel import ClaimId, OpsId, evolve, with_
from cleanbee.domain.people.actor import AsOps
from cleanbee.domain.platform.once import Once
from cleanbee.domain.platform.policy import standard
from cleanbee.ports.contracts.stores import settle
from cleanbee.ports.inbound.availability.hold_slot import HoldAsked, HoldSlot
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.placing import PlaceAsked
from cleanbee.ports.inbound.matching.read_board import Board, BoardAsked, ReadBoard
from cleanbee.ports.outbound.store import Stale, Work

MOST_FOR_PLACING = 5
"""BEGIN, the key with the locks, all that is read, all that is written, COMMIT."""
MOST_FOR_THE_BOARD = 10
"""The clock, a day's bookings, who works, their homes, hours and claims, the names; a policy for each version sold."""
FAR_AHEAD = timedelta(days=20)


class CountingStore:
    """A store that counts what its units cost."""

    def __init__(self, store: PostgresStore) -> None:
        self._store = store
        self.trips: list[int] = []

    @asynccontextmanager
    async def begin(self, once: Once | None = None) -> AsyncGenerator[Work]:
        async with self._store.begin(once) as work:
            yield work
        assert isinstance(work, PostgresWork)
        self.trips.append(work.trips)

    async def sealed(self, once: Once) -> bytes | None:
        return await self._store.sealed(once)

    async def seal(self, once: Once, rendered: bytes) -> bytes | None:
        return await self._store.seal(once, rendered)


class LiveTime:
    """The database's own clock, where a town expects one that can be moved."""

    def __init__(self, store: PostgresStore) -> None:
        self._store = store

    async def read(self) -> datetime:
        return await self._store.clock.now()

    async def freeze(self, at: datetime) -> None:
        raise AssertionError("real time is not moved")

    async def run_on(self) -> None:
        raise AssertionError("real time runs")


async def held(place: Town) -> PlaceAsked:
    """A slot three weeks ahead, held for whoever is about to book it."""
    start = (await place.now() + FAR_AHEAD).replace(hour=9, minute=0, second=0, microsecond=0)
    ask = await place.asked(start)
    claim = await HoldSlot(place.store, place.ids, place.travel)(HoldAsked(actor=ask.actor, slot=ask.slot))
    assert isinstance(claim, Claim)
    return ask


async def test_placing_a_held_booking_takes_few_round_trips_in_one_unit(database_url: str) -> None:
    async with open_postgres(PostgresSettings(url=database_url, pool_min=0, pool_max=2)) as store:
        place = await town(LiveTime(store), store, IDS)
        warm = await held(place)
        counting = CountingStore(store)
        counted = replace(place, store=counting)
        view = await counted.place(warm, Once(principal="customer", key=str(uuid4()), fingerprint="f"))
        assert isinstance(view, BookingView)
        assert isinstance(view.booking.phase, Confirmed)
        assert len(counting.trips) == 1
        assert counting.trips[0] <= MOST_FOR_PLACING


async def test_only_reading_and_only_adding_need_no_transaction_of_their_own(database_url: str) -> None:
    async with open_postgres(PostgresSettings(url=database_url, pool_min=0, pool_max=2)) as store:
        place, counting = await town(LiveTime(store), store, IDS), CountingStore(store)
        async with counting.begin() as work:
            assert await work.homes.find(place.home.id) == place.home
            assert await work.customers.find(place.customer.id) == place.customer
        async with counting.begin() as work:
            await work.homes.add(place.nouns.home(place.customer))
            await work.homes.add(place.nouns.home(place.customer))
        async with counting.begin() as work:
            await work.customers.replace(place.customer, evolve(place.customer, name="Anna"))
        assert counting.trips == [2, 1, 3]


async def test_adding_many_at_once_is_all_or_nothing_without_a_transaction_too(database_url: str) -> None:
    async with open_postgres(PostgresSettings(url=database_url, pool_min=0, pool_max=2)) as store:
        place = await town(LiveTime(store), store, IDS)
        fresh = place.nouns.home(place.customer)
        with pytest.raises(Stale):
            async with store.begin() as work:
                await work.homes.add(fresh)
                await work.customers.add(place.customer)
        async with store.begin() as work:
            assert await work.homes.find(fresh.id) is None


async def a_visit_and_one_to_give_away(place: Town, start: datetime) -> None:
    """Somebody new comes to somebody new, who wants another clean as well."""
    world = await settle(place.store, place.nouns)
    promised = Confirmed(cleaner=world.cleaner.id, claim=ClaimId(IDS.new()), told_at=start)
    phases = (promised, Requested(fill_by=start))
    made = [place.nouns.booking(world.home, world.quote, phase=one, start=start) for one in phases]
    async with place.store.begin() as work:
        for booking in made:
            await work.bookings.add(with_(booking, policy=standard().version))


async def test_the_boards_cost_does_not_grow_with_the_day(database_url: str) -> None:
    async with open_postgres(PostgresSettings(url=database_url, pool_min=0, pool_max=2)) as store:
        place, counting = await town(LiveTime(store), store, IDS), CountingStore(store)
        read = ReadBoard(counting, StraightTravel(), DeclaredEstimates())
        start = (await place.now() + 2 * FAR_AHEAD).replace(hour=10, minute=0, second=0, microsecond=0)
        seen: list[int] = []
        for more in (1, 1, 5):
            for _ in range(more):
                await a_visit_and_one_to_give_away(place, start)
            board = await read(BoardAsked(actor=AsOps(id=OpsId(IDS.new()), role="support"), day=start.date()))
            assert isinstance(board, Board)
            seen.append(board.totals.visits)
        assert seen[2] - seen[1] == 5
        warm, full = counting.trips[1:]
        assert warm == full <= counting.trips[0] <= MOST_FOR_THE_BOARD
