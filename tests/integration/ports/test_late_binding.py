"""Confirm now, bind late, over PostgreSQL: locks in id order, claims that go before others come."""

from __future__ import annotations

import pytest
from tests.unit.ports.booking.late_walks import LateWalks

from cleanbee.adapters.postgres.store import PostgresSettings


class TestLateBindingOverPostgres(LateWalks):
    """Each on a connection of its own."""

    @pytest.fixture
    def pool(self, database_url: str) -> PostgresSettings:
        return PostgresSettings(url=database_url, pool_min=10, pool_max=10, sandbox=True)
