"""Reviews as rows, one a booking and side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleanbee.adapters.postgres.aggregates import Aggregates, Shape
from cleanbee.adapters.postgres.tables import ReviewRow
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import BookingId, ReviewId, snake
from cleanbee.domain.trust.review import Review

REVIEW = Shape(
    ReviewRow,
    Review,
    lambda one: (one.booking, one.cleaner, one.by, one.stars, snake(type(one.phase).__name__), one.written_at),
)


class ReviewRows(Aggregates[ReviewId, Review]):
    """Reviews."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, REVIEW)

    async def of_booking(self, booking: BookingId) -> Sequence[Review]:
        """What both sides of a clean have said, the first written first."""
        row: Any = ReviewRow
        query = row.select(row.doc).where(row.booking == booking)
        return await self.many(query.order_by(row.written_at, row.id))
