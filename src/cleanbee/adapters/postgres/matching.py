"""Offers, receipts, assigned batches and plans of days as rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from cleanbee.adapters.postgres.aggregates import Aggregates, Filed, Shape
from cleanbee.adapters.postgres.codec import from_doc
from cleanbee.adapters.postgres.tables import BatchRow, DayPlanRow, OfferRow, ReceiptRow
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import BatchId, BookingId, CleanerId, CustomerId, OfferId, PlanId, ReceiptId, snake
from cleanbee.domain.matching.batch import Batch
from cleanbee.domain.matching.offer import Offer
from cleanbee.domain.matching.plan import Plan
from cleanbee.domain.matching.receipt import Receipt
from cleanbee.ports.outbound.kept import Place

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
        one.broadcast,
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

    async def of_bookings(self, bookings: Collection[BookingId]) -> Sequence[Offer]:
        """All offers ever made for any of these bookings, oldest first, in one question."""
        if not bookings:
            return ()
        row: Any = OfferRow
        query = row.select(row.doc).where(row.booking.is_in(sorted(set(bookings))))
        return await self.many(query.order_by(row.made_at, row.id))

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
_ABOUT = """SELECT doc FROM receipt WHERE cleaners @> ARRAY[$1]::uuid[]
    AND ($3::timestamptz IS NULL OR (made_at, id) < ($3::timestamptz, $4::uuid))
    ORDER BY made_at DESC, id DESC LIMIT $2"""


class ReceiptRows(Aggregates[ReceiptId, Receipt]):
    """Receipts."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, RECEIPT)

    async def of_booking(self, booking: BookingId) -> Sequence[Receipt]:
        """Every receipt of a booking, oldest first."""
        row: Any = ReceiptRow
        return await self.many(row.select(row.doc).where(row.booking == booking).order_by(row.made_at, row.id))

    async def about(self, cleaner: CleanerId, after: Place | None, limit: int) -> Sequence[Receipt]:
        """The receipts that name this cleaner, newest first, those after a place in that order."""
        at, id = (None, None) if after is None else (after.at, after.id)
        rows = await self.unit.read_of(RECEIPT.name, _ABOUT, cleaner, limit, at, id)
        return tuple(from_doc(row[0], Receipt) for row in rows)

    async def of_customer(self, customer: CustomerId, after: Place | None, limit: int) -> Sequence[Receipt]:
        """The receipts of this customer's bookings, newest first, those after a place in that order."""
        row: Any = ReceiptRow
        query = row.select(row.doc).where(row.customer == customer)
        if after is not None:
            query = query.where((row.made_at < after.at) | ((row.made_at == after.at) & (row.id < after.id)))
        return await self.many(query.order_by(row.made_at, row.id, ascending=False).limit(limit))

    async def contested(self, after: Place | None, limit: int) -> Sequence[Receipt]:
        """The receipts with a doubt that waits for its answer, soonest due first, those after a place in that order."""
        row: Any = ReceiptRow
        query = row.select(row.doc).where(row.answer_by.is_not_null())
        if after is not None:
            query = query.where((row.answer_by > after.at) | ((row.answer_by == after.at) & (row.id > after.id)))
        return await self.many(query.order_by(row.answer_by, row.id).limit(limit))


BATCH = Shape(BatchRow, Batch, lambda one: (one.made_at,))


class BatchRows(Filed[BatchId, Batch]):
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


PLAN = Shape(DayPlanRow, Plan, lambda one: (one.day, snake(type(one.phase).__name__)))


class PlanRows(Aggregates[PlanId, Plan]):
    """Plans of days that the office asked for."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, PLAN)

    async def of_day(self, day: date, before: PlanId | None, limit: int) -> Sequence[Plan]:
        """The plans of this local day, newest id first, those after ``before`` in that order."""
        row: Any = DayPlanRow
        query = row.select(row.doc).where(row.day == day)
        if before is not None:
            query = query.where(row.id < before)
        return await self.many(query.order_by(row.id, ascending=False).limit(limit))
