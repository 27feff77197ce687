"""Row locks, in one order for everybody; what they lock and business time are read in the same round trip."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from cleanbee.adapters.postgres.once import TAKE, KeyTaking
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.ports.outbound.store import Busy


@cache
def _statement(tables: tuple[str, ...], *, take: bool) -> str:
    """Take the unit's key if it is still to be taken, lock rows of these tables one after the other, read the clock.

    Each part waits for the part before it; the clock is read by the outermost query, which runs last.
    """
    parts = [f"taken AS ({TAKE})"] if take else []
    before, first = ("taken", 4) if take else ("", 1)
    for index, table in enumerate(tables):
        after = f" AND (SELECT count(*) FROM {before}) >= 0" if before else ""
        parts.append(
            f"l{index} AS MATERIALIZED (SELECT id, doc FROM {table} WHERE id = ANY(${index + first}::uuid[]){after} "
            "ORDER BY id FOR NO KEY UPDATE)"
        )
        before = f"l{index}"
    each = " UNION ALL ".join(f"SELECT '{table}' AS name, id, doc FROM l{index}" for index, table in enumerate(tables))
    mine = "(SELECT count(*) FROM taken)" if take else "1"
    return (
        f"WITH {', '.join(parts)}, locked AS MATERIALIZED ({each}) "
        f"SELECT locked.name, locked.id, locked.doc, clock_timestamp() AS at, {mine} AS mine "
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
    await unit.send()
    rows = await _locked(unit, tuple(table for table, _ in asked), tuple(ids for _, ids in asked))
    unit.read_at = None if unit.sandbox else rows[-1]["at"]
    for row in rows:
        if row["id"] is not None:
            unit.lock_read(row["name"], row["id"], row["doc"])


async def _locked(unit: Unit, tables: tuple[str, ...], ids: tuple[object, ...]) -> Sequence[Any]:
    key = unit.first
    if not isinstance(key, KeyTaking):
        return await unit.run(_statement(tables, take=False), ids)
    unit.first = None
    try:
        rows = await unit.run(_statement(tables, take=True), (*key.args, *ids))
    except Busy as fault:
        key.tell_apart(fault)
        raise
    if not rows[0]["mine"]:
        await key.look()
    return rows
