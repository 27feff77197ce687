"""The fixtures themselves: what one test leaves behind the next does not see."""

from __future__ import annotations

from collections.abc import Callable

import asyncpg
import pytest
import redis


async def count(url: str, table: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(f"SELECT count(*) FROM {table}")
    finally:
        await connection.close()


@pytest.mark.contract
async def test_a_database_comes_migrated_with_its_legal_moves_and_no_bookings(database_url: str) -> None:
    assert await count(database_url, "migration") > 0
    assert await count(database_url, "booking_move") > 0
    assert await count(database_url, "sandbox_clock") == 1
    assert await count(database_url, "booking") == 0


@pytest.mark.parametrize("time", ["first", "second"])
async def test_rows_of_one_test_are_gone_in_the_next(database_url: str, time: str) -> None:
    connection = await asyncpg.connect(database_url)
    try:
        assert await connection.fetchval("SELECT count(*) FROM price_book") == 0, time
        await connection.execute("SET session_replication_role = replica")
        columns = await connection.fetch(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_name = 'price_book' AND is_nullable = 'NO' AND column_default IS NULL"
        )
        names = ", ".join(row["column_name"] for row in columns)
        values = ", ".join(f"({EXAMPLE[row['data_type']]})" for row in columns)
        await connection.execute(f"INSERT INTO price_book ({names}) VALUES ({values})")
        assert await connection.fetchval("SELECT count(*) FROM price_book") == 1
    finally:
        await connection.close()


EXAMPLE = {
    "text": "'x'",
    "character varying": "'x'",
    "uuid": "gen_random_uuid()",
    "integer": "1",
    "bigint": "1",
    "smallint": "1",
    "boolean": "true",
    "jsonb": "'{}'",
    "json": "'{}'",
    "bytea": "''",
    "date": "'2026-03-02'",
    "timestamp with time zone": "'2026-03-02T08:00Z'",
    "ARRAY": "'{}'",
}


@pytest.mark.parametrize("time", ["first", "second"])
def test_keys_of_one_test_are_gone_in_the_next(redis_url: str, time: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0, time
        client.set("left", "behind")


async def test_further_databases_are_apart_from_each_other(new_database: Callable[[], str]) -> None:
    one, other = new_database(), new_database()
    assert one != other
    assert await count(one, "booking_move") == await count(other, "booking_move") > 0
