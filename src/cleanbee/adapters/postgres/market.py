"""The whole market out of one snapshot, and whoever was touched since, by what is visible to the next one.

A mark is the server's own name of a snapshot. Rows of `touched` carry their transactions; those that the marked
snapshot did not see are news, however late they were committed.
"""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from asyncpg import Range

from cleanbee.adapters.postgres.availability import HOURS_OF, WITHIN, claim_from
from cleanbee.adapters.postgres.codec import from_doc
from cleanbee.adapters.postgres.constraints import fault_of
from cleanbee.adapters.postgres.pool import Pool
from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.kernel import CleanerId
from cleanbee.domain.people.person import Cleaner
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.market import NEVER_ENDS, NOBODY, TAKEN, Everyone, Gone, News, Person, span_around

PATIENCE_S = 60
_MARK = "SELECT pg_current_snapshot()::text"
_SINCE = """SELECT pg_current_snapshot()::text AS mark,
    pg_snapshot_xmax(pg_current_snapshot()) < pg_snapshot_xmax($1::text::pg_snapshot) AS back,
    (SELECT array_agg(DISTINCT cleaner) FROM touched
     WHERE by >= pg_snapshot_xmin($1::text::pg_snapshot)
       AND NOT pg_visible_in_snapshot(by, $1::text::pg_snapshot)) AS cleaners"""
_CLEANERS = "SELECT doc FROM cleaner"
# Many work the same weeks: each is sent, and read, once.
_HOURS = """SELECT concat('{"id":"', $1::uuid, '","version":', version, ',"zone":', doc->'zone',
    ',"weekly":', doc->'weekly', ',"dates":', doc->'dates', '}') AS week,
    string_agg(uuid_send(id), ''::bytea) AS who FROM hours GROUP BY week"""
_SOME = "SELECT doc FROM cleaner WHERE id = ANY($1::uuid[]) ORDER BY id"
_TAKEN = """SELECT cleaner, lower(work), upper(work), lower(blocked), upper(blocked),
    coalesce(expires_at, 'infinity'), coalesce(lat_e6, 0), coalesce(lon_e6, 0),
    (lat_e6 IS NOT NULL AND kind IN ('booked', 'hold'))::int
FROM calendar_claim WHERE blocked && $1"""

TIMES = ("start", "end", "blocked_start", "blocked_end", "until")
NUMBERS = ("lat_e6", "lon_e6", "visit")
HEAD_BYTES, TAIL_BYTES, ID_BYTES = 19, 2, 16
BEFORE_2000_S, SECOND_US, INFINITY = 946_684_800, 1_000_000, 2**63 - 1
MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)


class PostgresMarket:
    """The market as the database keeps it."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def everyone(self) -> Everyone:
        """All there is now, out of one snapshot.

        :raises Busy: the database does not answer.
        """
        now = await self._clock.now()
        raw: list[bytes] = []

        async def take(part: bytes) -> None:
            raw.append(part)

        async with self._at_once() as connection:
            await connection.execute(f"SET LOCAL statement_timeout = '{PATIENCE_S}s'")
            mark: str = await connection.fetchval(_MARK)
            # What has come is read while the server makes up the rest.
            cleaners = asyncio.ensure_future(asyncio.to_thread(_cleaners, await _all(connection, _CLEANERS)))
            hours = await _all(connection, _HOURS, NOBODY)
            span = span_around(now)
            await connection.copy_from_query(
                _TAKEN, Range(span.start, span.end), output=take, format="binary", timeout=PATIENCE_S
            )
        return await asyncio.to_thread(_read, (mark, now), await cleaners, hours, raw)

    async def since(self, mark: str, now: datetime) -> News:
        """Who was touched by a transaction that the marked snapshot did not see.

        :raises Gone: the database is an older one than it was.
        :raises Busy: the database does not answer.
        """
        seen = (await self._pool.fetch(_SINCE, mark))[0]
        if not seen["back"] and not seen["cleaners"]:
            return News(mark=seen["mark"], people=())
        async with self._at_once() as connection:
            seen = (await connection.fetch(_SINCE, mark))[0]
            if seen["back"]:
                raise Gone("the database has gone back in time")
            return News(mark=seen["mark"], people=await _people(connection, seen["cleaners"] or (), now))

    @asynccontextmanager
    async def _at_once(self) -> AsyncGenerator[Any]:
        """A connection whose statements all see the same moment."""
        async with self._pool.connection() as connection:
            try:
                async with connection.transaction(isolation="repeatable_read", readonly=True):
                    yield connection
            except Gone:
                raise
            except Exception as error:
                raise fault_of(error) from error


def _cleaners(rows: Sequence[Any]) -> Sequence[Cleaner]:
    return [from_doc(row[0], Cleaner) for row in rows]


def _read(
    when: tuple[str, datetime], cleaners: Sequence[Cleaner], weeks: Sequence[Any], raw: Sequence[bytes]
) -> Everyone:
    """Values out of everybody's rows: seconds of work, so it is done where it holds up nobody."""
    mark, now = when
    owners = Owners([one.id for one in cleaners])
    return Everyone(
        mark=mark,
        now=now,
        cleaners=cleaners,
        weeks=[from_doc(row["week"], Hours) for row in weeks],
        works=_works(owners, [row["who"] for row in weeks]),
        taken=taken_from(b"".join(raw), owners),
    )


class Owners:
    """Cleaners in a row, found by their ids by the hundred thousand."""

    def __init__(self, ids: Sequence[CleanerId]) -> None:
        import numpy as np

        self._np: Any = np
        self.count = len(ids)
        there = _mixed(np.frombuffer(b"".join(one.bytes for one in ids), dtype=">u8"))
        self._order: Any = np.argsort(there)
        self._there: Any = there[self._order]
        assert not (self._there[1:] == self._there[:-1]).any(), "two ids that look alike"

    def places(self, halves: Any) -> Any:
        """Where each of these ids stands in the row; -1 for a stranger."""
        np, wanted = self._np, _mixed(halves)
        if not self.count:
            return np.full(len(wanted), -1, dtype=np.int64)
        near = np.minimum(np.searchsorted(self._there, wanted), self.count - 1)
        return np.where(self._there[near] == wanted, self._order[near], -1)


def _works(owners: Owners, who: Sequence[bytes]) -> array[int]:
    """Which week each of the owners works: ``who`` are the ids of each week's, one behind the other."""
    import numpy as np

    works: Any = np.full(owners.count + 1, -1, dtype=np.int64)  # strangers write into the last
    each: Any = np.repeat(np.arange(len(who)), [len(ids) // ID_BYTES for ids in who])
    works[owners.places(np.frombuffer(b"".join(who), dtype=">u8"))] = each
    return array("q", works[:-1].tobytes())


async def _all(connection: Any, sql: str, *told: object) -> Sequence[Any]:
    return await connection.fetch(sql, *told, timeout=PATIENCE_S)


async def _people(connection: Any, ids: Sequence[CleanerId], now: datetime) -> tuple[Person, ...]:
    """These cleaners with everything of theirs."""
    span = span_around(now)
    found = [from_doc(row[0], Cleaner) for row in await connection.fetch(_SOME, ids)]
    told = [from_doc(row[0], Hours) for row in await connection.fetch(HOURS_OF, ids)]
    hours = {one.id: one for one in told}
    own: dict[CleanerId, list[Claim]] = {}
    for row in await connection.fetch(WITHIN, ids, Range(span.start, span.end)):
        claim = claim_from(row)
        own.setdefault(claim.cleaner, []).append(claim)
    return tuple(Person(cleaner=one, hours=hours.get(one.id), claims=tuple(own.get(one.id, ()))) for one in found)


def taken_from(raw: bytes, owners: Owners) -> array[int]:
    """The numbers of ``TAKEN`` out of what COPY sends: every row is as wide as the next."""
    import numpy

    np: Any = numpy  # what its arithmetic returns is not worth the words here
    rows: Any = np.frombuffer(raw, dtype=_row(), offset=HEAD_BYTES, count=(len(raw) - HEAD_BYTES) // _row().itemsize)
    place: Any = owners.places(rows["cleaner"])
    numbers: Any = np.empty((len(rows), len(TAKEN)), dtype=np.int64)
    numbers[:, 0] = place
    for n, name in enumerate(TIMES, 1):
        told = rows[name].astype(np.int64)
        ends = name in {"end", "blocked_end", "until"}
        numbers[:, n] = (-(-told // SECOND_US) if ends else told // SECOND_US) + BEFORE_2000_S
        if name == "until":
            numbers[:, n] = np.where(told == INFINITY, NEVER_ENDS, numbers[:, n])
    for n, name in enumerate(NUMBERS, 1 + len(TIMES)):
        numbers[:, n] = rows[name]
    return array("q", (numbers if place.min(initial=0) >= 0 else numbers[place >= 0]).tobytes())


def _row() -> Any:
    """One row of COPY in its binary form: how many fields, then the width of each and itself."""
    import numpy as np

    fields: list[tuple[str, Any, Any]] = [("fields", ">i2", ()), ("cleaner_width", ">i4", ()), ("cleaner", ">u8", (2,))]
    for name in (*TIMES, *NUMBERS):
        fields += [(f"{name}_width", ">i4", ()), (name, ">i8" if name in TIMES else ">i4", ())]
    return np.dtype(fields)


def _mixed(halves: Any) -> Any:
    """Ids as one number each, which no two share."""
    import numpy as np

    both: Any = halves.reshape(-1, 2).astype(np.uint64)
    return both[:, 0] * np.uint64(MIX[0]) + both[:, 1] * np.uint64(MIX[1])
