"""What offers promise: one accepted a seat, one a cleaner and round; receipts: found by whom they are
about; batches: the newest first, as they were assigned; and plans of days, made once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from cleanbee.domain.kernel import BookingId, CleanerId, CustomerId, Granted, OpsId, evolve, with_
from cleanbee.domain.matching.assignment import certify
from cleanbee.domain.matching.offer import Accepted, Declined, Offer
from cleanbee.domain.matching.plan import (
    Figures,
    LateFinish,
    Move,
    PlannedRoute,
    Proposal,
    RouteStop,
    made,
    off_the_day,
)
from cleanbee.domain.matching.receipt import Answer, Receipt, answer, contest
from cleanbee.ports.contracts.nouns import MORNING, at
from cleanbee.ports.contracts.racing import Meeting, at_once
from cleanbee.ports.contracts.stores import OpensStore, placed, settle
from cleanbee.ports.outbound.kept import Place
from cleanbee.ports.outbound.store import Stale, Store


class OffersContract(OpensStore):
    """Offers."""

    async def test_offers_of_a_booking_are_read_oldest_first(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            late = with_(nouns.offer(booking, world.cleaner), made_at=at(1))
            early = nouns.offer(booking, world.other, broadcast=True)
            another = await placed(store, nouns, world)
            of_another = with_(nouns.offer(another, world.other), made_at=early.made_at + timedelta(minutes=1))
            for one in (late, early, of_another):
                await self._keep(store, one)
            async with store.begin() as work:
                assert await work.offers.find(late.id) == late
                assert list(await work.offers.of_booking(booking.id)) == [early, late]
                assert list(await work.offers.of_bookings([booking.id, another.id])) == [early, of_another, late]
                assert not await work.offers.of_bookings([])

    async def test_only_open_offers_wait_for_their_cleaner(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            one = nouns.offer(await placed(store, nouns, world), world.cleaner)
            other = nouns.offer(await placed(store, nouns, world), world.cleaner)
            await self._keep(store, one)
            await self._keep(store, other)
            async with store.begin() as work:
                await work.offers.replace(one, evolve(one, phase=Declined(at=MORNING)))
                assert list(await work.offers.open_of(world.cleaner.id)) == [other]
            async with store.begin() as work:
                assert list(await work.offers.open_of(world.cleaner.id)) == [other]
                assert not await work.offers.open_of(world.other.id)

    async def test_a_cleaner_is_asked_once_a_round(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            await self._keep(store, nouns.offer(booking, world.cleaner, Declined(at=MORNING)))
            with pytest.raises(Stale):
                await self._keep(store, nouns.offer(booking, world.cleaner))
            await self._keep(store, with_(nouns.offer(booking, world.cleaner), round=2))

    async def test_only_where_several_are_asked_at_once_are_several_offers_of_a_seat_open(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking, urgent = await placed(store, nouns, world), await placed(store, nouns, world)
            first = nouns.offer(booking, world.cleaner)
            await self._keep(store, first)
            with pytest.raises(Stale):
                await self._keep(store, nouns.offer(booking, world.other))
            async with store.begin() as work:
                await work.offers.replace(first, evolve(first, phase=Declined(at=MORNING)))
            await self._keep(store, nouns.offer(booking, world.other))
            for one in (world.cleaner, world.other):
                await self._keep(store, nouns.offer(urgent, one, broadcast=True))

    async def test_of_two_acceptances_for_one_seat_at_once_exactly_one_wins(self) -> None:
        nouns = self.nouns()
        meeting = Meeting(2)
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            offers = [nouns.offer(booking, one, broadcast=True) for one in (world.cleaner, world.other)]
            for offer in offers:
                await self._keep(store, offer)

            async def accept(offer: Offer) -> None:
                async with store.begin() as work:
                    found = await work.offers.find(offer.id)
                    assert found is not None
                    await meeting.arrive()
                    await work.offers.replace(found, evolve(found, phase=Accepted(at=MORNING)))

            outcome = await at_once(*(accept(offer) for offer in offers))
            assert [type(each) for each in outcome if each is not None] == [Stale]
            async with store.begin() as work:
                kept = await work.offers.of_booking(booking.id)
            assert sum(isinstance(one.phase, Accepted) for one in kept) == 1

    async def test_when_the_first_could_not_come_another_may_accept_in_the_next_round(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            await self._keep(store, nouns.offer(booking, world.cleaner, Accepted(at=MORNING)))
            await self._keep(store, with_(nouns.offer(booking, world.other, Accepted(at=MORNING)), round=2))

    async def _keep(self, store: Store, offer: Offer) -> None:
        async with store.begin() as work:
            await work.offers.add(offer)


class ReceiptsContract(OpensStore):
    """Receipts of decisions about people."""

    async def test_a_receipt_is_found_by_its_booking_and_by_everyone_it_names(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            late = with_(nouns.receipt(booking, (world.other,)), made_at=at(1))
            early = nouns.receipt(booking, (world.cleaner,), (world.other,))
            await self._keep(store, late)
            await self._keep(store, early)
            async with store.begin() as work:
                assert await work.receipts.find(late.id) == late
                assert list(await work.receipts.of_booking(booking.id)) == [early, late]
                assert list(await work.receipts.about(world.cleaner.id, None, 10)) == [early]
                assert list(await work.receipts.about(world.other.id, None, 10)) == [late, early]
                assert list(await work.receipts.about(world.other.id, None, 1)) == [late]

    async def test_a_fees_receipt_is_found_by_both_sides_and_comes_back_as_it_was_reckoned(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            choice = nouns.receipt(booking, (world.cleaner,))
            fee = with_(nouns.fee_receipt(booking, world.cleaner), made_at=at(1))
            for one in (choice, fee):
                await self._keep(store, one)
            async with store.begin() as work:
                assert await work.receipts.find(fee.id) == fee
                assert list(await work.receipts.of_customer(booking.customer, None, 10)) == [fee, choice]
                assert list(await work.receipts.of_customer(booking.customer, None, 1)) == [fee]
                assert list(await work.receipts.about(world.cleaner.id, None, 10)) == [fee, choice]
                behind = Place(at=fee.made_at, id=fee.id)
                assert list(await work.receipts.of_customer(booking.customer, behind, 10)) == [choice]
                assert list(await work.receipts.about(world.cleaner.id, behind, 10)) == [choice]
                behind = Place(at=choice.made_at, id=choice.id)
                assert not await work.receipts.of_customer(booking.customer, behind, 10)
                assert not await work.receipts.of_customer(CustomerId(nouns.ids.new()), None, 10)

    async def test_a_doubt_waits_until_it_is_answered_the_soonest_due_first(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            early, late = (nouns.receipt(booking, (world.cleaner,)) for _ in range(2))
            doubted = {one.id: self._doubted(one, world.cleaner.id, hours) for one, hours in ((late, 2), (early, 1))}
            for one in (early, late):
                await self._keep(store, one)
                async with store.begin() as work:
                    await work.receipts.replace(one, doubted[one.id])
            async with store.begin() as work:
                mine = [one for one in await work.receipts.contested(None, 10_000) if one.id in doubted]
            assert mine == [doubted[early.id], doubted[late.id]]
            due = mine[0].answer_by
            assert due is not None
            async with store.begin() as work:
                rest = await work.receipts.contested(Place(at=due, id=mine[0].id), 10_000)
            assert [one for one in rest if one.id in doubted] == mine[1:]
            said = Answer(by=OpsId(nouns.ids.new()), at=at(3), text="It stands.", upheld=True)
            answered = answer(doubted[early.id], said)
            assert isinstance(answered, Granted)
            async with store.begin() as work:
                await work.receipts.replace(doubted[early.id], answered.value)
            async with store.begin() as work:
                waiting = [one.id for one in await work.receipts.contested(None, 10_000) if one.id in doubted]
            assert waiting == [late.id]

    async def test_of_two_doubts_at_once_the_second_writes_again(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            receipt = nouns.receipt(await placed(store, nouns, world), (world.cleaner, world.other))
            await self._keep(store, receipt)
            async with store.begin() as work:
                await work.receipts.replace(receipt, self._doubted(receipt, world.cleaner.id, 1))
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.receipts.replace(receipt, self._doubted(receipt, world.other.id, 1))

    def _doubted(self, receipt: Receipt, by: UUID, hours: int) -> Receipt:
        decided = contest(receipt, by, "It is nearer.", at(hours))
        assert isinstance(decided, Granted)
        return decided.value

    async def _keep(self, store: Store, receipt: Receipt) -> None:
        async with store.begin() as work:
            await work.receipts.add(receipt)


class BatchesContract(OpensStore):
    """Batches of bookings that were given away together."""

    async def test_a_batch_comes_back_with_all_that_proves_it(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            bookings = [await placed(store, nouns, world) for _ in range(2)]
            made = nouns.batch(bookings, (world.cleaner, world.other))
            async with store.begin() as work:
                await work.batches.add(made)
            async with store.begin() as work:
                kept = await work.batches.find(made.id)
            assert kept is not None and kept == made
            proof = certify(kept.market, kept.answer)
            assert proof == kept.certificate and proof.proved and proof.primal == proof.dual == 200

    async def test_the_newest_come_first_and_a_page_goes_on_behind_the_last(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            made = [nouns.batch((booking,), (world.cleaner,)) for _ in range(3)]
            for one in made:
                async with store.begin() as work:
                    await work.batches.add(one)
            newest_first = sorted(made, key=lambda one: one.id, reverse=True)
            async with store.begin() as work:
                behind = await work.batches.newest(newest_first[0].id, 1)
                mine = [one for one in await work.batches.newest(None, 10_000) if one in made]
            assert list(behind) == newest_first[1:2]
            assert mine == newest_first

    async def test_a_batch_is_kept_once(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            made = nouns.batch((await placed(store, nouns, world),), (world.cleaner,))
            async with store.begin() as work:
                await work.batches.add(made)
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.batches.add(made)


class PlansContract(OpensStore):
    """Plans of days that the office asked for."""

    async def test_a_plan_comes_back_with_all_that_was_found(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = (await placed(store, nouns, world)).id
            plan = nouns.plan(because=LateFinish(booking=booking, late_min=20))
            onward = made(plan, _found(world.cleaner.id, booking), at(1))
            assert isinstance(onward, Granted)
            async with store.begin() as work:
                await work.plans.add(plan)
            async with store.begin() as work:
                assert await work.plans.find(plan.id) == plan
                await work.plans.replace(plan, onward.value)
            async with store.begin() as work:
                assert await work.plans.find(plan.id) == onward.value

    async def test_of_two_who_made_the_same_plan_one_keeps_it(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            plan = nouns.plan()
            async with store.begin() as work:
                await work.plans.add(plan)
            onward = off_the_day(plan, at(1))
            assert isinstance(onward, Granted)
            async with store.begin() as work:
                await work.plans.replace(plan, onward.value)
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.plans.replace(plan, onward.value)

    async def test_the_plans_of_a_day_are_read_newest_first_and_go_on_behind_the_last(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            day = at(0).date() + timedelta(days=nouns.ids.new().int % 20_000)
            plans = [nouns.plan(day) for _ in range(3)]
            async with store.begin() as work:
                for one in (*plans, nouns.plan(day + timedelta(days=1))):
                    await work.plans.add(one)
            newest_first = sorted(plans, key=lambda one: one.id, reverse=True)
            async with store.begin() as work:
                mine = [one for one in await work.plans.of_day(day, None, 10_000) if one in plans]
                behind = await work.plans.of_day(day, newest_first[0].id, 1)
            assert mine == newest_first
            assert list(behind) == newest_first[1:2]


def _found(cleaner: CleanerId, booking: BookingId) -> Proposal:
    stop = RouteStop(booking=booking, start=at(3), way_min=12)
    return Proposal(
        engine="reference",
        bound=90,
        gap_bp=1112,
        stands=Figures(cost=110, travel_min=11, served=1),
        proposed=Figures(cost=100, travel_min=10, served=1, unserved=(booking,)),
        routes=(PlannedRoute(cleaner=cleaner, stops=(stop,), home_min=5, points=100),),
        moves=(Move(booking=booking, was=None, goes_to=cleaner, start=at(3), starts=at(3), how="give"),),
        others=1,
        kept=1,
    )
