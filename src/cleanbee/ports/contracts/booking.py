"""What the table of bookings promises: no phase without a story, no illegal move, no broken history."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from cleanbee.domain.booking.booking import (
    AtDoor,
    Booking,
    Completed,
    Confirmed,
    Expired,
    InProgress,
    Offered,
    Phase,
    Requested,
    Settled,
)
from cleanbee.domain.kernel import BookingId, ClaimId, CleanerId, HomeId, OfferId, evolve, with_
from cleanbee.domain.matching.choice import Visits
from cleanbee.ports.contracts.nouns import MORNING, Nouns, at, span
from cleanbee.ports.contracts.racing import Meeting, at_once
from cleanbee.ports.contracts.stores import OpensStore, World, placed, settle
from cleanbee.ports.outbound.booking import Mark
from cleanbee.ports.outbound.store import Stale, Store


def requested(*, needs_human: bool = False) -> Requested:
    """Somebody is being looked for."""
    return Requested(fill_by=at(12), needs_human=needs_human)


def confirmed(cleaner: CleanerId, claim: ClaimId) -> Confirmed:
    """Somebody comes."""
    return Confirmed(cleaner=cleaner, claim=claim, told_at=MORNING)


class BookingsContract(OpensStore):
    """Bookings and their histories."""

    async def test_a_booking_is_kept_with_the_first_step_of_its_history(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            async with store.begin() as work:
                assert await work.bookings.find(booking.id) == booking
                steps = await work.bookings.history(booking.id)
                now = await work.now()
            assert [(step.seq, step.origin, step.to) for step in steps] == [(1, "new", "awaiting_card")]
            assert steps[0].at <= now

    async def test_the_past_is_kept_as_of_its_own_moments(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            looking = evolve(booking, phase=requested())
            async with store.begin() as work:
                await work.bookings.replace(booking, looking, at(-3))
                await work.bookings.replace(looking, evolve(looking, phase=requested(needs_human=True)), at(-2))
            async with store.begin() as work:
                assert [step.at for step in await work.bookings.history(booking.id)][1:] == [at(-3), at(-2)]

    async def test_each_replacement_is_a_step_numbered_like_its_version(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            looking = await self._on(store, booking, requested())
            again = await self._on(store, looking, requested(needs_human=True))
            gone = await self._on(store, again, Expired(at=MORNING, reason="nobody_found"))
            async with store.begin() as work:
                assert await work.bookings.find(booking.id) == gone
                steps = await work.bookings.history(booking.id)
            assert [(step.seq, step.origin, step.to) for step in steps] == [
                (1, "new", "awaiting_card"),
                (2, "awaiting_card", "requested"),
                (3, "requested", "requested"),
                (4, "requested", "expired"),
            ]

    @pytest.mark.parametrize("to", ["settled", "awaiting_card"])
    async def test_an_illegal_move_is_a_bug_and_changes_nothing(self, to: str) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            first = await placed(store, nouns, world)
            looking = await self._on(store, first, requested())
            wrong = {"settled": Settled(cleaner=world.cleaner.id, ended=MORNING), "awaiting_card": first.phase}
            with pytest.raises(AssertionError):
                await self._on(store, looking, wrong[to])
            async with store.begin() as work:
                assert await work.bookings.find(looking.id) == looking
                assert len(await work.bookings.history(looking.id)) == 2

    async def test_no_booking_begins_at_its_end(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            with pytest.raises(AssertionError):
                await placed(store, nouns, world, Expired(at=MORNING, reason="never"))

    async def test_a_terminal_phase_stays(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            gone = await self._on(store, await placed(store, nouns, world), Expired(at=MORNING, reason="no_card"))
            with pytest.raises(AssertionError):
                await self._on(store, gone, requested())

    async def test_two_steps_of_one_unit_are_both_kept(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = nouns.booking(world.home, world.quote, phase=requested())
            asked = evolve(booking, phase=requested(needs_human=True))
            async with store.begin() as work:
                await work.bookings.add(booking)
                await work.bookings.replace(booking, asked)
            async with store.begin() as work:
                assert await work.bookings.find(booking.id) == asked
                assert [step.seq for step in await work.bookings.history(booking.id)] == [1, 2]

    async def test_of_two_moves_at_once_exactly_one_wins(self) -> None:
        nouns = self.nouns()
        meeting = Meeting(2)
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)

            async def move(phase: Phase) -> None:
                async with store.begin() as work:
                    found = await work.bookings.find(booking.id)
                    assert found is not None
                    await meeting.arrive()
                    await work.bookings.replace(found, evolve(found, phase=phase))

            outcome = await at_once(move(requested()), move(Expired(at=MORNING, reason="no_card")))
            assert [type(each) for each in outcome if each is not None] == [Stale]
            async with store.begin() as work:
                assert len(await work.bookings.history(booking.id)) == 2

    async def test_what_is_ahead_of_a_customer_is_what_nobody_is_on_the_way_to(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            first, gone, last = [await placed(store, nouns, world) for _ in range(3)]
            looking = await self._on(store, first, requested())
            await self._on(store, gone, Expired(at=MORNING, reason="no_card"))
            other = await settle(store, nouns)
            await placed(store, nouns, other)
            async with store.begin() as work:
                assert list(await work.bookings.ahead_of(world.customer.id)) == [looking, last]

    async def test_a_customers_bookings_are_read_newest_first_page_by_page(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            made = [(await placed(store, nouns, world)).id for _ in range(5)]
            newest_first = sorted(made, reverse=True)
            async with store.begin() as work:
                page = await work.bookings.of_customer(world.customer.id, None, 2)
                rest = await work.bookings.of_customer(world.customer.id, page[-1].id, 10)
                strangers = await work.bookings.of_customer(nouns.customer().id, None, 10)
            assert [one.id for one in page] == newest_first[:2]
            assert [one.id for one in rest] == newest_first[2:]
            assert not strangers

    async def test_a_cleaners_visits_are_those_that_start_within_the_time(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            late, early, after = [await self._visit(store, nouns, world, at(hours)) for hours in (30, 6, 48)]
            await placed(store, nouns, world, requested())
            async with store.begin() as work:
                found = await work.bookings.of_cleaner(world.cleaner.id, span(6, 48), None, 10)
                assert [one.id for one in found] == [early.id, late.id]
                everything = await work.bookings.of_cleaner(world.cleaner.id, span(0, 100), None, 10)
                assert [one.id for one in everything] == [early.id, late.id, after.id]
                assert not await work.bookings.of_cleaner(world.other.id, span(0, 100), None, 10)
                theirs = await work.bookings.visits_of([world.other.id, world.cleaner.id], span(6, 48))
                assert [one.id for one in theirs] == [early.id, late.id]
                assert not await work.bookings.visits_of([world.other.id], span(0, 100))
                assert not await work.bookings.visits_of([], span(0, 100))

    async def test_everybodys_visits_of_a_time_are_read_by_start(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            late, early, after = [await self._visit(store, nouns, world, at(hours)) for hours in (30, 6, 48)]
            await placed(store, nouns, world, requested())
            async with store.begin() as work:
                every = await work.bookings.visits_within(span(6, 48), 10_000)
                first = await work.bookings.visits_within(span(6, 48), 1)
            assert [one.id for one in every if one.id in {late.id, early.id, after.id}] == [early.id, late.id]
            assert list(first) == list(every)[:1]
            assert {one.customer for one in every} >= {world.customer.id}

    async def test_visits_whose_cleaner_is_bound_late_are_found_by_start(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            later, early, _named = [await self._visit(store, nouns, world, at(hours)) for hours in (30, 6, 12)]
            for one in (later, early):
                assert isinstance(one.phase, Confirmed)
                await self._on(store, one, with_(one.phase, late=True))
            async with store.begin() as work:
                found = await work.bookings.late([world.cleaner.id, world.other.id], span(0, 100))
                assert [one.id for one in found] == [early.id, later.id]
                assert [one.id for one in await work.bookings.late([world.cleaner.id], span(6, 30))] == [early.id]
                assert not await work.bookings.late([world.other.id], span(0, 100))
                assert not await work.bookings.late([], span(0, 100))

    async def test_bookings_that_need_a_human_are_found_by_start(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            starts = (9, 3)
            waiting = [
                nouns.booking(world.home, world.quote, phase=requested(needs_human=True), start=at(hours))
                for hours in starts
            ]
            asked = Offered(offers=(OfferId(nouns.ids.new()),), to=(world.cleaner.id,), fill_by=at(12), asked=())
            calm = nouns.booking(world.home, world.quote, phase=requested())
            paged = nouns.booking(world.home, world.quote, phase=with_(requested(), paged=True), start=at(6))
            async with store.begin() as work:
                for booking in (*waiting, calm, paged):
                    await work.bookings.add(booking)
            async with store.begin() as work:
                await work.bookings.replace(paged, evolve(paged, phase=with_(asked, paged=True)))
                await work.bookings.replace(calm, evolve(calm, phase=asked))
            async with store.begin() as work:
                found = [one.id for one in await work.bookings.needing_human(None, 1000)]
            mine = [one for one in found if one in {each.id for each in (*waiting, calm, paged)}]
            assert mine == [waiting[1].id, paged.id, waiting[0].id]

    async def test_visits_and_what_needs_a_human_are_read_page_by_page_with_those_that_start_together(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            visits = [await self._visit(store, nouns, world, at(hours)) for hours in (30, 6, 18)]
            waiting = [
                nouns.booking(world.home, world.quote, phase=requested(needs_human=True), start=at(hours))
                for hours in (9, 3, 9, 9, 3)
            ]
            async with store.begin() as work:
                for booking in waiting:
                    await work.bookings.add(booking)
            async with store.begin() as work:
                mine = await _pages(lambda after: work.bookings.of_cleaner(world.cleaner.id, span(0, 100), after, 2))
                queue = await _pages(lambda after: work.bookings.needing_human(after, 2))
            assert mine == [one.id for one in sorted(visits, key=lambda one: one.window.start)]
            ours = {one.id for one in waiting}
            in_order = sorted(waiting, key=lambda one: (one.window.start, one.id))
            assert [one for one in queue if one in ours] == [one.id for one in in_order]
            assert len(queue) == len(set(queue))

    async def test_bookings_are_found_by_the_name_of_their_phase(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            looking = await self._on(store, booking, requested())
            async with store.begin() as work:
                assert looking in await work.bookings.in_phase("requested", 1000)
                assert booking.id not in {one.id for one in await work.bookings.in_phase("awaiting_card", 1000)}

    async def test_bookings_are_found_by_phases_and_start_and_many_at_once_by_their_ids(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            visits = [await self._visit(store, nouns, world, at(hours)) for hours in (6, 2, 4)]
            looking = nouns.booking(world.home, world.quote, phase=requested(), start=at(3))
            async with store.begin() as work:
                await work.bookings.add(looking)
            async with store.begin() as work:
                found = await work.bookings.starting(span(2, 4), ("requested", "confirmed"), 1000)
                ours = [one.id for one in found if one.id in {looking.id, *(each.id for each in visits)}]
                assert ours == [visits[1].id, looking.id], "half-open, by start"
                assert not await work.bookings.starting(span(2, 6), ("expired",), 1000)
                absent = BookingId(nouns.ids.new())
                many = await work.bookings.find_many([visits[2].id, looking.id, visits[2].id, absent])
                assert list(many) == sorted((visits[2], looking), key=lambda one: one.id)
                assert not await work.homes.find_many(())

    async def test_whoever_came_to_a_visit_is_known_with_the_moment_at_which_they_did(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            visits = [await self._visit(store, nouns, world, at(hours)) for hours in (302, 300, 301)]
            facts: dict[str, Any] = {"cleaner": world.cleaner.id, "claim": ClaimId(nouns.ids.new())}
            came = at(0.25)
            for one in (visits[0], visits[1]):
                there = await self._on(store, one, AtDoor(**facts, since=came))
                await self._on(store, there, InProgress(**facts, began=at(0.5)))
            async with store.begin() as work:
                found = await work.bookings.arrivals(span(299, 303), 1000)
                ours = [one for one in found if one.booking in {each.id for each in visits}]
                assert [one.booking for one in ours] == [visits[1].id, visits[0].id]
                steps = await work.bookings.history(visits[1].id)
                assert (ours[0].start, ours[0].at) == (visits[1].window.start, came)
                assert steps[1].at != steps[1].occurred_at == came, "it is told at another time"
                assert not await work.bookings.arrivals(span(302.5, 303), 1000)

    async def test_a_homes_bookings_are_read_latest_start_first(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            made = [nouns.booking(world.home, world.quote, start=at(hours)) for hours in (3, 9, 6)]
            async with store.begin() as work:
                for booking in made:
                    await work.bookings.add(booking)
            async with store.begin() as work:
                assert list(await work.bookings.of_home(world.home.id, 2)) == [made[1], made[2]]

    async def test_only_cleans_done_to_the_end_count_as_visits(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            visit = await self._visit(store, nouns, world, MORNING)
            await self._visit(store, nouns, world, at(24))
            facts: dict[str, Any] = {"cleaner": world.cleaner.id, "claim": ClaimId(nouns.ids.new())}
            there = await self._on(store, visit, AtDoor(**facts, since=MORNING))
            busy = await self._on(store, there, InProgress(**facts, began=MORNING))
            done = await self._on(store, busy, Completed(**facts, began=MORNING, ended=at(3), minutes=180))
            async with store.begin() as work:
                assert await work.bookings.visits(world.home.id, world.cleaner.id) == 1
                assert await work.bookings.visits_at(world.home.id) == {world.cleaner.id: Visits(count=1, last=at(3))}
            await self._on(store, done, Settled(cleaner=world.cleaner.id, ended=at(3)))
            async with store.begin() as work:
                assert await work.bookings.visits(world.home.id, world.cleaner.id) == 1
                assert await work.bookings.visits(world.home.id, world.other.id) == 0
                assert await work.bookings.visits_at(world.home.id) == {world.cleaner.id: Visits(count=1, last=at(3))}
                assert await work.bookings.visits_at(HomeId(nouns.ids.new())) == {}

    async def test_visits_to_a_home_are_counted_by_cleaner_with_the_last_of_each(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            for who, hours in ((world.cleaner, 0), (world.other, 24), (world.cleaner, 72), (world.cleaner, 48)):
                began, ended = at(hours), at(hours + 3) + timedelta(seconds=hours, microseconds=hours)
                visit = await self._visit(store, nouns, world, began, who.id)
                facts: dict[str, Any] = {"cleaner": who.id, "claim": ClaimId(nouns.ids.new())}
                there = await self._on(store, visit, AtDoor(**facts, since=began))
                busy = await self._on(store, there, InProgress(**facts, began=began))
                await self._on(store, busy, Completed(**facts, began=began, ended=ended, minutes=180))
            counted = {
                world.cleaner.id: Visits(count=3, last=at(75) + timedelta(seconds=72, microseconds=72)),
                world.other.id: Visits(count=1, last=at(27) + timedelta(seconds=24, microseconds=24)),
            }
            async with store.begin() as work:
                assert await work.bookings.visits_at(world.home.id) == counted
                homes = [world.home.id, HomeId(nouns.ids.new())]
                assert await work.bookings.visits_at_each(homes) == {world.home.id: counted}

    async def _visit(
        self, store: Store, nouns: Nouns, world: World, start: datetime, who: CleanerId | None = None
    ) -> Booking:
        phase = confirmed(who or world.cleaner.id, ClaimId(nouns.ids.new()))
        booking = nouns.booking(world.home, world.quote, phase=phase, start=start)
        async with store.begin() as work:
            await work.bookings.add(booking)
        return booking

    async def _on(self, store: Store, booking: Booking, phase: Phase) -> Booking:
        onward = evolve(booking, phase=phase)
        async with store.begin() as work:
            await work.bookings.replace(booking, onward)
        return onward


async def _pages(read: Callable[[Mark | None], Awaitable[Sequence[Booking]]]) -> list[BookingId]:
    """All of a list, read in its parts."""
    found: list[Booking] = []
    while part := await read(Mark(start=found[-1].window.start, id=found[-1].id) if found else None):
        found += part
    return [one.id for one in found]
