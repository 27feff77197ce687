"""What must never be there, asked over all that is kept in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from cleanbee.adapters.memory.tables import Tables
from cleanbee.adapters.memory.unit import Unit
from cleanbee.domain.booking.booking import Booking, Cancelled, Completed, Expired, LockedOut, Settled
from cleanbee.domain.payment.dispute import Won
from cleanbee.domain.payment.ledger import Journal, Posting
from cleanbee.domain.payment.payment import Authorized
from cleanbee.ports.outbound.watch import Span

MOST = 100


class MemoryWatch:
    """Questions whose answer is nothing, as long as all is well."""

    def __init__(self, unit: Unit, tables: Tables) -> None:
        self._unit = unit
        self._journals = unit.rows(tables.journals)
        self._bookings = unit.rows(tables.bookings)
        self._payments = unit.rows(tables.payments)
        self._disputes = unit.rows(tables.disputes)
        self._operations = unit.rows(tables.operations)

    async def first(self) -> datetime | None:
        """When the first journal was posted; None as long as there is none."""
        await self._unit.turn()
        return min((one.at for one in self._journals.all()), default=None)

    async def unbalanced(self, span: Span | None = None) -> Sequence[UUID]:
        """Journals with fewer than two lines, or that do not sum to zero in some currency."""
        await self._unit.turn()
        return _some(
            one.id
            for one in self._posted(span)
            if len(one.postings) < 2 or any(_sums(one.postings, lambda line: line.amount.currency).values())
        )

    async def reversed_twice(self) -> Sequence[UUID]:
        """Journals that more than one other takes back."""
        await self._unit.turn()
        taken_back = [one.reverses for one in self._journals.all() if one.reverses is not None]
        return _some(one for one in taken_back if taken_back.count(one) > 1)

    async def over_captured(self, span: Span | None = None) -> Sequence[UUID]:
        """Bookings of which more was captured than was held, or of a charge more went back, or to its bank, than was
        taken by it.
        """
        await self._unit.turn()
        over = {one.booking for one in self._posted(span) if one.kind == "capture" and _more_than_held(one)}
        left: dict[tuple[UUID, str], int] = {}
        others = {one.provider_id: one for one in self._operations.all() if one.kind == "charge"}
        for journal in self._journals.all():
            if journal.booking is not None and journal.kind in {"capture", "refund", "refund_failed"}:
                key = (journal.booking, "")
                left[key] = left.get(key, 0) + _sums(journal.postings, lambda line: line.account).get("gateway", 0)
        for dispute in self._disputes.all():
            if not isinstance(dispute.phase, Won):
                other = others.get(dispute.charge)
                key = (dispute.booking, "" if other is None else dispute.charge)
                taken = 0 if other is None else other.amount.amount
                left[key] = left.get(key, taken) - dispute.amount.amount
        touched = self._touched(span)
        over |= {booking for (booking, _), amount in left.items() if amount < 0 and booking in touched}
        return _some(one for one in over if one is not None)

    async def dead_holds(self, before: datetime) -> Sequence[UUID]:
        """Bookings that ended before this instant, owe nothing, and still have an amount held on a card."""
        await self._unit.turn()
        return _some(one.id for one, _ in self._held() if _dead_before(one, before))

    async def lapsed_holds(self, now: datetime) -> Sequence[UUID]:
        """Bookings whose clean is done and whose hold ran out without being captured."""
        await self._unit.turn()
        return _some(
            one.id
            for one, hold in self._held()
            if isinstance(one.phase, Completed | LockedOut | Settled) and hold.capture_before <= now
        )

    async def overpaid(self, span: Span | None = None) -> Sequence[UUID]:
        """Bookings of which a cleaner's share became payable twice, or before it was earned."""
        await self._unit.turn()
        accrued: dict[tuple[UUID, UUID | None], int] = {}
        touched = self._touched(span)
        for journal, line in self._lines("cleaner:accrued"):
            if journal.booking is not None and journal.booking in touched:
                key = (journal.booking, line.owner)
                accrued[key] = accrued.get(key, 0) + line.amount.amount
        return _some(booking for (booking, _), amount in accrued.items() if amount > 0)

    def _posted(self, span: Span | None) -> Iterable[Journal]:
        return (one for one in self._journals.all() if span is None or span.since <= one.at < span.until)

    def _touched(self, span: Span | None) -> set[UUID]:
        return {one.booking for one in self._posted(span) if one.booking is not None}

    def _lines(self, account: str) -> Iterable[tuple[Journal, Posting]]:
        return ((one, line) for one in self._journals.all() for line in one.postings if line.account == account)

    def _held(self) -> Iterable[tuple[Booking, Authorized]]:
        for payment in self._payments.all():
            booking = self._bookings.get(payment.booking)
            if isinstance(payment.phase, Authorized) and booking is not None:
                yield booking, payment.phase


def _dead_before(booking: Booking, before: datetime) -> bool:
    match booking.phase:
        case Cancelled(at=at, fee=fee):
            return at < before and fee.is_zero
        case Expired(at=at):
            return at < before
        case _:
            return False


def _more_than_held(capture: Journal) -> bool:
    sums = _sums(capture.postings, lambda line: line.account)
    return sums.get("gateway", 0) > -sums.get("memo:held", 0)


def _sums(lines: Iterable[Posting], by: Callable[[Posting], str]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        sums[by(line)] = sums.get(by(line), 0) + line.amount.amount
    return sums


def _some(found: Iterable[UUID]) -> Sequence[UUID]:
    return sorted(set(found))[:MOST]
