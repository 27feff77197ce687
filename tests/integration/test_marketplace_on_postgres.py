"""The marketplace's machine on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from hypothesis.stateful import run_state_machine_as_test
from tests.servers import emptied
from tests.unit.marketplace.house import BEGIN
from tests.unit.marketplace.machine import Marketplace, lives

from cleanbee.adapters.postgres.store import PostgresSettings, open_postgres
from cleanbee.ports.outbound.clock import TestClock as MovableClock
from cleanbee.ports.outbound.store import Store


def on_postgres(url: str) -> type[Marketplace]:
    """The machine over a database that is emptied before each life."""

    @asynccontextmanager
    async def opened() -> AsyncGenerator[tuple[Store, MovableClock]]:
        await emptied(url)
        async with open_postgres(PostgresSettings(url=url, pool_min=0, pool_max=4, sandbox=True)) as store:
            await store.test_clock.freeze(BEGIN)
            yield store, store.test_clock

    class OnPostgres(Marketplace):
        def open_store(self) -> AbstractAsyncContextManager[tuple[Store, MovableClock]]:
            return opened()

    return OnPostgres


def test_the_truths_hold_on_postgres_whatever_people_do(database_url: str) -> None:
    run_state_machine_as_test(on_postgres(database_url), settings=lives(6, 25))  # type: ignore[no-untyped-call] -- hypothesis types it not
