"""Reviews in memory."""

from __future__ import annotations

from collections.abc import Sequence

from cleanbee.adapters.memory.aggregates import Aggregates
from cleanbee.adapters.memory.rows import Table
from cleanbee.domain.kernel import BookingId, ReviewId
from cleanbee.domain.trust.review import Review


def reviews() -> Table[ReviewId, Review]:
    """The table of reviews, one a booking and side."""
    return Table(
        "review",
        unique={"one_review_per_side": lambda one: (one.booking, one.by)},
        index={"booking": lambda one: one.booking},
    )


class MemoryReviews(Aggregates[ReviewId, Review]):
    """Reviews."""

    async def of_booking(self, booking: BookingId) -> Sequence[Review]:
        """What both sides of a clean have said, the first written first."""
        await self._unit.turn()
        return sorted(self._rows.where("booking", booking), key=lambda one: (one.written_at, one.id))
