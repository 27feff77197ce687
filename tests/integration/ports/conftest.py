"""The town of the walks over PostgreSQL; walks over other worlds bring their own ``build``."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime

import pytest
from tests.unit.ports.booking.walks import Build, Town, town

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.postgres.clock import PostgresTestClock
from cleanbee.adapters.postgres.store import PostgresSettings, open_postgres


@pytest.fixture
def pool(database_url: str) -> PostgresSettings:
    """A few connections, opened as they are needed; races override it and have all of them open before they begin."""
    return PostgresSettings(url=database_url, pool_max=4, sandbox=True)


@pytest.fixture
async def build(pool: PostgresSettings) -> AsyncGenerator[Build]:
    """A town at an instant."""
    async with open_postgres(pool) as store:

        async def built(now: datetime, *, token: str = "card_ok", instant: bool = True) -> Town:
            clock = PostgresTestClock(store.pool)
            await clock.freeze(now)
            return await town(clock, store, SeededIds(7), token=token, instant=instant)

        yield built
