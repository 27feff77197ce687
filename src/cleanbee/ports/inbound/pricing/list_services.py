"""What can be booked, and at which rates."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import NotAllowed, NotFound, Refused, Value
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.domain.pricing.book import PriceBook
from cleanbee.ports.outbound.store import Store


class ServicesWanted(Value, frozen=True, kw_only=True):
    """Who asks; anybody may."""

    actor: Actor


@dataclass(frozen=True)
class ListServices:
    """The price book that sells now: kinds of clean, extras, rates."""

    store: Store

    async def __call__(self, ask: ServicesWanted) -> PriceBook | Refused[NotAllowed | NotFound]:
        """The book of today."""
        allowed = may(ask.actor, "service.list")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            return await work.books.price_book()
