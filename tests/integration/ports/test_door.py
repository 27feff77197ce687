"""What is asked again at the door, over PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime

import pytest
from tests.unit.ports.booking.door_walks import DoorWalks
from tests.unit.ports.booking.walks import Build, Town, town

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.postgres.clock import PostgresTestClock
from cleanbee.adapters.postgres.store import PostgresSettings, open_postgres


class TestTheDoorOverPostgres(DoorWalks):
    @pytest.fixture
    async def build(self, database_url: str) -> AsyncGenerator[Build]:
        settings = PostgresSettings(url=database_url, pool_min=10, pool_max=10, sandbox=True)
        async with open_postgres(settings) as store:

            async def built(now: datetime, *, token: str = "card_ok", instant: bool = True) -> Town:
                clock = PostgresTestClock(store.pool)
                await clock.freeze(now)
                return await town(clock, store, SeededIds(7), token=token, instant=instant)

            yield built
