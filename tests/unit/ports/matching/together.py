"""The quarter under a policy that gives away together: its bookings, its batches, and what comes between."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.unit.ports.booking.race_walks import newcomer
from tests.unit.ports.booking.walks import Build
from tests.unit.ports.matching.quarter import Quarter, WishWord, quarter

from cleanbee.adapters.memory.clock import VirtualPause
from cleanbee.adapters.memory.ids import SeededDice
from cleanbee.adapters.reference.assigner import DeclaredAcceptance, ReferenceAssigner, greedy
from cleanbee.adapters.reference.scorer import ReferenceScorer
from cleanbee.domain.booking.booking import Booking, Offered, Requested
from cleanbee.domain.kernel import BookingId, CleanerId, evolve, with_
from cleanbee.domain.matching.assignment import Assignment, Market
from cleanbee.domain.matching.batch import ALONE, Batch
from cleanbee.domain.matching.receipt import Receipt
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.once import Once
from cleanbee.domain.platform.policy import standard
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked, CancelBooking
from cleanbee.ports.inbound.matching.assign_open import AssignOpen
from cleanbee.ports.inbound.matching.make_offer import AskAlone, MakeOffer
from cleanbee.ports.inbound.platform.run_jobs import Job, RunJobs
from cleanbee.ports.inbound.platform.run_timers import RunTimers
from cleanbee.ports.outbound.assigner import Assigner, Promises
from cleanbee.ports.outbound.store import Stale, Store, Work

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
START = datetime(2027, 3, 16, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOGETHER = with_(standard(), version="together.1", batch_lead_min=2880, batch_wait_min=90)


class Liar:
    """An assigner that takes the first that comes and claims it were the best."""

    def assign(self, market: Market) -> Assignment:
        """Greedy, with duals that prove nothing."""
        return Assignment(
            cleaner_of=tuple(greedy(market)), profits=(0,) * market.bookings, prices=(0,) * market.cleaners
        )

    def again(self, market: Market, before: Assignment) -> Assignment:
        """The same."""
        return self.assign(market)

    def promises(self, cleaners: int) -> Promises:
        """Not asked here."""
        raise AssertionError("nobody arrives here")


class Meddled:
    """A store in which something happens right before the unit of this number is opened."""

    def __init__(self, store: Store, number: int, happens: Callable[[], Awaitable[object]]) -> None:
        self._store, self._left, self._happens = store, number, happens

    @asynccontextmanager
    async def begin(self, once: Once | None = None) -> AsyncGenerator[Work]:
        self._left -= 1
        if self._left == 0:
            await self._happens()
        async with self._store.begin(once) as work:
            yield work

    async def sealed(self, once: Once) -> bytes | None:
        return await self._store.sealed(once)

    async def seal(self, once: Once, rendered: bytes) -> bytes | None:
        return await self._store.seal(once, rendered)


class Outrun:
    """A store in which somebody else is faster, so many times, whenever a batch is about to be kept."""

    def __init__(self, store: Store, times: int) -> None:
        self._store, self._times = store, times
        self.lost = 0

    @asynccontextmanager
    async def begin(self, once: Once | None = None) -> AsyncGenerator[Work]:
        async with self._store.begin(once) as work:
            before = len(await work.batches.newest(None, 100))
            yield work
            if len(await work.batches.newest(None, 100)) > before and self.lost < self._times:
                self.lost += 1
                raise Stale("somebody else was faster")

    async def sealed(self, once: Once) -> bytes | None:
        return await self._store.sealed(once)

    async def seal(self, once: Once, rendered: bytes) -> bytes | None:
        return await self._store.seal(once, rendered)


@dataclass
class Together:
    """The quarter under a policy that gives away together, and what became of its bookings."""

    place: Quarter

    @property
    def store(self) -> Store:
        return self.place.town.store

    async def want(
        self, start: datetime = START, wish: WishWord = "anyone", favourites: Sequence[CleanerId] = ()
    ) -> BookingId:
        """A newcomer books; whatever follows by event is done."""
        town = self.place.town
        ask = await newcomer(town, start)
        async with self.store.begin() as work:
            quote, mia = await work.quotes.find(ask.slot.quote), await work.customers.find(ask.actor.id)  # pyright: ignore[reportAttributeAccessIssue, reportArgumentType]
            assert quote is not None and mia is not None
            await work.quotes.replace(quote, evolve(quote, policy=TOGETHER.version))
            await work.customers.replace(mia, evolve(mia, favourites=tuple(favourites)))
        slot = with_(ask.slot, policy=TOGETHER.version)
        view = await town.place(with_(ask, slot=slot, wish=wish))
        assert isinstance(view, BookingView), view
        await self.place.relay()
        return view.booking.id

    def job(self, store: Store | None = None, assigner: Assigner | None = None) -> AssignOpen:
        town = self.place.town
        return AssignOpen(
            store=store or self.store,
            ids=town.ids,
            travel=town.travel,
            scorer=ReferenceScorer(),
            assigner=assigner or ReferenceAssigner(),
            acceptance=DeclaredAcceptance(),
            late=town.late,
            pause=VirtualPause(),
            dice=SeededDice(1),
        )

    async def bookings(self, ids: Sequence[BookingId]) -> list[Booking]:
        return [await self.place.booking(one) for one in ids]

    async def offered(self, ids: Sequence[BookingId]) -> list[BookingId]:
        """Those about which somebody is being asked."""
        return [one.id for one in await self.bookings(ids) if isinstance(one.phase, Offered)]

    async def waiting(self, ids: Sequence[BookingId]) -> list[BookingId]:
        """Those that still wait to be given away, and about which no human was called."""
        found = [(one.id, one.phase) for one in await self.bookings(ids)]
        return [id for id, phase in found if isinstance(phase, Requested) and not phase.needs_human]

    async def batches(self) -> Sequence[Batch]:
        async with self.store.begin() as work:
            return [one for one in await work.batches.newest(None, 100) if set(one.cleaners) & self.people]

    @property
    def people(self) -> set[CleanerId]:
        return {one.id for one in self.place.cleaners}

    async def receipts(self, id: BookingId) -> Sequence[Receipt]:
        async with self.store.begin() as work:
            return await work.receipts.of_booking(id)

    async def change(self, cleaner: Cleaner, **facts: object) -> None:
        async with self.store.begin() as work:
            found = await work.cleaners.find(cleaner.id)
            assert found is not None
            await work.cleaners.replace(found, evolve(found, **facts))

    async def cancel(self, id: BookingId) -> None:
        """Whoever booked it calls it off."""
        town, booking = self.place.town, await self.place.booking(id)
        ask = CancelAsked(actor=AsCustomer(id=booking.customer), booking=id, reason="x")
        assert isinstance(await CancelBooking(town.store, town.ids)(ask), BookingView)

    async def chores(self) -> Callable[[], Awaitable[int]]:
        """The house's own hourly job, as a worker does it: each call is an hour later."""
        town = self.place.town
        jobs = RunJobs(self.store, town.ids, (Job("assign_open", HOUR, self.job()),))
        await jobs.plan()

        async def an_hour_later() -> int:
            await town.clock.freeze(await town.now() + HOUR)
            return await jobs()

        return an_hour_later

    async def pass_time(self, by: timedelta) -> None:
        """Time goes by, and whoever waited long enough is asked for alone."""
        town = self.place.town
        walks = {ALONE: AskAlone(MakeOffer(town.ids, town.travel, ReferenceScorer()))}
        await town.clock.freeze(await town.now() + by)
        timers = RunTimers(self.store, town.ids, VirtualPause(), SeededDice(1), walks)
        while await timers():
            await self.place.relay()


async def together(build: Build) -> Together:
    """One cleaner who is asked, the town's own; others are yet to join."""
    place = await quarter(build, NOW)
    async with place.town.store.begin() as work:
        await work.books.add(TOGETHER)
    return Together(place)
