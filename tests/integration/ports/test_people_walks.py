"""People, quotes and letters: the same walks over PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
from tests.unit.ports.messaging.telling_walks import TellingWalks
from tests.unit.ports.people.home_walks import HomeWalks
from tests.unit.ports.people.oneself_walks import OneselfWalks
from tests.unit.ports.people.signing_in_walks import SigningInWalks
from tests.unit.ports.people.standing_walks import StandingWalks
from tests.unit.ports.people.town import NOW, Build, Town, town
from tests.unit.ports.pricing.quoting_walks import QuotingWalks

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.postgres.clock import PostgresTestClock
from cleanbee.adapters.postgres.store import PostgresSettings, open_postgres


@pytest.fixture
async def build(database_url: str) -> AsyncGenerator[Build]:
    async with open_postgres(PostgresSettings(url=database_url, pool_max=4, sandbox=True)) as store:

        async def built() -> Town:
            clock = PostgresTestClock(store.pool)
            await clock.freeze(NOW)
            return await town(clock, store, SeededIds(1))

        yield built


class TestSigningInOverPostgres(SigningInWalks):
    """Codes, passwords and tokens."""


class TestHomesOverPostgres(HomeWalks):
    """Homes."""


class TestOneselfOverPostgres(OneselfWalks):
    """Looking at oneself."""


class TestStandingOverPostgres(StandingWalks):
    """How cleaners stand."""


class TestQuotingOverPostgres(QuotingWalks):
    """Quotes."""


class TestTellingOverPostgres(TellingWalks):
    """Letters."""
