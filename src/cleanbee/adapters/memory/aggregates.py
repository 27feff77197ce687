"""Aggregates under their ids, replaced at their version."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from typing import Any, Generic, TypeVar

from cleanbee.adapters.memory.rows import Moved, Rows, Table, Taken
from cleanbee.adapters.memory.unit import Unit
from cleanbee.domain.kernel import Aggregate
from cleanbee.ports.outbound.store import Stale

K = TypeVar("K", bound=Hashable)
A = TypeVar("A", bound=Aggregate)


class Filed(Generic[K, A]):
    """One kind of aggregate that stays as it was added, as one unit of work sees it."""

    def __init__(self, unit: Unit, table: Table[K, A]) -> None:
        self._unit = unit
        self._rows: Rows[K, A] = unit.rows(table)

    async def find(self, key: K) -> A | None:
        """The aggregate as kept at this moment, this unit's own writes included."""
        await self._unit.turn()
        return self._rows.get(key)

    async def find_many(self, keys: Collection[K]) -> Sequence[A]:
        """Those of these that are kept, by id."""
        await self._unit.turn()
        found = (self._rows.get(key) for key in set(keys))
        return sorted((one for one in found if one is not None), key=id_of)

    async def add(self, value: A) -> None:
        """Keep a new aggregate.

        :raises Stale: the id, or another key that must stay unique, is taken.
        """
        await self._unit.turn()
        assert value.version == 1, "a life begins at version 1"
        try:
            await self._rows.insert(id_of(value), value)
        except Taken as taken:
            raise self._unit.fault(Stale(taken.constraint)) from None


class Aggregates(Filed[K, A]):
    """One kind of aggregate, as one unit of work sees it."""

    async def replace(self, old: A, new: A) -> None:
        """Keep ``new`` in the place of ``old``.

        :raises Stale: what is kept is no longer at ``old.version``, or a unique key of ``new`` is taken.
        """
        await self._unit.turn()
        assert id_of(old) == id_of(new), "one aggregate does not become another"
        assert new.version == old.version + 1, "each replacement counts the version up by one"
        try:
            await self._rows.update(id_of(new), new, expect=lambda kept: kept.version == old.version)
        except (Taken, Moved) as fault:
            raise self._unit.fault(Stale(str(fault))) from None


def id_of(value: Aggregate) -> Any:
    """The id that every aggregate declares."""
    return getattr(value, "id")  # noqa: B009 — each aggregate declares its own type of id
