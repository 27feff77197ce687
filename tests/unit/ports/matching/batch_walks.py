"""Open bookings for anyone are given away together, over any store: proved, explained, at most once, and never lost."""

from __future__ import annotations

import asyncio
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
from cleanbee.domain.booking.booking import Booking, Confirmed, Offered, Requested
from cleanbee.domain.kernel import BookingId, CleanerId, evolve, with_
from cleanbee.domain.matching.assignment import Assignment, Market, certify
from cleanbee.domain.matching.batch import ALONE, Batch
from cleanbee.domain.matching.offer import Open
from cleanbee.domain.matching.receipt import Receipt
from cleanbee.domain.people.actor import AsCleaner, AsSystem
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.once import Once
from cleanbee.domain.platform.policy import standard
from cleanbee.ports.contracts.assigner import most
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.matching.answer_offer import OfferAsked
from cleanbee.ports.inbound.matching.assign_open import AssignOpen
from cleanbee.ports.inbound.matching.make_offer import AskAlone, MakeOffer
from cleanbee.ports.inbound.matching.read_receipts import seen
from cleanbee.ports.inbound.platform.run_timers import RunTimers
from cleanbee.ports.outbound.assigner import Assigner, Promises
from cleanbee.ports.outbound.store import Store, Work

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
START = datetime(2027, 3, 16, 9, 0, tzinfo=UTC)
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
        )

    async def bookings(self, ids: Sequence[BookingId]) -> list[Booking]:
        return [await self.place.booking(one) for one in ids]

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


class BatchWalks:
    """Giving away together: ``build`` gives a town."""

    async def test_what_is_far_ahead_waits_and_is_then_given_away_together_with_a_proof(self, build: Build) -> None:
        many = await together(build)
        keen = await many.place.joined("Keen", 2, instant=True)
        ids = [await many.want() for _ in range(2)]
        assert all(isinstance(one.phase, Requested) for one in await many.bookings(ids))
        assert await many.job()() == 2
        phases = {type(one.phase): one.phase for one in await many.bookings(ids)}
        bound, offered = phases[Confirmed], phases[Offered]
        assert isinstance(bound, Confirmed) and bound.cleaner == keen.id and bound.late
        assert isinstance(offered, Offered) and offered.cleaner == many.place.town.cleaner.id
        (batch,) = await many.batches()
        proof = certify(batch.market, batch.answer)
        assert proof == batch.certificate and proof.proved and proof.primal == proof.dual == most(batch.market)
        assert sorted(batch.outcomes) == ["bound", "offered"]

    async def test_each_booking_has_a_receipt_that_each_subject_reads_their_part_of(self, build: Build) -> None:
        many = await together(build)
        near, far = await many.place.joined("Near", 1), await many.place.joined("Far", 30)
        id = await many.want()
        await many.job()()
        ((batch,), (receipt,)) = (await many.batches(), await many.receipts(id))
        share = receipt.share
        assert share is not None and (share.batch, share.outcome) == (batch.id, "offered")
        assert {one.cleaner for one in share.considered} == many.people
        assert [one.cleaner for one in share.considered if one.cleaner == share.given] == [share.given]
        for one in share.considered:
            same = share.given == one.cleaner
            assert one.short_by == 0 if same else one.short_by >= 0
        mine = seen(receipt, AsCleaner(id=far.id)).share
        assert mine is not None and [one.cleaner for one in mine.considered] == [far.id] and mine.given is None
        assert seen(receipt, AsSystem(job="explain")).share == share
        assert near.id in receipt.cleaners and far.id in receipt.cleaners

    async def test_a_second_run_finds_nothing_left_to_do(self, build: Build) -> None:
        many = await together(build)
        await many.place.joined("Keen", 2, instant=True)
        ids = [await many.want() for _ in range(2)]
        await many.job()()
        before = await many.bookings(ids)
        assert await many.job()() == 0
        assert await many.bookings(ids) == before
        assert len(await many.batches()) == 1

    async def test_two_runs_at_once_give_nothing_away_twice(self, build: Build) -> None:
        many = await together(build)
        for north in range(3):
            await many.place.joined(f"Keen {north}", north, instant=True)
        ids = [await many.want() for _ in range(3)]
        done = await asyncio.gather(many.job()(), many.job()())
        assert sum(done) == 3
        found = [one.phase for one in await many.bookings(ids)]
        who = [one.cleaner for one in found if isinstance(one, Confirmed | Offered)]
        assert len(set(who)) == 3
        for one in many.place.cleaners:
            assert len(await many.place.claims(one.id)) <= 1
        assert [len(await many.receipts(one)) for one in ids] == [1, 1, 1]

    async def test_where_no_batch_ever_comes_somebody_is_asked_all_the_same(self, build: Build) -> None:
        many = await together(build)
        id = await many.want()
        await many.pass_time(timedelta(minutes=89))
        assert isinstance((await many.place.booking(id)).phase, Requested)
        await many.pass_time(timedelta(minutes=1))
        assert isinstance((await many.place.booking(id)).phase, Offered)

    async def test_what_a_batch_gave_away_is_not_asked_for_again_when_the_wait_is_over(self, build: Build) -> None:
        many = await together(build)
        id = await many.want()
        await many.job()()
        await many.pass_time(timedelta(minutes=90))
        assert len(await many.place.offers(id)) == 1

    async def test_whoever_named_somebody_is_never_part_of_a_batch(self, build: Build) -> None:
        many = await together(build)
        await many.place.joined("Keen", 0, instant=True)
        named = [await many.want(wish="prefer"), await many.want(START + timedelta(days=1), "only")]
        assert await many.job()() == 0
        for one in await many.bookings(named):
            assert isinstance(one.phase, Offered) and one.phase.cleaner == many.place.town.cleaner.id
        assert not await many.batches()

    async def test_nobody_promised_before_is_touched(self, build: Build) -> None:
        many = await together(build)
        await many.place.joined("Keen", 2, instant=True)
        first = await many.want()
        await many.change(many.place.town.cleaner, instant=False)
        await many.job()()
        before = await many.place.booking(first)
        claims = {one.id: await many.place.claims(one.id) for one in many.place.cleaners}
        later = [await many.want(START + timedelta(days=1)), await many.want()]
        await many.job()()
        assert await many.place.booking(first) == before
        for who, was in claims.items():
            now = await many.place.claims(who)
            assert all(one in now for one in was)
        assert isinstance((await many.place.booking(later[0])).phase, Confirmed | Offered)

    async def test_a_favourite_is_asked_before_whoever_would_be_worth_more(self, build: Build) -> None:
        many = await together(build)
        await many.place.joined("Next door", 0, instant=True)
        liked = await many.place.joined("Liked", 40)
        id = await many.want(favourites=(liked.id,))
        await many.job()()
        phase = (await many.place.booking(id)).phase
        assert isinstance(phase, Offered) and phase.cleaner == liked.id

    async def test_one_is_asked_at_a_time_and_after_a_no_the_next(self, build: Build) -> None:
        many = await together(build)
        await many.place.joined("Other", 1)
        id = await many.want()
        await many.job()()
        first = await many.place.open_offer(id)
        await many.place.decline(OfferAsked(actor=AsCleaner(id=first.cleaner), offer=first.id))
        await many.place.relay()
        offers = await many.place.offers(id)
        assert len(offers) == 2 and sum(isinstance(one.phase, Open) for one in offers) == 1

    async def test_whoever_was_taken_meanwhile_is_not_given_another_clean(self, build: Build) -> None:
        """The look says yes, the day says no: under the lock the calendar has the last word."""
        many = await together(build)
        keen = await many.place.joined("Keen", 0, instant=True)
        id = await many.want()
        await many.change(many.place.town.cleaner, skills=())

        async def suspended() -> None:
            await many.change(keen, skills=())

        assert await many.job(Meddled(many.store, 2, suspended))() == 0
        assert isinstance((await many.place.booking(id)).phase, Requested)
        (receipt,) = await many.receipts(id)
        assert receipt.share is not None and receipt.share.outcome == "taken"
        assert not await many.place.claims(keen.id)

    async def test_whoever_calls_off_meanwhile_costs_the_others_nothing(self, build: Build) -> None:
        many = await together(build)
        await many.place.joined("Keen", 1, instant=True)
        gone, stays = await many.want(), await many.want()

        async def away() -> None:
            async with many.store.begin() as work:
                one = await work.bookings.find(gone)
                assert one is not None and isinstance(one.phase, Requested)
                onward = evolve(one, phase=with_(one.phase, needs_human=True))
                await work.bookings.replace(one, onward)

        assert await many.job(Meddled(many.store, 2, away))() == 1
        assert isinstance((await many.place.booking(gone)).phase, Requested)
        assert isinstance((await many.place.booking(stays)).phase, Confirmed | Offered)
        (batch,) = await many.batches()
        assert batch.outcomes[batch.bookings.index(gone)] == "moved_on"

    async def test_an_answer_without_a_proof_gives_nothing_away(self, build: Build) -> None:
        many = await together(build)
        await many.place.joined("Keen", 1, instant=True)
        id = await many.want()
        assert await many.job(assigner=Liar())() == 0
        assert isinstance((await many.place.booking(id)).phase, Requested)
        (batch,) = await many.batches()
        assert not batch.certificate.proved and batch.outcomes == ("unproved",)

    async def test_where_nobody_can_come_a_human_is_called(self, build: Build) -> None:
        many = await together(build)
        id = await many.want()
        await many.change(many.place.town.cleaner, skills=())
        assert await many.job()() == 1
        phase = (await many.place.booking(id)).phase
        assert isinstance(phase, Requested) and phase.needs_human
        assert await many.job()() == 0
