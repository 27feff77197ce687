"""The seed city on PostgreSQL: all of it, twice the same, in seconds."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from tests.unit.seed.city import City as Files

from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.geo import StraightTravel
from cleanbee.adapters.postgres.pool import Pool
from cleanbee.adapters.postgres.store import PostgresSettings, open_postgres
from cleanbee.adapters.reference.starts import StoredStarts
from cleanbee.domain.booking.moves import phase_name
from cleanbee.domain.kernel import BookingId
from cleanbee.entrypoints.city.files import City
from cleanbee.entrypoints.city.load import load_into
from cleanbee.entrypoints.city.named import named
from cleanbee.entrypoints.city.people import instant
from cleanbee.entrypoints.gazetteer import gazetteer
from cleanbee.entrypoints.in_memory import memory_ports

SEED = Path(__file__).parents[2] / "seed"


async def test_the_city_is_loaded_into_postgresql_once_however_often_it_is_asked_for(database_url: str) -> None:
    city = City(SEED)
    async with open_postgres(PostgresSettings(url=database_url, sandbox=True)) as store:
        ports = dataclasses.replace(
            memory_ports(geocoder=await gazetteer(SEED)),
            store=store,
            starts=StoredStarts(store, StraightTravel().minutes),
            clock=store.clock,
            test_clock=store.test_clock,
            gateway=MemoryGateway(store.clock),
        )
        first = await load_into(ports, city)
        rows = await counted(store.pool)
        again = await load_into(ports, city)
        assert (first.new, again.new) == (first.customers + first.cleaners + first.ops + first.bookings, 0)
        assert await counted(store.pool) == rows
        assert rows["booking"] == len(Files().history) + len(Files().week)
        assert await store.clock.now() == city.sandbox.now
        async with store.begin() as work:
            assert sum(one.amount.amount for one in await work.journals.balances()) == 0
            for row in city.week:
                placed = instant(row.placed_local, city.zone_of(row.home))
                booking = await work.bookings.find(BookingId(named(placed, "booking", row.key)))
                assert booking is not None
                assert phase_name(booking.phase) == row.phase, row.key


async def counted(pool: Pool) -> dict[str, int]:
    """How many rows lie in each table."""
    tables = [
        row["tablename"] for row in await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ]
    return {table: (await pool.fetch(f'SELECT count(*) FROM "{table}"'))[0][0] for table in tables}
