"""Offers as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleanbee.adapters.postgres.aggregates import Aggregates, Shape
from cleanbee.adapters.postgres.tables import OfferRow
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import BookingId, CleanerId, OfferId, snake
from cleanbee.domain.matching.offer import Offer

OFFER = Shape(
    OfferRow,
    Offer,
    lambda one: (
        one.booking,
        one.seat,
        one.round,
        one.cleaner,
        snake(type(one.phase).__name__),
        one.made_at,
    ),
)


class OfferRows(Aggregates[OfferId, Offer]):
    """Offers."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, OFFER)

    async def of_booking(self, booking: BookingId) -> Sequence[Offer]:
        """All offers ever made for a booking, oldest first."""
        row: Any = OfferRow
        return await self.many(row.select(row.doc).where(row.booking == booking).order_by(row.made_at, row.id))

    async def open_of(self, cleaner: CleanerId) -> Sequence[Offer]:
        """The cleaner's open offers, oldest first."""
        row: Any = OfferRow
        query = row.select(row.doc).where((row.cleaner == cleaner) & (row.phase == "open"))
        return await self.many(query.order_by(row.made_at, row.id))
