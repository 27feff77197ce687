"""Row locks, in one order for everybody, and business time read behind them in the same round trip."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from cleanbee.adapters.postgres.unit import Unit


def _statement(tables: tuple[str, ...]) -> str:
    """Lock rows of these tables, one table after the other, then read the clock.

    Each part waits for the part before it; the clock is read by the outermost query, which runs last.
    """
    parts: list[str] = []
    for index, table in enumerate(tables):
        after = f" AND (SELECT count(*) FROM l{index - 1}) >= 0" if index else ""
        parts.append(
            f"l{index} AS MATERIALIZED (SELECT id FROM {table} WHERE id = ANY(${index + 1}::uuid[]){after} "
            "ORDER BY id FOR NO KEY UPDATE)"
        )
    last = len(tables) - 1
    return f"WITH {', '.join(parts)} SELECT clock_timestamp() FROM (SELECT count(*) FROM l{last}) AS locked"


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
    sql = _statement(tuple(table for table, _ in asked))
    rows = await unit.fetch(sql, *(ids for _, ids in asked))
    unit.read_at = None if unit.sandbox else rows[0][0]
