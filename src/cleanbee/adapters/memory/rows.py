"""Tables of kept values, and what one unit of work sees of them: its own writes over what is kept at that moment."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from cleanbee.adapters.memory.locks import Holder, Locks
from cleanbee.ports.outbound.kept import Place

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
KeyOf = Callable[[Any], Hashable | None]


class Owner(Protocol):
    """The unit of work that sees and writes these rows, as far as its rows need it."""

    locks: Locks
    holder: Holder

    async def hold(self, name: Hashable) -> None:
        """Hold a row to the end of the unit."""
        ...


class Taken(Exception):
    """Another row has the key already; ``constraint`` is its name in the database."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class Moved(Exception):
    """The row is no longer what the writer read."""


class Table(Generic[K, V]):
    """Kept rows by key. ``unique`` names keys no two rows share, ``index`` keys by which rows are found."""

    def __init__(
        self,
        name: str,
        *,
        unique: Mapping[str, KeyOf] | None = None,
        index: Mapping[str, KeyOf] | None = None,
    ) -> None:
        self.name = name
        self.unique = dict(unique or {})
        self.keys: dict[str, KeyOf] = {**self.unique, **(index or {})}
        self.rows: dict[K, V] = {}
        self._found: dict[str, dict[Hashable, dict[K, None]]] = {by: {} for by in self.keys}

    def with_key(self, by: str, key: Hashable) -> list[K]:
        """The kept rows that have this key, in the order they came."""
        return list(self._found[by].get(key, ()))

    def put(self, key: K, value: V | None) -> None:
        """Keep a row, or with ``None`` forget it."""
        old = self.rows.get(key)
        for by, key_of in self.keys.items():
            before = None if old is None else key_of(old)
            after = None if value is None else key_of(value)
            if before == after:
                continue
            if before is not None:
                self._found[by][before].pop(key)
                if not self._found[by][before]:
                    del self._found[by][before]
            if after is not None:
                self._found[by].setdefault(after, {})[key] = None
        if value is None:
            self.rows.pop(key, None)
        else:
            self.rows[key] = value


class Rows(Generic[K, V]):
    """One unit's sight of one table. Reads see what other units have kept meanwhile; writes wait for theirs."""

    def __init__(self, unit: Owner, table: Table[K, V]) -> None:
        self.unit = unit
        self.table = table
        self.mine: dict[K, V | None] = {}
        self._read: dict[K, V | None] = {}

    def get(self, key: K) -> V | None:
        """The row as this unit sees it now."""
        return self.mine[key] if key in self.mine else self.table.rows.get(key)

    def all(self) -> Iterator[V]:
        """Every row this unit sees now."""
        for key, value in self.table.rows.items():
            if key not in self.mine:
                yield value
        yield from (value for value in self.mine.values() if value is not None)

    def where(self, by: str, key: Hashable) -> list[V]:
        """The rows with this key, as this unit sees them now."""
        key_of = self.table.keys[by]
        kept = [self.table.rows[one] for one in self.table.with_key(by, key) if one not in self.mine]
        return kept + [value for value in self.mine.values() if value is not None and key_of(value) == key]

    async def insert(self, key: K, value: V) -> None:
        """Write a new row.

        :raises Taken: its key, or a unique one, is another row's.
        """
        await self.unit.hold((self.table.name, key))
        if self.get(key) is not None:
            raise Taken(f"{self.table.name}_pkey")
        await self._claim_unique(key, value)
        self._write(key, value)

    async def update(self, key: K, value: V, *, expect: Callable[[V], bool]) -> None:
        """Write over a row that still is as expected, after whoever is writing it now.

        :raises Moved: it is gone, or is not what was expected.
        :raises Taken: a unique key of the new value is another row's.
        """
        await self.unit.hold((self.table.name, key))
        now = self.get(key)
        if now is None or not expect(now):
            raise Moved(self.table.name)
        await self._claim_unique(key, value)
        self._write(key, value)

    async def delete(self, key: K) -> bool:
        """Forget a row, after whoever is writing it now; false when there is none."""
        if self.get(key) is None and self.unit.locks.holder((self.table.name, key)) is None:
            return False
        await self.unit.hold((self.table.name, key))
        if self.get(key) is None:
            return False
        self._write(key, None)
        return True

    def free_to_write(self, key: K) -> bool:
        """Take the row if nobody else is writing it (``SKIP LOCKED``)."""
        return self.unit.locks.take_now(self.unit.holder, (self.table.name, key))

    def overwrite(self, key: K, value: V) -> None:
        """Write a row that this unit holds already."""
        self._write(key, value)

    def forget(self, key: K) -> None:
        """Delete a row that this unit holds already."""
        self._write(key, None)

    def keep(self) -> None:
        """Make this unit's writes everybody's."""
        for key, value in self.mine.items():
            self.table.put(key, value)

    def unmoved(self) -> bool:
        """Whether every row written over is still the one that was read: true as long as writers hold rows."""
        return all(self.table.rows.get(key) is before for key, before in self._read.items())

    async def _claim_unique(self, key: K, value: V) -> None:
        for constraint, key_of in self.table.unique.items():
            one = key_of(value)
            if one is None:
                continue
            await self.unit.hold((self.table.name, constraint, one))
            for other in self.table.with_key(constraint, one):
                if other != key and self._still_has(other, key_of, one):
                    raise Taken(constraint)
            if any(k != key and v is not None and key_of(v) == one for k, v in self.mine.items()):
                raise Taken(constraint)

    def _still_has(self, key: K, key_of: KeyOf, one: Hashable) -> bool:
        value = self.get(key)
        return value is not None and key_of(value) == one

    def _write(self, key: K, value: V | None) -> None:
        self._read.setdefault(key, self.table.rows.get(key))
        self.mine[key] = value


class Made(Protocol):
    """Something with an id that was made at some instant."""

    @property
    def id(self) -> UUID: ...
    @property
    def made_at(self) -> datetime: ...


M = TypeVar("M", bound=Made)


def newest_first(found: Iterable[M], after: Place | None, limit: int) -> list[M]:
    """These by when they were made, the last first; those after a place in that order."""
    rest = (one for one in found if after is None or (one.made_at, one.id) < (after.at, after.id))
    return sorted(rest, key=lambda one: (one.made_at, one.id), reverse=True)[:limit]
