"""Idempotency keys in memory: the answer is kept with the effect, the rendered bytes beside it."""

from __future__ import annotations

from cleanbee.adapters.memory.rows import Rows, Table
from cleanbee.adapters.memory.unit import Unit
from cleanbee.domain.kernel import Value
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.store import Busy, Mismatch, Running, Seen

Name = tuple[str, str]


class OnceRow(Value, frozen=True, kw_only=True):
    """What was asked under a key, and what was answered; without an answer the next unit goes on with it."""

    fingerprint: str
    answer: Value | None = None


def once_rows() -> Table[Name, OnceRow]:
    """The table of keys."""
    return Table("once")


class OnceKept:
    """The one row of a unit that is to happen once."""

    def __init__(self, unit: Unit, table: Table[Name, OnceRow], once: Once) -> None:
        self._unit = unit
        self._rows: Rows[Name, OnceRow] = unit.rows(table)
        self._once = once

    async def enter(self) -> None:
        """Take the key.

        :raises Seen: the same request was answered before.
        :raises Mismatch: the key stands for another request.
        :raises Running: the same request is under way.
        """
        try:
            await self._unit.hold(("once", name_of(self._once)))
        except Busy:
            raise Running(self._once.key) from None
        row = self._rows.get(name_of(self._once))
        if row is not None and row.fingerprint != self._once.fingerprint:
            raise Mismatch(self._once.key)
        if row is not None and row.answer is not None:
            raise Seen(row.answer)

    def leave(self, answer: Value | None) -> None:
        """Keep the answer with the unit's effect."""
        row = OnceRow(fingerprint=self._once.fingerprint, answer=answer)
        self._rows.overwrite(name_of(self._once), row)


def name_of(once: Once) -> Name:
    """A key counts for one principal."""
    return (once.principal, once.key)
