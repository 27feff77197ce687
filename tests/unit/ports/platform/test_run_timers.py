"""What falls due is done once, the earliest first; a job always has its next moment."""

import asyncio
from contextvars import Context
from datetime import timedelta

import pytest
from tests.unit.ports.platform.small_house import Diary, SmallHouse

from cleanbee.domain.kernel import Timer
from cleanbee.ports.contracts.nouns import MORNING
from cleanbee.ports.inbound.platform.lease import Unfinished
from cleanbee.ports.inbound.platform.run_jobs import NOBODY, Job, RunJobs
from cleanbee.ports.outbound.store import Work

HOUR = timedelta(hours=1)


async def test_what_is_due_is_done_and_what_is_not_due_waits() -> None:
    house, diary = SmallHouse(), Diary()
    later, sooner, tomorrow = [await house.set("offer.expire", hours) for hours in (2, 1, 24)]
    run = house.timers({"offer.expire": diary.on_timer})
    assert await run() == 0
    house.forward(3)
    assert await run() == 2
    assert diary.seen == [sooner, later]
    house.forward(24)
    assert await run() == 1
    assert diary.seen[-1] == tomorrow


async def test_only_the_kinds_of_a_queue_are_run_for_it() -> None:
    house, diary = SmallHouse(), Diary()
    await house.set("payment.try", 0)
    reminder = await house.set("notice.reminder_2h", 0)
    run = house.timers({"payment.try": diary.on_timer, "notice.reminder_2h": diary.on_timer})
    assert await run(("notice.reminder_2h",)) == 1
    assert diary.seen == [reminder]
    assert await run(()) == 0


async def test_three_workers_at_once_do_each_thing_once() -> None:
    house, diary = SmallHouse(), Diary()
    for _ in range(30):
        await house.set("offer.expire", 0)
    run = house.timers({"offer.expire": diary.on_timer})
    assert sum(await asyncio.gather(run(), run(), run())) == 30
    assert len(diary.seen) == len(set(map(id, diary.seen))) == 30


async def test_a_step_may_set_its_own_timer_again() -> None:
    house = SmallHouse()
    timer = await house.set("payment.try", 0)

    async def again(work: Work, due: Timer) -> None:
        await work.wait(Timer(kind=due.kind, subject=due.subject, due_at=due.due_at + HOUR))

    run = house.timers({"payment.try": again})
    assert await run() == 1
    assert await run() == 0
    async with house.store.begin() as work:
        found = await work.timers.find(timer.kind, timer.subject)
    assert found is not None
    assert found.due_at == timer.due_at + HOUR


async def test_a_failing_step_leaves_its_timer_and_the_others_are_done() -> None:
    house, diary = SmallHouse(), Diary(fails=1)
    for _ in range(3):
        await house.set("offer.expire", 0)
    run = house.timers({"offer.expire": diary.on_timer})
    with pytest.raises(Unfinished) as failed:
        await run()
    assert failed.value.done == 2
    house.seconds += 61
    assert await run() == 1


async def test_a_worker_that_slept_past_its_lease_does_nothing_that_another_did_meanwhile() -> None:
    """Two tries of a card are due; whoever took both sleeps over the first, and another sees to the second."""
    house = SmallHouse()
    first, second = await house.set("payment.try", -1), await house.set("payment.try", 0)
    tried: list[Timer] = []

    async def again_in_an_hour(work: Work, due: Timer) -> None:
        tried.append(due)
        await work.wait(Timer(kind=due.kind, subject=due.subject, due_at=MORNING + HOUR))

    other = house.timers({"payment.try": again_in_an_hour})

    async def sleep_over_it(work: Work, due: Timer) -> None:
        tried.append(due)
        house.seconds += 61
        await asyncio.create_task(other(), context=Context())

    assert await house.timers({"payment.try": sleep_over_it})() == 1
    assert tried == [first, second]
    async with house.store.begin() as work:
        kept = await work.timers.find(second.kind, second.subject)
    assert kept is not None
    assert kept.due_at == MORNING + HOUR, "the next try is still to come"


async def jobs_due(house: SmallHouse) -> Timer | None:
    async with house.store.begin() as work:
        return await work.timers.find("job.sweep", NOBODY)


async def test_a_job_runs_at_its_time_and_its_next_time_is_always_kept() -> None:
    house = SmallHouse()
    ran: list[int] = []

    async def sweep() -> int:
        ran.append(1)
        return 0

    jobs = RunJobs(house.store, house.ids, (Job(name="sweep", every=HOUR, walk=sweep),))
    assert (await jobs.plan(), await jobs.plan()) == (1, 0)
    assert await jobs() == 0
    house.forward(1)
    assert (await jobs(), await jobs(), len(ran)) == (1, 0, 1)
    due = await jobs_due(house)
    assert due is not None
    assert due.due_at == MORNING + 2 * HOUR


async def test_periods_that_were_missed_are_caught_up() -> None:
    house, ran = SmallHouse(), 0

    async def sweep() -> int:
        nonlocal ran
        ran += 1
        return 0

    jobs = RunJobs(house.store, house.ids, (Job(name="sweep", every=HOUR, walk=sweep),))
    await jobs.plan()
    house.forward(3)
    assert [await jobs() for _ in range(4)] == [1, 1, 1, 0]
    assert ran == 3


async def test_a_job_that_fails_is_due_again_when_its_lease_ends() -> None:
    house, tries = SmallHouse(), 0

    async def fails_once() -> int:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise RuntimeError("a bug in a job")
        return 0

    jobs = RunJobs(house.store, house.ids, (Job(name="sweep", every=HOUR, walk=fails_once),))
    await jobs.plan()
    house.forward(1)
    with pytest.raises(Unfinished):
        await jobs()
    house.seconds += 61
    assert await jobs() == 1
