"""Offers, receipts, assigned batches and plans of days in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from cleanbee.adapters.memory.aggregates import Aggregates, Filed
from cleanbee.adapters.memory.rows import Table, newest_first
from cleanbee.domain.kernel import BatchId, BookingId, CleanerId, CustomerId, OfferId, PlanId, ReceiptId
from cleanbee.domain.matching.batch import Batch
from cleanbee.domain.matching.offer import Accepted, Offer, Open
from cleanbee.domain.matching.plan import Plan
from cleanbee.domain.matching.receipt import Receipt
from cleanbee.ports.outbound.kept import Place


def offers() -> Table[OfferId, Offer]:
    """The table of offers: one accepted per seat and round, one per cleaner and round, one open unless several are."""
    return Table(
        "offer",
        unique={
            "one_accepted_offer": lambda o: (o.booking, o.seat, o.round) if isinstance(o.phase, Accepted) else None,
            "one_open_offer": lambda o: (o.booking, o.seat) if isinstance(o.phase, Open) and not o.broadcast else None,
            "offer_per_round": lambda o: (o.booking, o.seat, o.round, o.cleaner),
        },
        index={
            "booking": lambda o: o.booking,
            "open": lambda o: o.cleaner if isinstance(o.phase, Open) else None,
        },
    )


class MemoryOffers(Aggregates[OfferId, Offer]):
    """Offers."""

    async def of_booking(self, booking: BookingId) -> Sequence[Offer]:
        """All offers ever made for a booking, oldest first."""
        await self._unit.turn()
        return oldest_first(self._rows.where("booking", booking))

    async def of_bookings(self, bookings: Collection[BookingId]) -> Sequence[Offer]:
        """All offers ever made for any of these bookings, oldest first, in one question."""
        await self._unit.turn()
        return oldest_first([one for booking in set(bookings) for one in self._rows.where("booking", booking)])

    async def open_of(self, cleaner: CleanerId) -> Sequence[Offer]:
        """The cleaner's open offers, oldest first."""
        await self._unit.turn()
        return oldest_first(self._rows.where("open", cleaner))


def oldest_first(found: Sequence[Offer]) -> list[Offer]:
    """In the order they were made."""
    return sorted(found, key=lambda offer: (offer.made_at, offer.id))


def receipts() -> Table[ReceiptId, Receipt]:
    """The table of receipts."""
    return Table(
        "receipt",
        index={
            "booking": lambda one: one.booking,
            "customer": lambda one: one.customer,
            "waiting": lambda one: True if one.answer_by is not None else None,
        },
    )


class MemoryReceipts(Aggregates[ReceiptId, Receipt]):
    """Receipts."""

    async def of_booking(self, booking: BookingId) -> Sequence[Receipt]:
        """Every receipt of a booking, oldest first."""
        await self._unit.turn()
        return sorted(self._rows.where("booking", booking), key=_made)

    async def about(self, cleaner: CleanerId, after: Place | None, limit: int) -> Sequence[Receipt]:
        """The receipts that name this cleaner, newest first, those after a place in that order."""
        await self._unit.turn()
        return newest_first((one for one in self._rows.all() if cleaner in one.cleaners), after, limit)

    async def of_customer(self, customer: CustomerId, after: Place | None, limit: int) -> Sequence[Receipt]:
        """The receipts of this customer's bookings, newest first, those after a place in that order."""
        await self._unit.turn()
        return newest_first(self._rows.where("customer", customer), after, limit)

    async def contested(self, after: Place | None, limit: int) -> Sequence[Receipt]:
        """The receipts with a doubt that waits for its answer, soonest due first, those after a place in that order."""
        await self._unit.turn()
        waiting = [(one.answer_by, one.id, one) for one in self._rows.where("waiting", True) if one.answer_by]
        rest = [each for each in waiting if after is None or each[:2] > (after.at, after.id)]
        return [one for _, _, one in sorted(rest, key=lambda each: each[:2])][:limit]


def _made(receipt: Receipt) -> tuple[datetime, ReceiptId]:
    return receipt.made_at, receipt.id


def batches() -> Table[BatchId, Batch]:
    """The table of assigned batches."""
    return Table("assignment_batch")


class MemoryBatches(Filed[BatchId, Batch]):
    """Assigned batches."""

    async def newest(self, before: BatchId | None, limit: int) -> Sequence[Batch]:
        """The latest batches, newest id first, those after ``before`` in that order."""
        await self._unit.turn()
        found = (one for one in self._rows.all() if before is None or one.id < before)
        return sorted(found, key=lambda one: one.id, reverse=True)[:limit]


def plans() -> Table[PlanId, Plan]:
    """The table of plans of days."""
    return Table("day_plan", index={"day": lambda one: one.day})


class MemoryPlans(Aggregates[PlanId, Plan]):
    """Plans of days that the office asked for."""

    async def of_day(self, day: date, before: PlanId | None, limit: int) -> Sequence[Plan]:
        """The plans of this local day, newest id first, those after ``before`` in that order."""
        await self._unit.turn()
        found = (one for one in self._rows.where("day", day) if before is None or one.id < before)
        return sorted(found, key=lambda one: one.id, reverse=True)[:limit]
