"""Somebody looks at a quote again."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import NotAllowed, NotFound, QuoteId, Refused, Value
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.pricing.quote import Quote, disclosed
from cleanbee.ports.outbound.store import Store


class QuoteWanted(Value, frozen=True, kw_only=True):
    """Which quote, and who asks."""

    actor: Actor
    quote: QuoteId


@dataclass(frozen=True)
class ReadQuote:
    """The quote as it stands: a guest's is open to whoever knows its id, a customer's to its customer and to ops."""

    store: Store

    async def __call__(self, ask: QuoteWanted) -> Quote | Refused[NotAllowed | NotFound]:
        """The quote, or that there is none for the asker."""
        async with self.store.begin() as work:
            quote = await work.quotes.find(ask.quote)
            if quote is None:
                return Refused(why=NotFound(what="quote"))
            allowed = may(ask.actor, "quote.read", Facts(owner=quote.customer))
            if isinstance(allowed, Refused):
                return allowed
            await work.audit.note(*disclosed(quote, ask.actor, await work.now()))
            return quote
