"""Where quotes, price books and policies are kept."""

from __future__ import annotations

from typing import Protocol

from cleanbee.domain.kernel import QuoteId
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.pricing.book import PriceBook
from cleanbee.domain.pricing.quote import Quote
from cleanbee.ports.outbound.kept import Kept


class Quotes(Kept[QuoteId, Quote], Protocol):
    """Quotes."""


class Books(Protocol):
    """Price books and policies, each for ever under its version."""

    async def price_book(self, version: str | None = None) -> PriceBook:
        """The book of this version, or the one that sells now (the one added last).

        :raises LookupError: there is none.
        """
        ...

    async def policy(self, version: str | None = None) -> Policy:
        """The policy of this version, or the one that sells now (the one added last).

        :raises LookupError: there is none.
        """
        ...

    async def add(self, book: PriceBook | Policy) -> None:
        """Keep a version; keeping the same again changes nothing.

        :raises ValueError: the version stands for other numbers.
        """
        ...
