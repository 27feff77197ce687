"""What the table of taken time promises: two claims of one cleaner never overlap, and they may touch."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cleanbee.domain.availability.claim import Claim, Hold, TimeOff
from cleanbee.domain.kernel import Window, evolve, with_
from cleanbee.ports.contracts.nouns import MORNING, at, span
from cleanbee.ports.contracts.racing import Meeting, all_well, at_once
from cleanbee.ports.contracts.stores import OpensStore, placed, settle
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.store import Stale, Store

WEEK = span(-48, 120)


class ClaimsContract(OpensStore):
    """Claims."""

    async def test_a_claim_comes_back_as_it_was_kept(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            hold = nouns.hold(world.cleaner, span(4, 6), quote=world.quote)
            travelled = with_(hold, blocked=span(3.5, 6.25))
            booked, off = (
                nouns.booked(world.cleaner, booking),
                nouns.claim(world.cleaner, span(8, 9), TimeOff(note="dentist")),
            )
            async with store.begin() as work:
                for claim in (off, travelled, booked):
                    await work.claims.add(claim)
            async with store.begin() as work:
                assert await work.claims.find(travelled.id) == travelled
                assert list(await work.claims.within([world.cleaner.id], WEEK)) == [booked, travelled, off]
                assert await work.claims.held_for(world.quote.id) == travelled

    @pytest.mark.parametrize(
        ("wanted", "overlaps"),
        [
            (span(3, 5), False),
            (span(2.75, 5), True),
            (span(-2, 0), False),
            (span(-2, 0.25), True),
            (span(1, 2), True),
            (span(-1, 4), True),
            (span(0, 3), True),
        ],
    )
    async def test_claims_of_one_cleaner_may_touch_and_never_overlap(self, wanted: Window, overlaps: bool) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            async with store.begin() as work:
                await work.claims.add(nouns.hold(world.cleaner, span(0, 3)))
            late = nouns.hold(world.cleaner, wanted)
            if overlaps:
                with pytest.raises(ClaimOverlaps):
                    await self._add(store, late)
            else:
                await self._add(store, late)
            async with store.begin() as work:
                assert await work.claims.find(late.id) == (None if overlaps else late)

    async def test_travel_counts_as_taken_time(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            await self._add(store, with_(nouns.hold(world.cleaner, span(0, 3)), blocked=span(-0.25, 3.25)))
            with pytest.raises(ClaimOverlaps):
                await self._add(store, nouns.hold(world.cleaner, span(3, 5)))
            await self._add(store, nouns.hold(world.cleaner, span(3.25, 5)))

    async def test_two_cleaners_may_work_at_the_same_time(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            await self._add(store, nouns.hold(world.cleaner, span(0, 3)))
            await self._add(store, nouns.hold(world.other, span(0, 3)))

    async def test_of_many_who_want_one_slot_at_once_exactly_one_wins(self) -> None:
        nouns = self.nouns()
        meeting = Meeting(4)
        async with self.open_store() as store:
            world = await settle(store, nouns)

            async def grab(claim: Claim) -> None:
                await meeting.arrive()
                await self._add(store, claim)

            wanted = [nouns.hold(world.cleaner, span(start, start + 3)) for start in (0, 0.5, 1, 1.5)]
            outcome = await at_once(*(grab(claim) for claim in wanted))
            assert outcome.count(None) == 1
            assert all(isinstance(each, ClaimOverlaps) for each in outcome if each is not None)
            async with store.begin() as work:
                assert len(await work.claims.within([world.cleaner.id], WEEK)) == 1

    async def test_a_claim_that_moves_may_not_run_into_another(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            claim, neighbour = nouns.hold(world.cleaner, span(0, 3)), nouns.hold(world.cleaner, span(4, 6))
            await self._add(store, claim)
            await self._add(store, neighbour)
            longer = with_(claim, work=span(1, 4), blocked=span(1, 4))
            async with store.begin() as work:
                await work.claims.replace(claim, longer)
            with pytest.raises(ClaimOverlaps):
                async with store.begin() as work:
                    await work.claims.replace(longer, with_(longer, work=span(2, 5), blocked=span(2, 5)))
            async with store.begin() as work:
                assert list(await work.claims.within([world.cleaner.id], WEEK)) == [longer, neighbour]

    async def test_a_claim_that_changed_meanwhile_is_not_replaced(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            claim = nouns.hold(world.cleaner, span(0, 3))
            moved = with_(claim, work=span(4, 7), blocked=span(4, 7))
            await self._add(store, claim)
            async with store.begin() as work:
                await work.claims.replace(claim, moved)
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.claims.replace(claim, with_(claim, work=span(8, 9), blocked=span(8, 9)))
            async with store.begin() as work:
                await work.claims.remove(moved)
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.claims.replace(moved, claim)

    async def test_a_hold_becomes_the_booking_in_its_place(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            hold = nouns.hold(world.cleaner, span(0, 3), quote=world.quote)
            await self._add(store, hold)
            booking = await placed(store, nouns, world)
            booked = with_(nouns.booked(world.cleaner, booking), id=hold.id)
            async with store.begin() as work:
                await work.claims.replace(hold, booked)
            async with store.begin() as work:
                assert await work.claims.find(hold.id) == booked
                assert await work.claims.held_for(world.quote.id) is None
                assert not await work.claims.holds_of(world.customer.id, MORNING)

    async def test_freed_time_can_be_taken_again_even_in_the_same_unit(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            claim, next_one = nouns.hold(world.cleaner, span(0, 3)), nouns.hold(world.cleaner, span(1, 4))
            await self._add(store, claim)
            async with store.begin() as work:
                await work.claims.remove(claim)
                await work.claims.remove(claim)
                await work.claims.add(next_one)
            async with store.begin() as work:
                assert list(await work.claims.within([world.cleaner.id], WEEK)) == [next_one]

    async def test_only_claims_that_touch_the_time_asked_for_are_found(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            mine, theirs = nouns.hold(world.cleaner, span(0, 3)), nouns.hold(world.other, span(2, 4))
            await self._add(store, mine)
            await self._add(store, theirs)
            both = [world.cleaner.id, world.other.id]
            async with store.begin() as work:
                assert list(await work.claims.within(both, span(3, 4))) == [theirs]
                assert list(await work.claims.within(both, span(-1, 0))) == []
                assert list(await work.claims.within(both, span(2.5, 2.75))) == sorted(
                    [mine, theirs], key=lambda one: one.cleaner
                )
                assert not await work.claims.within([], WEEK)

    async def test_lapsed_holds_stand_until_somebody_drops_them(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            lapsed = nouns.hold(world.cleaner, span(0, 3), quote=world.quote, until=at(-1))
            living = nouns.hold(world.cleaner, span(3, 6), until=at(1))
            foreign = nouns.hold(world.other, span(0, 3), until=at(-1))
            for claim in (lapsed, living, foreign):
                await self._add(store, claim)
            async with store.begin() as work:
                assert lapsed in await work.claims.within([world.cleaner.id], WEEK)
                assert await work.claims.held_for(world.quote.id) == lapsed
                assert not await work.claims.holds_of(world.customer.id, MORNING)
                assert await work.claims.drop_lapsed([world.cleaner.id], MORNING) == 1
            async with store.begin() as work:
                assert list(await work.claims.within([world.cleaner.id], WEEK)) == [living]
                assert await work.claims.find(foreign.id) == foreign

    async def test_a_hold_lapses_at_its_very_instant(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            hold = nouns.hold(world.cleaner, span(0, 3), quote=world.quote, until=at(1))
            await self._add(store, hold)
            just_before = at(1) - timedelta(microseconds=1)
            async with store.begin() as work:
                assert await work.claims.drop_lapsed([world.cleaner.id], just_before) == 0
                assert list(await work.claims.holds_of(world.customer.id, just_before)) == [hold]
                assert not await work.claims.holds_of(world.customer.id, at(1))
                assert await work.claims.drop_lapsed([world.cleaner.id], at(1)) == 1

    async def test_the_sweep_drops_lapsed_holds_of_everybody_and_nothing_else(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            gone = nouns.hold(world.cleaner, span(4, 6), until=at(-1))
            booked, living = nouns.booked(world.cleaner, booking), nouns.hold(world.other, span(0, 3))
            for claim in (gone, booked, living):
                await self._add(store, claim)
            async with store.begin() as work:
                while await work.claims.drop_all_lapsed(MORNING, 50):
                    pass
            async with store.begin() as work:
                assert await work.claims.find(gone.id) is None
                assert await work.claims.find(booked.id) == booked
                assert await work.claims.find(living.id) == living

    async def test_two_sweeps_at_once_drop_each_hold_once(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            async with store.begin() as work:
                await work.claims.drop_all_lapsed(MORNING, 1000)
            for start in range(6):
                await self._add(store, nouns.hold(world.cleaner, span(start, start + 1), until=at(-1)))

            async def sweep() -> int:
                async with store.begin() as work:
                    return await work.claims.drop_all_lapsed(MORNING, 100)

            assert sum(await all_well(sweep(), sweep())) == 6

    async def test_a_guests_hold_belongs_to_no_customer(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            hold = nouns.claim(world.cleaner, span(0, 3), Hold(holder=nouns.ids.new(), until=at(1)))
            await self._add(store, hold)
            async with store.begin() as work:
                assert await work.claims.find(hold.id) == hold
                assert not await work.claims.holds_of(world.customer.id, MORNING)

    async def test_one_cleaner_is_claimed_once_for_one_booking(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            await self._add(store, nouns.booked(world.cleaner, booking))
            with pytest.raises((Stale, ClaimOverlaps)):
                await self._add(store, nouns.booked(world.cleaner, booking))

    async def _add(self, store: Store, claim: Claim) -> None:
        async with store.begin() as work:
            await work.lock(cleaners=[claim.cleaner])
            await work.claims.add(claim)


class HoursContract(OpensStore):
    """Working hours."""

    async def test_hours_of_several_cleaners_are_found_by_id(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            mine, theirs = nouns.hours(world.cleaner), nouns.hours(world.other)
            async with store.begin() as work:
                await work.hours.add(mine)
                await work.hours.add(theirs)
            async with store.begin() as work:
                both = await work.hours.of([world.other.id, world.cleaner.id, nouns.cleaner().id])
                assert list(both) == sorted([mine, theirs], key=lambda one: one.id)
                await work.hours.replace(mine, evolve(mine, weekly=()))
            async with store.begin() as work:
                assert await work.hours.find(world.cleaner.id) == evolve(mine, weekly=())
