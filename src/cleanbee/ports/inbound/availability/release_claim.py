"""Freeing the cleaner's time when a booking no longer needs it."""

from __future__ import annotations

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import ClaimId
from cleanbee.ports.outbound.store import Work


async def release_claim(work: Work, was: Booking) -> None:
    """Remove the claim that the booking's former phase stood on, if there was one; the cleaner is locked."""
    claim_id: ClaimId | None = getattr(was.phase, "claim", None) or getattr(was.phase, "hold", None)
    if claim_id is None:
        return
    claim = await work.claims.find(claim_id)
    if claim is not None:
        await work.claims.remove(claim)
