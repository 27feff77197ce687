"""Offers, receipts and assigned batches as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleanbee.adapters.postgres.aggregates import Aggregates, Shape
from cleanbee.adapters.postgres.codec import from_doc
from cleanbee.adapters.postgres.tables import BatchRow, OfferRow, ReceiptRow
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import BatchId, BookingId, CleanerId, CustomerId, OfferId, ReceiptId, snake
from cleanbee.domain.matching.batch import Batch
from cleanbee.domain.matching.offer import Offer
from cleanbee.domain.matching.receipt import Receipt

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


RECEIPT = Shape(
    ReceiptRow,
    Receipt,
    lambda one: (one.booking, one.customer, list(one.cleaners), one.made_at, one.answer_by),
)
_ABOUT = "SELECT doc FROM receipt WHERE cleaners @> ARRAY[$1]::uuid[] ORDER BY made_at DESC, id DESC LIMIT $2"


class ReceiptRows(Aggregates[ReceiptId, Receipt]):
    """Receipts."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, RECEIPT)

    async def of_booking(self, booking: BookingId) -> Sequence[Receipt]:
        """Every receipt of a booking, oldest first."""
        row: Any = ReceiptRow
        return await self.many(row.select(row.doc).where(row.booking == booking).order_by(row.made_at, row.id))

    async def about(self, cleaner: CleanerId, limit: int) -> Sequence[Receipt]:
        """The receipts that name this cleaner, newest first."""
        rows = await self.unit.read_of(RECEIPT.name, _ABOUT, cleaner, limit)
        return tuple(from_doc(row[0], Receipt) for row in rows)

    async def of_customer(self, customer: CustomerId, limit: int) -> Sequence[Receipt]:
        """The receipts of this customer's bookings, newest first."""
        row: Any = ReceiptRow
        query = row.select(row.doc).where(row.customer == customer)
        query = query.order_by(row.made_at, ascending=False).order_by(row.id, ascending=False)
        return await self.many(query.limit(limit))

    async def contested(self, limit: int) -> Sequence[Receipt]:
        """The receipts with a doubt that waits for its answer, soonest due first."""
        row: Any = ReceiptRow
        query = row.select(row.doc).where(row.answer_by.is_not_null())
        return await self.many(query.order_by(row.answer_by, row.id).limit(limit))


BATCH = Shape(BatchRow, Batch, lambda one: (one.made_at,))


class BatchRows(Aggregates[BatchId, Batch]):
    """Assigned batches."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, BATCH)

    async def newest(self, before: BatchId | None, limit: int) -> Sequence[Batch]:
        """The latest batches, newest id first, those after ``before`` in that order."""
        row: Any = BatchRow
        query = row.select(row.doc)
        if before is not None:
            query = query.where(row.id < before)
        return await self.many(query.order_by(row.id, ascending=False).limit(limit))
