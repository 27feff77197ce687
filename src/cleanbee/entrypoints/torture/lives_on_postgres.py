"""A world of payment lives on PostgreSQL: the clock's row leaps with the world, and leases lapse with it."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import asyncpg

from cleanbee.adapters.postgres.migrate import migrate
from cleanbee.adapters.postgres.store import PostgresSettings, open_postgres
from cleanbee.adapters.system.chance import SystemDice
from cleanbee.entrypoints.databases import Wanted, databases
from cleanbee.entrypoints.simulator.lived import Opened
from cleanbee.entrypoints.simulator.world import Kept

_DRIVER: Any = asyncpg  # its functions carry no types
CONNECTIONS = 12
LAPSE = tuple(
    f"UPDATE {table} SET lease_until = clock_timestamp() WHERE lease_until > clock_timestamp()"
    for table in ("timer", "outbox", "inbox")
)


@contextmanager
def servers() -> Generator[str]:
    """A PostgreSQL of our own, thrown away afterwards; its address."""
    with databases(Wanted(), dict(os.environ), SystemDice().token) as both:
        yield both.postgres.url


def opened_by(url: str) -> Opened:
    """How a world opens its store there."""

    @asynccontextmanager
    async def opened() -> AsyncGenerator[Kept]:
        await migrate(url)
        sql: Any = await _DRIVER.connect(url)

        async def lapse() -> None:
            for statement in LAPSE:
                await sql.execute(statement)

        try:
            async with open_postgres(PostgresSettings(url=url, pool_max=CONNECTIONS, sandbox=True)) as store:
                yield Kept(store, store.test_clock, lapse)
        finally:
            await sql.close()

    return opened
