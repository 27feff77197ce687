"""Waking, looking by itself, stopping: what arq does for the drains, on a real queue server."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from cleanbee.adapters.jobs.queue import NoQueue, open_queue
from cleanbee.adapters.jobs.worker import Runner, work
from cleanbee.ports.contracts.jobs import JobQueueContract
from cleanbee.ports.inbound.platform.lease import Unfinished
from cleanbee.ports.outbound.platform import JobQueue

PATIENCE_S = 20.0
NOWHERE = "redis://127.0.0.1:1/0"


@dataclass(frozen=True)
class Told:
    """The settings of a queue."""

    redis_url: str


@dataclass
class Pile:
    """Pieces of work that lie about, and a drain that does one at a time."""

    left: int = 0
    done: int = 0
    looked: asyncio.Condition = field(default_factory=asyncio.Condition)
    looks: int = 0

    async def drain(self) -> int:
        async with self.looked:
            self.looks += 1
            took = min(1, self.left)
            self.left -= took
            self.done += took
            self.looked.notify_all()
        return took

    async def until(self, so: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S), self.looked:
            await self.looked.wait_for(so)


@asynccontextmanager
async def working(url: str, **piles: Pile) -> AsyncGenerator[None]:
    """A worker that serves a queue of this name for each pile, stopped at the end."""
    stop = asyncio.Event()
    runners = {name: Runner(name, [pile.drain], NoQueue()) for name, pile in piles.items()}
    task = asyncio.create_task(work(url, runners, stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(PATIENCE_S):
            await task


class TestArqQueue(JobQueueContract):
    """The queue."""

    url: str

    @pytest.fixture(autouse=True)
    def _find_redis(self, redis_url: str) -> None:
        self.url = redis_url

    @asynccontextmanager
    async def open_queue(self) -> AsyncGenerator[JobQueue]:
        async with open_queue(Told(self.url)) as queue:
            yield queue


class TestArqQueueWhenItsServerIsAway(TestArqQueue):
    """The same promise, with nobody there."""

    @pytest.fixture(autouse=True)
    def _find_redis(self, redis_url: str) -> None:
        self.url = NOWHERE


async def test_a_worker_does_all_there_is_when_it_is_woken(redis_url: str) -> None:
    pile = Pile()
    async with working(redis_url, money=pile), open_queue(Told(redis_url)) as queue:
        await pile.until(lambda: pile.looks > 0)
        pile.left = 3
        await queue.wake("payments")
        await pile.until(lambda: pile.done == 3)


async def test_nobody_is_woken_for_a_queue_that_the_worker_does_not_serve(redis_url: str) -> None:
    served, not_served = Pile(), Pile(left=5)
    async with working(redis_url, money=served), open_queue(Told(redis_url)) as queue:
        await queue.wake("notices")
        served.left = 1
        await queue.wake("payments")
        await served.until(lambda: served.done == 1)
    assert not_served.looks == 0
    async with working(redis_url, messaging=not_served):
        await not_served.until(lambda: not_served.done == 5)


async def test_a_worker_finds_what_is_due_without_being_woken(redis_url: str) -> None:
    pile = Pile(left=2)
    async with working(redis_url, upkeep=pile):
        await pile.until(lambda: pile.done == 2)
        pile.left = 1
        await pile.until(lambda: pile.done == 3)


async def test_a_wiped_queue_server_costs_lateness_and_nothing_else(redis_url: str) -> None:
    import redis.asyncio

    pile = Pile()
    async with working(redis_url, events=pile), redis.asyncio.Redis.from_url(redis_url) as server:
        await pile.until(lambda: pile.looks > 0)
        pile.left = 4
        async with open_queue(Told(redis_url)) as queue:
            await queue.wake("outbox")
        await server.flushdb()
        await pile.until(lambda: pile.done == 4)


async def test_without_a_queue_server_due_work_is_done_all_the_same() -> None:
    pile = Pile(left=2)
    async with working(NOWHERE, money=pile):
        await pile.until(lambda: pile.done == 2)


async def test_a_drain_that_fails_keeps_neither_itself_nor_others_from_running(redis_url: str) -> None:
    good = Pile(left=1)
    failed = 0

    async def failing() -> int:
        nonlocal failed
        failed += 1
        raise Unfinished("timers", 0, [RuntimeError("a bug")])

    drains: list[Callable[[], Awaitable[int]]] = [failing, good.drain]
    runner = Runner("money", drains, NoQueue())
    assert await runner() == 1
    assert await runner() == 0
    assert (failed, good.done) == (2, 1)
