"""Row locks, in one order for everybody; what they lock and business time are read in the same round trip."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from cleanbee.adapters.postgres.once import TAKE, KeyTaking
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.ports.outbound.store import Busy


@cache
def _statement(tables: tuple[str, ...], *, take: bool) -> str:
    """Take the unit's key if it is still to be taken, lock rows of these tables, read the clock last."""
    each = " UNION ALL ".join(f"SELECT '{table}' AS name, id, doc FROM l{index}" for index, table in enumerate(tables))
    return (
        f"{_held(tables, take=take)}, locked AS MATERIALIZED ({each}) "
        f"SELECT locked.name, locked.id, locked.doc, clock_timestamp() AS at, {_mine(take=take)} AS mine "
        "FROM (SELECT count(*) FROM locked) AS done LEFT JOIN locked ON true"
    )


@cache
def _statement_with_look(*, take: bool, wait: bool) -> str:
    """The same for an order's cleaner and customer, and then all that the order reads.

    Who does not wait passes over a row that somebody holds, and then over the rows behind it: the order stays.

    What is looked up is what is kept once the locks are held: the function sees its own moment, not the statement's,
    and it is asked with how many rows are held.
    """
    tables = ("cleaner", "customer")
    first = len(tables) + (4 if take else 1)
    asked = ", ".join(f"${first + n}" for n in range(5))
    return (
        f"{_held(tables, take=take, wait=wait)} "
        "SELECT look.*, done.held, (SELECT doc FROM l1) AS customer_doc, "
        f"clock_timestamp() AS at, {_mine(take=take)} AS mine "
        "FROM (SELECT (SELECT count(*) FROM l0) + count(*) AS held FROM l1) AS done CROSS JOIN "
        f"LATERAL order_look({asked}, done.held) AS look"
    )


def _held(tables: Sequence[str], *, take: bool, wait: bool = True) -> str:
    """The parts that take and lock, each waiting for the part before it, or coming only after it."""
    passing, least = ("", 0) if wait else (" SKIP LOCKED", 1)
    parts = [f"taken AS ({TAKE})"] if take else []
    before, first = ("taken", 4) if take else ("", 1)
    for index, table in enumerate(tables):
        after = f" AND (SELECT count(*) FROM {before}) >= {least if index else 0}" if before else ""
        parts.append(
            f"l{index} AS MATERIALIZED (SELECT id, doc FROM {table} WHERE id = ANY(${index + first}::uuid[]){after} "
            f"ORDER BY id FOR NO KEY UPDATE{passing})"
        )
        before = f"l{index}"
    return f"WITH {', '.join(parts)}"


def _mine(*, take: bool) -> str:
    return "(SELECT count(*) FROM taken)" if take else "1"


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
    tables = tuple(table for table, _ in asked)
    rows = await _taking(unit, lambda take: _statement(tables, take=take), [ids for _, ids in asked])
    for row in rows:
        if row["id"] is not None:
            unit.lock_read(row["name"], row["id"], row["doc"])


async def lock_and_look(
    unit: Unit, cleaner: UUID, customer: UUID, asked: Sequence[object], *, wait: bool
) -> Sequence[Any]:
    """Hold an order's cleaner and customer, and then read what it is about (``asked``): the rows of ``order_look``.

    :raises Busy: not free within two seconds.
    """
    await unit.send()
    return await _taking(unit, lambda take: _statement_with_look(take=take, wait=wait), [[cleaner], [customer], *asked])


async def _taking(unit: Unit, statement: Callable[[bool], str], args: Sequence[object]) -> Sequence[Any]:
    """Lock, and take the unit's key on the way if it is still to be taken. Business time is read behind the locks."""
    key = unit.first
    if not isinstance(key, KeyTaking):
        rows = await unit.run(statement(False), args)
    else:
        unit.first = None
        try:
            rows = await unit.run(statement(True), (*key.args, *args))
        except Busy as fault:
            key.tell_apart(fault)
            raise
        if not rows[0]["mine"]:
            await key.look()
    unit.read_at = None if unit.sandbox else rows[-1]["at"]
    return rows
