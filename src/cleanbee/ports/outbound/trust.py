"""Where reviews are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cleanbee.domain.kernel import BookingId, ReviewId
from cleanbee.domain.trust.review import Review
from cleanbee.ports.outbound.kept import Kept


class Reviews(Kept[ReviewId, Review], Protocol):
    """Reviews, one a booking and side; whoever asks for them decides who sees which."""

    async def of_booking(self, booking: BookingId) -> Sequence[Review]:
        """What both sides of a clean have said, the first written first."""
        ...
