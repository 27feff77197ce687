"""How the suites get their store on PostgreSQL."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import cast

import pytest

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.postgres.store import PostgresSettings, PostgresStore, open_postgres
from cleanbee.ports.contracts.stores import OpensStore
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store

IDS = SeededIds(1)
"""Ids of a whole run: each later than the one before."""


class OnPostgres(OpensStore):
    """A store over the database of this test run; what earlier tests left in it stays there."""

    url: str

    @pytest.fixture(autouse=True)
    def _find_database(self, database_url: str) -> None:
        self.url = database_url

    def open_store(self) -> AbstractAsyncContextManager[Store]:
        opened = open_postgres(PostgresSettings(url=self.url, pool_min=0, pool_max=12))
        return cast(AbstractAsyncContextManager[Store], opened)

    def fresh_ids(self) -> Ids:
        return IDS

    async def outlast_leases(self, store: Store) -> None:
        assert isinstance(store, PostgresStore)
        for table in ("timer", "outbox"):
            await store.pool.fetch(f"UPDATE {table} SET lease_until = clock_timestamp() WHERE lease_until IS NOT NULL")
