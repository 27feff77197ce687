"""Where offers are kept, and who scores candidates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cleanbee.domain.kernel import BookingId, CleanerId, OfferId
from cleanbee.domain.matching.offer import Offer
from cleanbee.domain.matching.score import Terms
from cleanbee.ports.outbound.kept import Kept


class Offers(Kept[OfferId, Offer], Protocol):
    """Offers. At most one accepted per (booking, seat, round), one per (booking, seat, round, cleaner)."""

    async def of_booking(self, booking: BookingId) -> Sequence[Offer]:
        """All offers ever made for a booking, oldest first."""
        ...

    async def open_of(self, cleaner: CleanerId) -> Sequence[Offer]:
        """The cleaner's open offers, oldest first."""
        ...


class Scorer(Protocol):
    """Whoever computes scores; how fast is its own affair, what comes out is the rule's (``score.1``), exactly."""

    def score(self, candidates: Sequence[Terms]) -> Sequence[int]:
        """The scores of these candidates, in their order. Pure: the same answer to the same question."""
        ...
