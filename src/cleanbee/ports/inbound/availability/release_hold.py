"""A customer gives a held slot back before its time is over."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.availability.claim import Claim, Hold
from cleanbee.domain.kernel import ClaimId, NotAllowed, NotFound, QuoteId, Refused, Value
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.store import Store, Work


class ReleaseAsked(Value, frozen=True, kw_only=True):
    """Which hold, and who gives it back."""

    actor: Actor
    hold: ClaimId


@dataclass(frozen=True)
class ReleaseHold:
    """Frees the slot at once; a hold that lapsed or became a booking is no longer there to be released."""

    store: Store

    async def __call__(self, ask: ReleaseAsked, once: Once | None = None) -> Claim | Refused[NotFound | NotAllowed]:
        """The hold that was given back."""
        async with self.store.begin(once) as work:
            answer = await _released(work, ask)
            work.answer(answer)
            return answer


async def _released(work: Work, ask: ReleaseAsked) -> Claim | Refused[NotFound | NotAllowed]:
    peek = await work.claims.find(ask.hold)
    if peek is None:
        return Refused(why=NotFound(what="hold"))
    await work.lock(cleaners=(peek.cleaner,))
    claim = await work.claims.find(ask.hold)
    if claim is None or not isinstance(claim.use, Hold):
        return Refused(why=NotFound(what="hold"))
    quote = await work.quotes.find(QuoteId(claim.use.holder))
    if quote is None:
        return Refused(why=NotFound(what="hold"))
    allowed = may(ask.actor, "hold.release", Facts(owner=claim.use.customer or quote.customer))
    if isinstance(allowed, Refused):
        return allowed
    await work.claims.remove(claim)
    return claim
