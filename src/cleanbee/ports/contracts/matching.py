"""What the table of offers promises: one accepted a seat, one a cleaner and round."""

from __future__ import annotations

import pytest

from cleanbee.domain.kernel import evolve, with_
from cleanbee.domain.matching.offer import Accepted, Declined, Offer
from cleanbee.ports.contracts.nouns import MORNING, at
from cleanbee.ports.contracts.racing import Meeting, at_once
from cleanbee.ports.contracts.stores import OpensStore, placed, settle
from cleanbee.ports.outbound.store import Stale, Store


class OffersContract(OpensStore):
    """Offers."""

    async def test_offers_of_a_booking_are_read_oldest_first(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            late = with_(nouns.offer(booking, world.cleaner), made_at=at(1))
            early = nouns.offer(booking, world.other)
            await self._keep(store, late)
            await self._keep(store, early)
            async with store.begin() as work:
                assert await work.offers.find(late.id) == late
                assert list(await work.offers.of_booking(booking.id)) == [early, late]

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

    async def test_of_two_acceptances_for_one_seat_at_once_exactly_one_wins(self) -> None:
        nouns = self.nouns()
        meeting = Meeting(2)
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            offers = [nouns.offer(booking, one) for one in (world.cleaner, world.other)]
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
