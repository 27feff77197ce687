"""What the table of reviews promises: one a booking and side."""

from __future__ import annotations

import pytest

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import CleanerId, ReviewId
from cleanbee.domain.trust.review import Review, Sealed, Side, publish
from cleanbee.ports.contracts.nouns import MORNING, Nouns, at
from cleanbee.ports.contracts.racing import Meeting, at_once
from cleanbee.ports.contracts.stores import OpensStore, placed, settle
from cleanbee.ports.outbound.store import Stale, Store


class ReviewsContract(OpensStore):
    """Reviews."""

    async def test_both_sides_are_kept_and_published(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            booking, cleaner = await _scene(store, nouns)
            mine, theirs = _review(nouns, booking, cleaner, "customer"), _review(nouns, booking, cleaner, "cleaner", 3)
            async with store.begin() as work:
                await work.reviews.add(theirs)
                await work.reviews.add(mine)
            opened = publish(mine, at(12)).value
            async with store.begin() as work:
                assert list(await work.reviews.of_booking(booking.id)) == [mine, theirs]
                await work.reviews.replace(mine, opened)
            async with store.begin() as work:
                assert await work.reviews.find(mine.id) == opened
                assert list(await work.reviews.of_booking(booking.id)) == [opened, theirs]

    async def test_of_two_by_one_side_at_once_one_is_kept(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            booking, cleaner = await _scene(store, nouns)
            meeting = Meeting(2)

            async def write() -> None:
                async with store.begin() as work:
                    assert not await work.reviews.of_booking(booking.id)
                    await meeting.arrive()
                    await work.reviews.add(_review(nouns, booking, cleaner, "customer"))

            outcome = await at_once(write(), write())
            assert [type(each) for each in outcome if each is not None] == [Stale]

    async def test_of_two_who_publish_at_once_one_is_stale(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            booking, cleaner = await _scene(store, nouns)
            mine = _review(nouns, booking, cleaner, "customer")
            opened = publish(mine, at(12)).value
            async with store.begin() as work:
                await work.reviews.add(mine)
            async with store.begin() as work:
                await work.reviews.replace(mine, opened)
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.reviews.replace(mine, opened)


async def _scene(store: Store, nouns: Nouns) -> tuple[Booking, CleanerId]:
    world = await settle(store, nouns)
    return await placed(store, nouns, world), world.cleaner.id


def _review(nouns: Nouns, booking: Booking, cleaner: CleanerId, by: Side, hour: int = 0) -> Review:
    return Review(
        id=ReviewId(nouns.ids.new()),
        booking=booking.id,
        customer=booking.customer,
        cleaner=cleaner,
        by=by,
        stars=4,
        text="The windows shine.",
        tags=("friendly",),
        written_at=MORNING if not hour else at(hour),
        phase=Sealed(until=at(20)),
    )
