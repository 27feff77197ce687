"""Where offers and receipts are kept, and who scores candidates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from cleanbee.domain.kernel import BatchId, BookingId, CleanerId, CustomerId, OfferId, PlanId, ReceiptId
from cleanbee.domain.matching.batch import Batch
from cleanbee.domain.matching.offer import Offer
from cleanbee.domain.matching.plan import Plan
from cleanbee.domain.matching.receipt import Receipt
from cleanbee.domain.matching.score import Terms
from cleanbee.ports.outbound.kept import Filed, Kept, Place


class Offers(Kept[OfferId, Offer], Protocol):
    """Offers. At most one accepted per (booking, seat, round), one per (booking, seat, round, cleaner), and of those
    that are no broadcast one open per (booking, seat)."""

    async def of_booking(self, booking: BookingId) -> Sequence[Offer]:
        """All offers ever made for a booking, oldest first."""
        ...

    async def of_bookings(self, bookings: Collection[BookingId]) -> Sequence[Offer]:
        """All offers ever made for any of these bookings, oldest first, in one question."""
        ...

    async def open_of(self, cleaner: CleanerId) -> Sequence[Offer]:
        """The cleaner's open offers, oldest first."""
        ...


class Receipts(Kept[ReceiptId, Receipt], Protocol):
    """Receipts of decisions about people; they are only added to, never taken away here."""

    async def of_booking(self, booking: BookingId) -> Sequence[Receipt]:
        """Every receipt of a booking, oldest first."""
        ...

    async def about(self, cleaner: CleanerId, after: Place | None, limit: int) -> Sequence[Receipt]:
        """The receipts that name this cleaner, newest first, those after a place in that order."""
        ...

    async def of_customer(self, customer: CustomerId, after: Place | None, limit: int) -> Sequence[Receipt]:
        """The receipts of this customer's bookings, newest first, those after a place in that order."""
        ...

    async def contested(self, after: Place | None, limit: int) -> Sequence[Receipt]:
        """The receipts with a doubt that waits for its answer, soonest due first, those after a place in that order."""
        ...


class Batches(Filed[BatchId, Batch], Protocol):
    """Assigned batches with their certificates; they are only added, never changed."""

    async def newest(self, before: BatchId | None, limit: int) -> Sequence[Batch]:
        """The latest batches, newest id first, those after ``before`` in that order."""
        ...


class Plans(Kept[PlanId, Plan], Protocol):
    """Plans of days that the office asked for."""

    async def of_day(self, day: date, before: PlanId | None, limit: int) -> Sequence[Plan]:
        """The plans of this local day, newest id first, those after ``before`` in that order."""
        ...


class Scorer(Protocol):
    """Whoever computes scores; how fast is its own affair, what comes out is the rule's (``score.1``), exactly."""

    def score(self, candidates: Sequence[Terms]) -> Sequence[int]:
        """The scores of these candidates, in their order. Pure: the same answer to the same question."""
        ...
