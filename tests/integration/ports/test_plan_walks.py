from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime

import pytest
from tests.unit.ports.booking.walks import Build, Town, town
from tests.unit.ports.matching.pass_on_walks import PassOnWalks
from tests.unit.ports.matching.plan_walks import PlanWalks

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.postgres.clock import PostgresTestClock
from cleanbee.adapters.postgres.store import PostgresSettings, open_postgres


class TestPlansOverPostgres(PlanWalks):
    @pytest.fixture
    async def build(self, database_url: str) -> AsyncGenerator[Build]:
        async with open_postgres(PostgresSettings(url=database_url, pool_max=4, sandbox=True)) as store:

            async def built(now: datetime, *, token: str = "card_ok", instant: bool = True) -> Town:
                clock = PostgresTestClock(store.pool)
                await clock.freeze(now)
                return await town(clock, store, SeededIds(7), token=token, instant=instant)

            yield built


class TestPassingOnOverPostgres(PassOnWalks):
    @pytest.fixture
    async def build(self, database_url: str) -> AsyncGenerator[Build]:
        async with open_postgres(PostgresSettings(url=database_url, pool_max=4, sandbox=True)) as store:

            async def built(now: datetime, *, token: str = "card_ok", instant: bool = True) -> Town:
                clock = PostgresTestClock(store.pool)
                await clock.freeze(now)
                return await town(clock, store, SeededIds(7), token=token, instant=instant)

            yield built
