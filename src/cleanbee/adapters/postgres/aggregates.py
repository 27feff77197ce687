"""Aggregates as rows: key columns for what is asked or constrained, the whole value beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from piccolo.columns.combination import WhereRaw
from piccolo.table import Table

from cleanbee.adapters.postgres.codec import from_doc, to_doc
from cleanbee.adapters.postgres.unit import Unit, Write
from cleanbee.domain.kernel import Aggregate

K = TypeVar("K")
A = TypeVar("A", bound=Aggregate)


@dataclass(frozen=True)
class Shape(Generic[A]):
    """How one kind of aggregate lies in its table; ``keys`` gives the columns between ``version`` and ``doc``."""

    table: type[Table]
    value: type[A]
    keys: Callable[[A], tuple[object, ...]]

    @cached_property
    def name(self) -> str:
        """The table's name."""
        return self.table._meta.tablename  # pyright: ignore[reportPrivateUsage] -- Piccolo's way to ask

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """All columns, ``id`` and ``version`` first, ``doc`` last."""
        named = tuple(column._meta.db_column_name for column in self.table._meta.columns)  # pyright: ignore[reportPrivateUsage] -- as above
        assert named[:2] == ("id", "version") and named[-1] == "doc"
        return named

    @cached_property
    def by_id(self) -> str:
        """The statement that finds one, as Piccolo says it."""
        table: Any = self.table
        return compiled(table.select(table.doc).where(table.id == UUID(int=0)))[0]

    @cached_property
    def insert(self) -> str:
        """The statement that keeps a new one."""
        places = ", ".join(f"${n}" for n in range(1, len(self.columns) + 1))
        return f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES ({places})"

    @cached_property
    def update(self) -> str:
        """The statement that replaces one at its version (the last argument)."""
        sets = ", ".join(f"{column} = ${n}" for n, column in enumerate(self.columns, 1) if n > 1)
        return f"UPDATE {self.name} SET {sets} WHERE id = $1 AND version = ${len(self.columns) + 1}"

    def row(self, value: A) -> tuple[object, ...]:
        """The value's columns."""
        return (id_of(value), value.version, *self.keys(value), to_doc(value))


class Question:
    """A query of Piccolo's that is asked over and over: worded once, with examples where its arguments go.

    Wording one takes Piccolo a quarter of a millisecond, which is as long as PostgreSQL takes to answer it.
    """

    def __init__(self, worded: Callable[..., Any], *examples: object) -> None:
        self._worded = worded
        self._examples = examples

    @cached_property
    def sql(self) -> str:
        """Its statement; the arguments stand in the examples' order."""
        sql, args = compiled(self._worded(*self._examples))
        assert tuple(args) == self._examples, f"the arguments of {sql} stand in another order"
        return sql


class Filed(Generic[K, A]):
    """One kind of aggregate that stays as it was added, as one unit of work sees it."""

    def __init__(self, unit: Unit, shape: Shape[A]) -> None:
        self.unit = unit
        self.shape = shape
        self.table: Any = shape.table

    async def find(self, key: K) -> A | None:
        """The aggregate as kept at this moment, this unit's own writes included."""
        doc = self.unit.locked(self.shape.name, key)
        if doc is None:
            rows = await self.unit.read_of(self.shape.name, self.shape.by_id, key)
            doc = rows[0][0] if rows else None
        return None if doc is None else from_doc(doc, self.shape.value)

    async def find_many(self, keys: Collection[K]) -> Sequence[A]:
        """Those of these that are kept, by id."""
        query = self.table.select(self.table.doc).where(WhereRaw("id = ANY({})", list(set(keys))))
        return await self.many(query.order_by(self.table.id)) if keys else ()

    async def first(self, condition: Any) -> A | None:
        """The one that meets the condition."""
        found = await self.many(self.table.select(self.table.doc).where(condition).limit(1))
        return found[0] if found else None

    async def many(self, query: Any) -> Sequence[A]:
        """All that a query of Piccolo's on ``doc`` answers, in its order."""
        sql, args = compiled(query)
        rows = await self.unit.read_of(self.shape.name, sql, *args)
        return tuple(from_doc(row[0], self.shape.value) for row in rows)

    async def all(self, question: Question, *args: object) -> Sequence[A]:
        """All that a worded question on ``doc`` answers, in its order."""
        rows = await self.unit.read_of(self.shape.name, question.sql, *args)
        return tuple(from_doc(row[0], self.shape.value) for row in rows)

    async def one(self, question: Question, *args: object) -> A | None:
        """The first that a worded question on ``doc`` answers."""
        found = await self.all(question, *args)
        return found[0] if found else None

    async def value(self, query: Any) -> Any:
        """The one value of the first row that a query of Piccolo's answers; None without a row."""
        sql, args = compiled(query)
        rows = await self.unit.read_of(self.shape.name, sql, *args)
        return rows[0][0] if rows else None

    async def add(self, value: A) -> None:
        """Keep a new aggregate.

        :raises Stale: the id, or another key that must stay unique, is taken.
        """
        assert value.version == 1, "a life begins at version 1"
        await self.unit.write(Write(self.shape.name, id_of(value), self.shape.insert, self.shape.row(value)))


class Aggregates(Filed[K, A]):
    """One kind of aggregate, as one unit of work sees it."""

    async def replace(self, old: A, new: A) -> None:
        """Keep ``new`` in the place of ``old``.

        :raises Stale: what is kept is no longer at ``old.version``, or a unique key of ``new`` is taken.
        """
        assert id_of(old) == id_of(new), "one aggregate does not become another"
        assert new.version == old.version + 1, "each replacement counts the version up by one"
        args = (*self.shape.row(new), old.version)
        await self.unit.write(Write(self.shape.name, id_of(new), self.shape.update, args, must_hit=True))


def compiled(query: Any) -> tuple[str, Sequence[Any]]:
    """A query of Piccolo's as its statement and arguments."""
    return query.querystrings[0].compile_string(engine_type="postgres")


def id_of(value: Any) -> Any:
    """The id that every aggregate declares."""
    return value.id
