"""The limiter over Redis keeps the promises of a limiter, for all processes together."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.memory.limits import MemoryLimiter
from cleanbee.adapters.redis.limiter import open_limiter
from cleanbee.ports.contracts.limits import LimiterContract
from cleanbee.ports.inbound.platform.limit_requests import LimitRequests
from cleanbee.ports.outbound.limits import Limiter, LimiterAway, Rate

NOWHERE = "redis://127.0.0.1:1/0"


@dataclass(frozen=True)
class Told:
    """The settings of a limiter."""

    redis_url: str


class TestRedisLimiter(LimiterContract):
    """GCRA in one script."""

    url: str

    @pytest.fixture(autouse=True)
    def _find_redis(self, redis_url: str) -> None:
        self.url = redis_url
        self._ids = SeededIds(7)

    @asynccontextmanager
    async def open_limiter(self) -> AsyncGenerator[Limiter]:
        async with open_limiter(Told(self.url)) as limiter:
            yield limiter

    def fresh_ids(self) -> SeededIds:
        return self._ids

    async def test_two_processes_count_together(self) -> None:
        rate = Rate(name="both", count=10, window_s=36_000, burst=5)
        async with open_limiter(Told(self.url)) as one, open_limiter(Told(self.url)) as other:
            verdicts = await asyncio.gather(*(limiter.ask("mia", rate) for _ in range(10) for limiter in (one, other)))
            assert sum(one.passed for one in verdicts) == 5


async def test_while_redis_is_away_a_process_counts_alone_and_more_strictly() -> None:
    rate = Rate(name="alone", count=10, window_s=36_000, burst=4)
    async with open_limiter(Told(NOWHERE)) as away:
        with pytest.raises(LimiterAway):
            await away.ask("mia", rate)
        limiter = LimitRequests(away, MemoryLimiter())
        assert [(await limiter.ask("mia", rate)).passed for _ in range(4)] == [True, True, False, False]
