"""Quotes, price books and policies in memory."""

from __future__ import annotations

from cleanbee.adapters.memory.aggregates import Aggregates
from cleanbee.adapters.memory.rows import Rows, Table, Taken
from cleanbee.adapters.memory.unit import Unit
from cleanbee.domain.kernel import QuoteId
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.pricing.book import PriceBook
from cleanbee.domain.pricing.quote import Quote

BookKey = tuple[str, str]


def quotes() -> Table[QuoteId, Quote]:
    """The table of quotes."""
    return Table("quote")


def books() -> Table[BookKey, PriceBook | Policy]:
    """The table of price books and policies, by kind and version; it keeps the order in which they came."""
    return Table("book", index={"kind": lambda book: type(book).__name__})


class MemoryQuotes(Aggregates[QuoteId, Quote]):
    """Quotes."""


class MemoryBooks:
    """Price books and policies, each for ever under its version."""

    def __init__(self, unit: Unit, table: Table[BookKey, PriceBook | Policy]) -> None:
        self._unit = unit
        self._rows: Rows[BookKey, PriceBook | Policy] = unit.rows(table)

    async def price_book(self, version: str | None = None) -> PriceBook:
        """The book of this version, or the one added last.

        :raises LookupError: there is none.
        """
        book = await self._one(PriceBook, version)
        assert isinstance(book, PriceBook)
        return book

    async def policy(self, version: str | None = None) -> Policy:
        """The policy of this version, or the one added last.

        :raises LookupError: there is none.
        """
        policy = await self._one(Policy, version)
        assert isinstance(policy, Policy)
        return policy

    async def add(self, book: PriceBook | Policy) -> None:
        """Keep a version; keeping the same again changes nothing.

        :raises ValueError: the version stands for other numbers.
        """
        await self._unit.turn()
        key = (type(book).__name__, book.version)
        try:
            await self._rows.insert(key, book)
        except Taken:
            if self._rows.get(key) != book:
                raise self._unit.fault(ValueError(f"{book.version} stands for other numbers")) from None

    async def _one(self, kind: type[PriceBook | Policy], version: str | None) -> PriceBook | Policy:
        await self._unit.turn()
        if version is None:
            versions = self._rows.where("kind", kind.__name__)
            if versions:
                return versions[-1]
            raise LookupError(f"no {kind.__name__} is kept")
        found = self._rows.get((kind.__name__, version))
        if found is None:
            raise LookupError(f"no {kind.__name__} {version} is kept")
        return found
