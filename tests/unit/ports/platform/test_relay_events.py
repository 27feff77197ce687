"""Whatever follows from an event is done once, in order, and together with handing the event on."""

import asyncio

import pytest
from tests.unit.ports.platform.small_house import Diary, SmallHouse

from cleanbee.domain.kernel import Timer
from cleanbee.domain.platform.feed import Kept
from cleanbee.ports.contracts.nouns import MORNING
from cleanbee.ports.inbound.platform.lease import Unfinished
from cleanbee.ports.outbound.store import Stale, Work


async def pending(house: SmallHouse) -> int:
    async with house.store.begin() as work:
        return await work.feed.pending()


async def test_every_event_is_handed_to_each_of_its_steps_once_and_in_order() -> None:
    house, first, second = SmallHouse(), Diary(), Diary()
    booking = house.ids.new()
    events = [await house.happened(booking, version) for version in (1, 2, 3)]
    relay = house.relay(booking_placed=(first.on_event, second.on_event), booking_requested=(first.on_event,))
    assert [await relay() for _ in range(5)].count(0) >= 2
    assert first.seen == events
    assert second.seen == events[:1]
    assert await pending(house) == 0


async def test_an_event_that_nobody_follows_is_handed_on_all_the_same() -> None:
    house = SmallHouse()
    await house.happened(house.ids.new(), 1)
    assert await house.relay()() == 1
    assert await pending(house) == 0


async def test_two_relays_at_once_walk_each_event_once() -> None:
    house, diary = SmallHouse(), Diary()
    for _ in range(20):
        await house.happened(house.ids.new(), 1)
    relay = house.relay(booking_placed=(diary.on_event,))
    done = await asyncio.gather(relay(), relay(), relay())
    assert sum(done) == 20
    assert len(diary.seen) == 20


async def test_when_a_step_fails_nothing_of_its_event_is_kept_and_it_stays_due() -> None:
    house, after = SmallHouse(), Diary(fails=1)
    timer = Timer(kind="notice.reminder_2h", subject=house.ids.new(), due_at=MORNING)

    async def sets_a_timer(work: Work, kept: Kept) -> None:
        await work.wait(timer)

    await house.happened(house.ids.new(), 1)
    relay = house.relay(booking_placed=(sets_a_timer, after.on_event))
    with pytest.raises(Unfinished) as failed:
        await relay()
    assert failed.value.done == 0
    async with house.store.begin() as work:
        assert await work.timers.find(timer.kind, timer.subject) is None
    assert await relay() == 0, "its lease has not ended yet"
    house.seconds += 61
    assert await relay() == 1
    async with house.store.begin() as work:
        assert await work.timers.find(timer.kind, timer.subject) == timer


async def test_a_failing_event_holds_up_its_own_booking_and_nobody_elses() -> None:
    house, diary = SmallHouse(), Diary(fails=1)
    stuck, free = house.ids.new(), house.ids.new()
    await house.happened(stuck, 1)
    await house.happened(stuck, 2)
    other = await house.happened(free, 1)
    relay = house.relay(booking_placed=(diary.on_event,), booking_requested=(diary.on_event,))
    with pytest.raises(Unfinished) as failed:
        await relay()
    assert (failed.value.done, diary.seen) == (1, [other])


async def test_whoever_was_slower_than_somebody_else_walks_again() -> None:
    house = SmallHouse()
    tries = 0

    async def late_twice(work: Work, kept: Kept) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise Stale("somebody was faster")

    await house.happened(house.ids.new(), 1)
    assert await house.relay(booking_placed=(late_twice,))() == 1
    assert tries == 3


async def test_a_relay_whose_lease_was_given_to_another_does_nothing() -> None:
    house, diary = SmallHouse(), Diary()
    await house.happened(house.ids.new(), 1)
    slow = house.relay(booking_placed=(diary.on_event,))

    async def outlasted(work: Work, kept: Kept) -> None:
        """While this one sleeps past its lease, another does the work."""
        await diary.on_event(work, kept)

    async with house.store.begin() as work:
        (leased,) = await work.feed.lease_events(10, house.ids.new())
    house.seconds += 61
    assert await house.relay(booking_placed=(outlasted,))() == 1
    async with house.store.begin() as work:
        assert not await work.feed.handed_on(leased)
    assert await slow() == 0
    assert len(diary.seen) == 1
