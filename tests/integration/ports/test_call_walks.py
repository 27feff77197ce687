"""Offers to several at once, over PostgreSQL: everybody who says yes is on a connection of their own."""

from __future__ import annotations

import pytest
from tests.unit.ports.matching.call_walks import CallWalks

from cleanbee.adapters.postgres.store import PostgresSettings

CALLERS = 24


class TestCallWalksOverPostgres(CallWalks):
    """On PostgreSQL."""

    @pytest.fixture
    def pool(self, database_url: str) -> PostgresSettings:
        return PostgresSettings(url=database_url, pool_min=CALLERS, pool_max=CALLERS, sandbox=True)
