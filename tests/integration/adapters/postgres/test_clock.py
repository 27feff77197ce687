"""Business time: the database's own when people are real, the clock row in a sandbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.integration.adapters.postgres.opened import IDS

from cleanbee.adapters.postgres.store import PostgresSettings, PostgresStore, open_postgres
from cleanbee.domain.kernel import CustomerId

HOUR = timedelta(hours=1)


def settings(url: str, *, sandbox: bool) -> PostgresSettings:
    return PostgresSettings(url=url, pool_min=0, pool_max=3, sandbox=sandbox)


async def now_in_a_unit(store: PostgresStore, *, locked: bool = False) -> datetime:
    async with store.begin() as work:
        if locked:
            await work.lock(customers=[CustomerId(IDS.new())])
        return await work.now()


async def test_the_sandbox_stands_still_and_runs_on_from_there(database_url: str) -> None:
    async with open_postgres(settings(database_url, sandbox=True)) as store:
        ahead = await store.test_clock.read() + 5 * HOUR
        await store.test_clock.freeze(ahead)
        assert await store.test_clock.read() == ahead
        assert await store.clock.now() == ahead
        assert await now_in_a_unit(store) == ahead
        assert await now_in_a_unit(store, locked=True) == ahead
        await store.test_clock.run_on()
        assert ahead < await store.test_clock.read() < ahead + HOUR
        assert await store.test_clock.read() < await store.test_clock.read()


async def test_the_sandbox_never_goes_back(database_url: str) -> None:
    async with open_postgres(settings(database_url, sandbox=True)) as store:
        with pytest.raises(ValueError, match="past"):
            await store.test_clock.freeze(await store.test_clock.read() - HOUR)
        at = await store.test_clock.read() + HOUR
        await store.test_clock.freeze(at)
        await store.test_clock.freeze(at)
        with pytest.raises(ValueError, match="past"):
            await store.test_clock.freeze(at - timedelta(microseconds=1))
        await store.test_clock.run_on()


async def test_where_people_are_real_nobody_moves_the_clock(database_url: str) -> None:
    async with open_postgres(settings(database_url, sandbox=True)) as sandbox:
        await sandbox.test_clock.freeze(await sandbox.test_clock.read() + 24 * HOUR)
        async with open_postgres(settings(database_url, sandbox=False)) as live:
            for reading in (await live.clock.now(), await now_in_a_unit(live), await now_in_a_unit(live, locked=True)):
                assert abs(reading - datetime.now(UTC)) < timedelta(minutes=5)
        await sandbox.test_clock.run_on()
