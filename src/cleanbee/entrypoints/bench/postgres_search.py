"""The same question in SQL, with the best indexes we can give it, on the embedded server.

A row a cleaner and day holds everything that is asked of it, in the order of day and cell; one index is a btree over
both, the other GiST over day and place. All filters, ways, breaks, the score and the draw are one prepared statement.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba.search_kernels import layout, words
from cleanbee.adapters.system.chance import SystemDice
from cleanbee.entrypoints.bench.requests import Request, SlotRequest
from cleanbee.entrypoints.bench.town import FIRST, ONE_DAY, Town
from cleanbee.entrypoints.databases import open_databases, wanted_by

DRIVER: Any = asyncpg  # its functions carry no types
DAYS = (9, 10, 11)
SCHEMA = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE SCHEMA bench;
SET search_path = bench, public;
CREATE UNLOGGED TABLE cleaner_day (
    day int4, cell int4, id int4, word int8, lat int4, lon int4, area int4, floor int4, features int8, papers int4,
    v0 int8, v1 int8, v2 int8, stars int4, rated int4, visits int4, lot bytea
);
CREATE UNLOGGED TABLE promise (id int4, blocked_start int8, blocked_end int8, minutes int4);
CREATE FUNCTION far(a int4, b int4, c int8, d int8) RETURNS int8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT round(sqrt(
        ((c - a) * 111195 / 1000000.0::float8) * ((c - a) * 111195 / 1000000.0::float8)
        + ((d - b) * 111195 / 1000000.0::float8 * cos(radians((a + c) / 2000000.0::float8)))
        * ((d - b) * 111195 / 1000000.0::float8 * cos(radians((a + c) / 2000000.0::float8)))
    ))::int8
$$;
CREATE FUNCTION way(far int8) RETURNS int8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (far * 140 + 24999) / 25000
$$;
CREATE FUNCTION no_break(
    visits int8[], midnight int8, start_at int8, end_at int8, way_in int8, way_out int8, here int4
) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    row_of int4 := 0; began int8 := 0; ended int8 := -4000000000; leaves int8; starts int8; stops int8; v int8;
BEGIN
    FOR n IN 0..6 LOOP
        IF n % 2 = 0 THEN
            CONTINUE WHEN n / 2 <> here;
            leaves := start_at - way_in * 60; starts := start_at; stops := end_at;
        ELSE
            v := visits[n / 2 + 1];
            CONTINUE WHEN v = 0;
            starts := midnight + ((v >> 53) & 2047) * 60; stops := starts + ((v >> 43) & 1023) * 60;
            leaves := starts - CASE WHEN n / 2 = here THEN way_out ELSE (v >> 37) & 63 END * 60;
        END IF;
        IF leaves - ended >= 1800 THEN began := starts; row_of := 0; END IF;
        ended := stops; row_of := row_of + 1;
        IF row_of > 1 AND ended - began > 21600 THEN RETURN true; END IF;
    END LOOP;
    RETURN false;
END $$;
"""
INDEXES = (
    "CREATE INDEX by_cell ON bench.cleaner_day USING btree (day, cell)",
    "CREATE INDEX by_place ON bench.cleaner_day USING gist (day, point(lon, lat))",
    "CREATE INDEX by_promise ON bench.promise (id, blocked_start) INCLUDE (blocked_end, minutes)",
    "VACUUM ANALYZE bench.cleaner_day",
    "VACUUM ANALYZE bench.promise",
)
MAY = "(d.features & $3::int8) = $3 AND d.papers >= $4::int4"
RANGES = """unnest($18::int4[], $19::int4[]) AS range (low, high) CROSS JOIN LATERAL (
    SELECT * FROM cleaner_day AS d WHERE {day} AND d.cell BETWEEN range.low AND range.high AND {may} {free} OFFSET 0
) AS c"""  # OFFSET 0 keeps the planner from reading the whole day instead of the ranges
FREE = "AND (d.word & $2::int8) = $2"
NEAR = {
    "btree": f"FROM {RANGES.format(day='d.day = $1', may=MAY, free=FREE)}",
    "gist": f"""FROM cleaner_day AS d WHERE d.day = $1 AND cardinality($18::int4[]) = cardinality($19::int4[])
        AND point(d.lon, d.lat) <@ box(point($20::float8, $21::float8), point($22::float8, $23::float8))
        AND {MAY} {FREE}""",
}
FIT = """seen AS (
    SELECT *, way(away) AS base,
        (v0 <> 0 AND midnight + ((v0 >> 53) & 2047) * 60 < start_at)::int4
        + (v1 <> 0 AND midnight + ((v1 >> 53) & 2047) * 60 < start_at)::int4
        + (v2 <> 0 AND midnight + ((v2 >> 53) & 2047) * 60 < start_at)::int4 AS here,
        (((v0 >> 43) & 1023) + ((v1 >> 43) & 1023) + ((v2 >> 43) & 1023)) * 60 AS worked
    FROM near WHERE away <= area
), gap AS (
    SELECT *, CASE here WHEN 0 THEN 0 WHEN 1 THEN v0 WHEN 2 THEN v1 ELSE v2 END AS b,
        CASE here WHEN 0 THEN v0 WHEN 1 THEN v1 WHEN 2 THEN v2 ELSE 0 END AS a
    FROM seen WHERE worked + end_at - start_at <= 28800
), placed AS (
    SELECT *,
        CASE WHEN b = 0 THEN lat ELSE lat + ((b >> 19) & 262143)::int4 - 131072 END AS blat,
        CASE WHEN b = 0 THEN lon ELSE lon + (b & 524287)::int4 - 262144 END AS blon,
        CASE WHEN a = 0 THEN lat ELSE lat + ((a >> 19) & 262143)::int4 - 131072 END AS alat,
        CASE WHEN a = 0 THEN lon ELSE lon + (a & 524287)::int4 - 262144 END AS alon,
        midnight + (((b >> 53) & 2047) + ((b >> 43) & 1023)
            + CASE WHEN (b >> 43) & 1023 >= 181 THEN 30 ELSE 15 END) * 60 AS free_from,
        midnight + ((a >> 53) & 2047) * 60 AS until
    FROM gap
), ways AS (
    SELECT *, CASE WHEN b = 0 THEN base ELSE way(far(blat, blon, $5, $6)) END AS way_in,
        CASE WHEN a = 0 THEN base ELSE way(far(alat, alon, $5, $6)) END AS way_out
    FROM placed
), able AS (
    SELECT * FROM ways
    WHERE way_in <= 45 AND (b = 0 OR start_at - way_in * 60 >= free_from)
        AND (a = 0 OR (way_out <= 45 AND until - way_out * 60 >= end_at + $10::int8))
        AND $11::int8 * 60 / ($12::int8 + way_in + CASE WHEN a = 0 THEN way_out ELSE 0 END) >= floor
        AND NOT (v0 <> 0 AND no_break(ARRAY[v0, v1, v2], midnight, start_at, end_at, way_in, way_out, here))
)"""
WHO = """WITH near AS (
    SELECT *, far(lat, lon, $5::int8, $6::int8) AS away, $7::int8 AS start_at, $8::int8 AS end_at, $9::int8 AS midnight
    {near}
), {fit}, promised AS MATERIALIZED (
    SELECT able.*, greatest(0, way_in + way_out - way(far(blat, blon, alat::int8, alon::int8))) AS added,
        least(600, CASE WHEN b = 0 THEN 600 ELSE (start_at - way_in * 60 - free_from) / 60 END,
            CASE WHEN a = 0 THEN 600 ELSE (until - way_out * 60 - end_at - $10) / 60 END) AS spare, (
        SELECT coalesce(sum(p.minutes), 0)::int8 FROM promise AS p
        WHERE p.id = able.id AND p.blocked_start > start_at - 259200 AND p.blocked_start < end_at + 172800
            AND p.blocked_end > start_at - 172800
    ) AS promised FROM able
), debts AS (
    SELECT *, greatest(0, (sum(promised) OVER ())::int8 / count(*) OVER () - promised) / 15 * $13::int8 AS debt,
        count(*) OVER () AS able
    FROM promised
)
SELECT id, 25 * (1000 * greatest(0, 45 - added) / 45) + 15 * (1000 - greatest(0, 200 - 10 * spare))
    + 10 * CASE WHEN features & $14::int8 <> 0 OR $15::boolean THEN 500 ELSE 0 END
    + 10 * (1000 * greatest(0, stars + 46 - 3 * (rated + 10))::int8 / (2 * (rated + 10)))
    + 5 * (1000 * debt / (debt + $16::int8)) + 5 * (1000 * greatest(0, 10 - visits) / 10) AS points, able
FROM debts ORDER BY points DESC, sha256($17::bytea || lot) LIMIT 20"""
WHEN = """WITH person AS MATERIALIZED (
    SELECT c.*, far(c.lat, c.lon, $5::int8, $6::int8) AS away FROM {near}
), near AS (
    SELECT person.*, start_at, start_at + $8::int8 AS end_at, midnight, bit
    FROM person JOIN unnest($1::int4[], $2::int8[], $7::int8[], $9::int8[], $13::int4[], $16::int4[])
        AS s (on_day, mask, start_at, midnight, bit, ends_on) ON s.on_day = day AND (word & mask) = mask
            AND papers >= ends_on
    WHERE away <= area
), {fit}
SELECT day, bit, count(*) FROM able GROUP BY day, bit"""
SETTINGS = ("max_parallel_workers_per_gather = 0", "jit = off", "work_mem = '64MB'", "search_path = bench, public")


@dataclass
class PostgresSearch:
    """A connection with both statements prepared."""

    town: Town
    connection: Any
    statements: dict[str, Any]
    days: tuple[int, ...]

    async def who(self, kind: str, one: Request) -> tuple[list[tuple[int, int]], int]:
        """The best as (row, score), and how many could."""
        rows = await self.statements[kind].fetch(*self._arguments(kind, one))
        return [(row[0], row[1]) for row in rows], rows[0][2] if rows else 0

    async def when(self, one: SlotRequest) -> NDArray[np.int64]:
        """How many could come at each start of each day."""
        rows = await self.statements["when"].fetch(*self._slot_arguments(one))
        counts = np.zeros((len(one.open), 64), dtype=np.int64)
        first = int(one.open[0, 0])
        for day, bit, able in rows:
            counts[day - first, bit] = able
        return counts

    async def plan(self, kind: str, one: Request) -> str:
        """By which index the rows are found."""
        rows: list[Any] = await self.statements[kind].explain(*self._arguments(kind, one))
        return str([word for word in ("by_cell", "by_place", "Seq Scan") if word in str(rows)])

    def _arguments(self, kind: str, one: Request) -> list[Any]:
        ask = one.numbers
        word = words.bits(ask[layout.BIT], ask[layout.BIT] + ask[layout.QUARTERS])
        midnight = int(self.town.columns.zones[0, ask[layout.DAY], 0])
        names = (layout.NEED, layout.PAPERS_DAY, layout.HOME_LAT, layout.HOME_LON, layout.FROM, layout.TO)
        facts = [int(ask[name]) for name in names]
        pay = (layout.SLACK, layout.PAY, layout.LENGTH, layout.QUARTER_PAY, layout.LOCALE)
        low, high = self._cells(facts[2], facts[3])
        found = [int(ask[layout.DAY]), int(np.uint64(word).astype(np.int64)), *facts, midnight]
        found += [int(ask[name]) for name in pay]
        found += [bool(ask[layout.PETS]), int(ask[layout.DAY_PAY]), one.ask.seed.bytes, low, high]
        return found if kind == "btree" else found + self._box(facts[2], facts[3])

    def _slot_arguments(self, one: SlotRequest) -> list[Any]:
        ask, zone = one.numbers, self.town.columns.zones[0]
        days, masks, starts, midnights, bits, ends = (list[int]() for _ in range(6))
        first, papers = int(one.open[0, 0]), int(ask[layout.PAPERS_DAY])
        for n, (day, midnight, open) in enumerate(one.open.tolist()):
            for bit in range(64):
                if open >> bit & 1 and bit + ask[layout.QUARTERS] <= 64:
                    days.append(day)
                    masks.append(int(np.uint64(words.bits(bit, bit + ask[layout.QUARTERS])).astype(np.int64)))
                    starts.append(int(one.instants[n, bit]))
                    midnights.append(int(zone[day, 0]))
                    bits.append(bit)
                    over = starts[-1] + int(ask[layout.LENGTH]) * 60 > midnight
                    ends.append(papers + day - first + over)
        need, lat, lon = (int(ask[name]) for name in (layout.NEED, layout.HOME_LAT, layout.HOME_LON))
        low, high = self._cells(lat, lon)
        pay = [int(ask[name]) for name in (layout.SLACK, layout.PAY, layout.LENGTH)]
        return [days, masks, need, papers, lat, lon, starts, pay[2] * 60, midnights, *pay, bits, low, high, ends]

    def _cells(self, lat: int, lon: int) -> tuple[list[int], list[int]]:
        """The cells of the same ranges that ours reads, row by row of the grid."""
        grid = self.town.columns.grid.tolist()
        south, west, east, north = self._square(lat, lon)
        first = max(0, (south - grid[layout.SOUTH]) // grid[layout.HIGH])
        last = min(grid[layout.CELL_ROWS] - 1, (north - grid[layout.SOUTH]) // grid[layout.HIGH])
        left = max(0, (west - grid[layout.WEST]) // grid[layout.WIDE])
        right = min(grid[layout.CELL_COLUMNS] - 1, (east - grid[layout.WEST]) // grid[layout.WIDE])
        rows = range(first, last + 1)
        columns = grid[layout.CELL_COLUMNS]
        return [y * columns + left for y in rows], [y * columns + right for y in rows]

    def _square(self, lat: int, lon: int) -> tuple[int, int, int, int]:
        furthest = int(self.town.columns.grid[layout.FURTHEST])
        north = int(furthest / layout.METRES_PER_E6) + 2
        east = int(north / np.cos(np.radians((abs(lat) + north) / 1e6))) + 2
        return lat - north, lon - east, lon + east, lat + north

    def _box(self, lat: int, lon: int) -> list[float]:
        south, west, east, north = self._square(lat, lon)
        return [float(west), float(south), float(east), float(north)]


@asynccontextmanager
async def postgres_search(town: Town, days: tuple[int, ...] = DAYS) -> AsyncGenerator[PostgresSearch]:
    """Some of the town's days loaded and indexed; the server is stopped on leaving."""
    environment = dict(os.environ)
    async with open_databases(wanted_by(environment), environment, SystemDice().token) as databases:
        connection = await DRIVER.connect(databases.postgres.url)
        try:
            await connection.execute(SCHEMA)
            await _load(town, days, connection)
            for one in INDEXES:
                await connection.execute(one)
            for one in SETTINGS:
                await connection.execute(f"SET {one}")
            asks = {kind: WHO.format(near=near, fit=FIT) for kind, near in NEAR.items()}
            ranges = RANGES.format(day="d.day = ANY ($1::int4[])", may=MAY, free="")
            asks["when"] = WHEN.format(near=ranges.replace("$18", "$14").replace("$19", "$15"), fit=FIT)
            statements = {kind: await connection.prepare(ask) for kind, ask in asks.items()}
            yield PostgresSearch(town, connection, statements, days)
        finally:
            await connection.execute("DROP SCHEMA IF EXISTS bench CASCADE")
            await connection.close()


async def _load(town: Town, days: tuple[int, ...], connection: Any) -> None:
    columns, row = town.columns, np.arange(len(town.columns.people))
    people = columns.people.astype(np.int64)
    grid = columns.grid.tolist()
    cell = (people[:, layout.LAT] - grid[layout.SOUTH]) // grid[layout.HIGH] * grid[layout.CELL_COLUMNS]
    cell += (people[:, layout.LON] - grid[layout.WEST]) // grid[layout.WIDE]
    lots = [row.astype(">u8").tobytes() for row in columns.ids]
    names = (layout.LAT, layout.LON, layout.AREA, layout.FLOOR, layout.FEATURES, layout.PAPERS)
    ends = (layout.STARS, layout.RATED, layout.VISITS)
    for day in days:
        number = town.days.number(FIRST + day * ONE_DAY)
        facts: Sequence[list[Any]] = [
            [number] * len(people),
            cell.tolist(),
            list(range(len(people))),
            columns.words[number].view(np.int64).tolist(),
            *(people[:, name].tolist() for name in names),
            *town.days_apart[row // layout.BLOCK, number, row % layout.BLOCK].astype(np.int64).T.tolist(),
            *(people[:, name].tolist() for name in ends),
            lots,
        ]
        await connection.copy_records_to_table("cleaner_day", records=zip(*facts, strict=True), schema_name="bench")
    await _load_promises(town, days, connection)


async def _load_promises(town: Town, days: tuple[int, ...], connection: Any) -> None:
    pool: NDArray[np.int32] = town.columns.pool
    people = town.columns.people
    pool = pool[pool[:, layout.VISIT] != 0]
    owner = np.repeat(np.arange(len(people)), people[:, layout.CLAIMS])
    at = [int(town.columns.zones[0, town.days.number(FIRST + day * ONE_DAY), 0]) for day in days]
    kept = (pool[:, layout.START] > min(at) - 300_000) & (pool[:, layout.START] < max(at) + 400_000)
    minutes = (pool[:, layout.END] - pool[:, layout.START]) // 60
    facts = (owner, pool[:, layout.BLOCKED], pool[:, layout.FREE], minutes)
    records = zip(*(one[kept].tolist() for one in facts), strict=True)
    await connection.copy_records_to_table("promise", records=records, schema_name="bench")
