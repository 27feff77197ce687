"""Row locks, in one order for everybody; what they lock and business time are read in the same round trip."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from uuid import UUID

from cleanbee.adapters.postgres.unit import Unit


@cache
def _statement(tables: tuple[str, ...]) -> str:
    """Lock rows of these tables, one table after the other, then read the clock.

    Each part waits for the part before it; the clock is read by the outermost query, which runs last.
    """
    parts: list[str] = []
    for index, table in enumerate(tables):
        after = f" AND (SELECT count(*) FROM l{index - 1}) >= 0" if index else ""
        parts.append(
            f"l{index} AS MATERIALIZED (SELECT id, doc FROM {table} WHERE id = ANY(${index + 1}::uuid[]){after} "
            "ORDER BY id FOR NO KEY UPDATE)"
        )
    each = " UNION ALL ".join(f"SELECT '{table}' AS name, id, doc FROM l{index}" for index, table in enumerate(tables))
    return (
        f"WITH {', '.join(parts)}, locked AS MATERIALIZED ({each}) "
        "SELECT locked.name, locked.id, locked.doc, clock_timestamp() AS at "
        "FROM (SELECT count(*) FROM locked) AS done LEFT JOIN locked ON true"
    )


async def lock_rows(
    unit: Unit, cleaners: Collection[UUID], customers: Collection[UUID], bookings: Collection[UUID]
) -> None:
    """Hold these rows to the end of the unit: cleaners, then customers, then bookings, each in id order.

    :raises Busy: not free within two seconds.
    """
    wanted = (("cleaner", cleaners), ("customer", customers), ("booking", bookings))
    asked = [(table, sorted(set(ids))) for table, ids in wanted if ids]
    if not asked:
        return
    rows = await unit.fetch(_statement(tuple(table for table, _ in asked)), *(ids for _, ids in asked))
    unit.read_at = None if unit.sandbox else rows[-1]["at"]
    for row in rows:
        if row["id"] is not None:
            unit.lock_read(row["name"], row["id"], row["doc"])
