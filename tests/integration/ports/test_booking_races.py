"""Many who book at once, over PostgreSQL: row locks and the constraint, each on its own connection."""

from __future__ import annotations

import pytest
from tests.unit.ports.booking.race_walks import CALLERS, RaceWalks

from cleanbee.adapters.postgres.store import PostgresSettings


class TestRacesOverPostgres(RaceWalks):
    """Each on a connection of its own."""

    @pytest.fixture
    def pool(self, database_url: str) -> PostgresSettings:
        return PostgresSettings(url=database_url, pool_min=CALLERS, pool_max=CALLERS, sandbox=True)
