"""Asking workers to run a drain soon."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Protocol

from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from cleanbee.adapters.jobs.wire import BUCKET_S, JOB, arq_queue, job_id, pack, unpack
from cleanbee.ports.inbound.platform.queues import queues_with
from cleanbee.ports.outbound.fitness import for_real_people
from cleanbee.ports.outbound.platform import JobQueue

AWAY_S = 2.0
PATIENCE_S = 0.25


class ArqQueue:
    """Wakes drains through arq; a lost wake costs lateness, since workers look by themselves every few seconds."""

    def __init__(self, redis: ArqRedis) -> None:
        self._redis = redis
        self._away_until = 0.0
        self._asked: dict[str, str] = {}

    async def wake(self, drain: str) -> None:
        """Ask for a run of the drain's queue within a tenth of a second. Never raises."""
        at = time.monotonic()
        if at < self._away_until:
            return
        try:
            for name in queues_with(drain):
                await self._ask(name, job_id(name, at))
        except (RedisError, OSError):
            self._away_until = time.monotonic() + AWAY_S

    async def _ask(self, name: str, id: str) -> None:
        """Once for each tenth of a second: whoever asks again in it means the same run."""
        if self._asked.get(name) == id:
            return
        self._asked[name] = id
        try:
            await self._redis.enqueue_job(JOB, name, _job_id=id, _queue_name=arq_queue(name), _defer_by=BUCKET_S)
        except BaseException:
            del self._asked[name]
            raise


class NoQueue:
    """No queue server: workers find due work by looking."""

    async def wake(self, drain: str) -> None:
        """Nobody to be woken."""


class Asked(Protocol):
    """The settings that this adapter reads."""

    @property
    def redis_url(self) -> str:
        """Where Redis is; empty when there is none."""
        ...


@for_real_people
@asynccontextmanager
async def open_queue(settings: Asked) -> AsyncGenerator[JobQueue]:
    """The way to wake workers; where no Redis is set, none."""
    if not settings.redis_url:
        yield NoQueue()
        return
    pool: ConnectionPool = ConnectionPool.from_url(  # pyright: ignore[reportUnknownMemberType] the library is untyped here
        settings.redis_url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S, protocol=2
    )
    redis = ArqRedis(pool_or_conn=pool, job_serializer=pack, job_deserializer=unpack)
    try:
        yield ArqQueue(redis)
    finally:
        await redis.aclose()
        await pool.disconnect()
