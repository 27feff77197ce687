"""A quote's half hour is over."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import QuoteId, Refused, Timer
from cleanbee.domain.pricing.price import expire
from cleanbee.ports.outbound.store import Work


@dataclass(frozen=True)
class ExpireQuote:
    """The step behind the timer ``quote.expire``: late or repeated, it changes nothing that is not due."""

    async def __call__(self, work: Work, timer: Timer) -> None:
        """Expire the quote the timer belongs to, in the caller's unit."""
        quote = await work.quotes.find(QuoteId(timer.subject))
        if quote is None:
            return
        decided = expire(quote, await work.now())
        if isinstance(decided, Refused):
            return
        await work.quotes.replace(quote, decided.value)
        await work.keep(decided)
