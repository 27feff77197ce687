"""What only a real database can do to whoever follows it: forget, go back, and hold a transaction open for long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.integration.adapters.postgres.opened import IDS

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.postgres.market import PostgresMarket
from cleanbee.adapters.postgres.store import PostgresSettings, open_postgres
from cleanbee.adapters.system.clock import SystemClock
from cleanbee.ports.contracts.nouns import MORNING, Nouns
from cleanbee.ports.contracts.stores import settle
from cleanbee.ports.outbound.market import Gone


async def test_touches_are_forgotten_an_hour_after_they_happened_and_no_sooner(database_url: str) -> None:
    async with open_postgres(PostgresSettings(url=database_url)) as store:
        await settle(store, Nouns(IDS))
        real = await SystemClock().now()
        async with store.begin() as work:
            await work.retention.purge("touches", real - timedelta(hours=1), 10_000)
        assert (await store.pool.fetch("SELECT count(*) FROM touched"))[0][0] >= 2
        async with store.begin() as work:
            assert await work.retention.purge("touches", real + timedelta(minutes=1), 1) == 1


async def test_a_database_that_was_put_back_to_an_earlier_day_is_not_followed(database_url: str) -> None:
    async with open_postgres(PostgresSettings(url=database_url)) as store:
        market = PostgresMarket(store.pool, ManualClock(MORNING))
        everyone = await market.everyone()
        later = str(int(everyone.mark.split(":")[1]) + 1_000_000)
        with pytest.raises(Gone):
            await market.since(f"{later}:{later}:", MORNING)
