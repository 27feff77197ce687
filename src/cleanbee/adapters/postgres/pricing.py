"""Quotes, price books and policies as rows."""

from __future__ import annotations

from typing import Any, TypeVar

from cleanbee.adapters.postgres.aggregates import Aggregates, Shape, compiled
from cleanbee.adapters.postgres.codec import from_doc, to_doc
from cleanbee.adapters.postgres.tables import PolicyRow, PriceBookRow, QuoteRow
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import QuoteId, snake
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.pricing.book import PriceBook
from cleanbee.domain.pricing.quote import Quote

B = TypeVar("B", PriceBook, Policy)

QUOTE = Shape(QuoteRow, Quote, lambda one: (snake(type(one.phase).__name__), one.customer))


class QuoteRows(Aggregates[QuoteId, Quote]):
    """Quotes."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, QUOTE)


class BookRows:
    """Price books and policies. A version never changes, so ``known`` versions are read once a process."""

    def __init__(self, unit: Unit, known: dict[tuple[type, str], Any]) -> None:
        self._unit = unit
        self._known = known
        self._mine: set[str] = set()

    async def price_book(self, version: str | None = None) -> PriceBook:
        """The book of this version, or the one added last.

        :raises LookupError: there is none.
        """
        return await self._read(PriceBookRow, PriceBook, version)

    async def policy(self, version: str | None = None) -> Policy:
        """The policy of this version, or the one added last.

        :raises LookupError: there is none.
        """
        return await self._read(PolicyRow, Policy, version)

    async def add(self, book: PriceBook | Policy) -> None:
        """Keep a version; keeping the same again changes nothing.

        :raises ValueError: the version stands for other numbers.
        """
        table: Any = PriceBookRow if isinstance(book, PriceBook) else PolicyRow
        shape: Any = type(book)
        kept = await self._of(table, shape, book.version)
        if kept is None:
            self._mine.add(book.version)
            await table.insert(table(version=book.version, place=await table.count() + 1, doc=to_doc(book)))
        elif kept != book:
            raise ValueError(f"{book.version} stands for other numbers")

    async def _read(self, table: Any, shape: type[B], version: str | None) -> B:
        if version is not None and (shape, version) in self._known:
            return self._known[shape, version]
        found = await (self._of(table, shape, version) if version else self._last(table, shape))
        if found is None:
            raise LookupError(f"no {shape.__name__} {version or 'yet'}")
        if found.version not in self._mine:
            self._known[shape, found.version] = found
        return found

    async def _of(self, table: Any, shape: type[B], version: str) -> B | None:
        return await self._first(table.select(table.doc).where(table.version == version).limit(1), shape)

    async def _last(self, table: Any, shape: type[B]) -> B | None:
        return await self._first(table.select(table.doc).order_by(table.place, ascending=False).limit(1), shape)

    async def _first(self, query: Any, shape: type[B]) -> B | None:
        sql, args = compiled(query)
        rows = await self._unit.read(sql, *args)
        return from_doc(rows[0][0], shape) if rows else None
