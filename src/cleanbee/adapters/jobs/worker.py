"""arq in: workers that run a queue's drains when woken, and every five seconds by themselves."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

import structlog
from arq.connections import ArqRedis, create_pool
from arq.cron import cron
from arq.worker import Worker, func
from redis.exceptions import RedisError

from cleanbee.adapters.jobs.wire import JOB, arq_queue, connection, pack, unpack
from cleanbee.ports.inbound.platform.lease import Drain, Unfinished
from cleanbee.ports.inbound.platform.queues import FOLLOWERS
from cleanbee.ports.outbound.platform import JobQueue
from cleanbee.ports.outbound.store import Busy, Stale

EVERY_S = 5
JOB_TIMEOUT_S = 60
RUN_MOST_S = 20.0
FINISH_S = 25.0
POLL_S = 0.2

log = structlog.get_logger("worker")


class Runner:
    """Runs the drains of one queue until nothing is left to do; never raises."""

    def __init__(self, name: str, drains: Sequence[Drain], queue: JobQueue) -> None:
        self.name = name
        self._drains = drains
        self._queue = queue

    async def __call__(self) -> int:
        """How many pieces of work were done; a failing drain leaves its rows for the next run."""
        began = time.monotonic()
        total = 0
        for drain in self._drains:
            done = 1
            while done and time.monotonic() - began < RUN_MOST_S:
                done = await self._once(drain)
                total += done
        if total:
            for follower in FOLLOWERS:
                await self._queue.wake(follower)
        return total

    async def _once(self, drain: Drain) -> int:
        try:
            return await drain()
        except Unfinished as some:
            log.error("left undone", queue=self.name, why=str(some), exc_info=some.failed[0])
            return some.done
        except (Stale, Busy) as fault:
            log.info("busy", queue=self.name, fault=repr(fault))
        except Exception:
            log.exception("a drain failed", queue=self.name)
        return 0


async def work(redis_url: str, runners: Mapping[str, Runner], stop: asyncio.Event) -> None:
    """Serve these queues until told to stop; what is under way is finished within 25 s.

    While the queue server is away, or where none is set, due work is looked for every five seconds all the same.
    """
    stopping = asyncio.ensure_future(stop.wait())
    while not stop.is_set():
        if redis_url and await _serve(redis_url, runners, stopping):
            return
        await _look_once(runners, stopping)
    stopping.cancel()


async def _serve(redis_url: str, runners: Mapping[str, Runner], stopping: asyncio.Future[Any]) -> bool:
    """Work through arq until told to stop (true), or until the queue server is gone (false)."""
    try:
        pool = await create_pool(connection(redis_url), job_serializer=pack, job_deserializer=unpack)
    except (RedisError, OSError) as away:
        log.warning("no queue server: looking for due work by ourselves", fault=repr(away))
        return False
    workers = [_worker(pool, runner) for runner in runners.values()]
    mains = [asyncio.ensure_future(worker.main()) for worker in workers]
    log.info("working", queues=sorted(runners))
    await asyncio.wait([stopping, *mains], return_when=asyncio.FIRST_COMPLETED)
    for worker in workers:
        worker.allow_pick_jobs = False
    under_way = [task for worker in workers for task in worker.tasks.values()]
    if under_way:
        await asyncio.wait(under_way, timeout=FINISH_S)
    for task in (*mains, *under_way):
        task.cancel()
    await asyncio.gather(*mains, *under_way, return_exceptions=True)
    await pool.aclose()
    return stopping.done()


def _worker(pool: ArqRedis, runner: Runner) -> Worker:
    """One arq worker a queue: whoever does not serve a queue never takes its wakes."""

    async def run(ctx: dict[str, Any], name: str) -> None:
        await runner()

    async def look(ctx: dict[str, Any]) -> None:
        await runner()

    seconds = set(range(0, 60, EVERY_S))
    return Worker(
        functions=[func(run, name=JOB)],
        cron_jobs=[cron(look, name=f"look:{runner.name}", second=seconds, run_at_startup=True)],
        queue_name=arq_queue(runner.name),
        redis_pool=pool,
        handle_signals=False,
        max_jobs=2,
        job_timeout=JOB_TIMEOUT_S,
        keep_result=0,
        poll_delay=POLL_S,
        health_check_interval=15,
        job_serializer=pack,
        job_deserializer=unpack,
        timezone=UTC,
        log_results=False,
    )


async def _look_once(runners: Mapping[str, Runner], stopping: asyncio.Future[Any]) -> None:
    """One look at everything, then a pause."""
    for runner in runners.values():
        await runner()
    await asyncio.wait([stopping], timeout=EVERY_S)
