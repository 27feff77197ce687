"""What may follow a capture, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from piccolo.columns.combination import WhereRaw

from cleanbee.adapters.postgres.aggregates import Aggregates, Shape
from cleanbee.adapters.postgres.tables import DisputeRow, RefundRow, TipRow
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import BookingId, DisputeId, RefundId, TipId
from cleanbee.domain.payment.dispute import Dispute
from cleanbee.domain.payment.refund import Refund
from cleanbee.domain.payment.tip import Tip
from cleanbee.ports.outbound.kept import Place

DISPUTE = Shape(DisputeRow, Dispute, lambda one: (one.name, one.booking, one.phase_word, one.opened_at))
REFUND = Shape(RefundRow, Refund, lambda one: (one.booking, one.phase_word, one.asked_at))
TIP = Shape(TipRow, Tip, lambda one: (one.booking, one.phase_word, one.asked_at))


def disputes_opened(closed_too: bool, after: Place | None, limit: int) -> Any:
    """What asks for disputes, newest first; those that are not decided in the words of their index."""
    row: Any = DisputeRow
    query = row.select(row.doc)
    if not closed_too:
        query = query.where(WhereRaw("phase IN ('open', 'sending', 'contested')"))
    if after is not None:
        query = query.where((row.opened_at < after.at) | ((row.opened_at == after.at) & (row.id < after.id)))
    return query.order_by(row.opened_at, row.id, ascending=False).limit(limit)


class RefundRows(Aggregates[RefundId, Refund]):
    """Refunds."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, REFUND)

    async def of_booking(self, booking: BookingId) -> Sequence[Refund]:
        """A booking's refunds, oldest first."""
        row: Any = RefundRow
        return await self.many(row.select(row.doc).where(row.booking == booking).order_by(row.asked_at, row.id))

    async def asked(self, phase: str | None, after: Place | None, limit: int) -> Sequence[Refund]:
        """Everybody's in one phase or all, by when they were asked for, newest first, after a place in that order."""
        row: Any = RefundRow
        query = row.select(row.doc)
        if phase is not None:
            query = query.where(row.phase == phase)
        if after is not None:
            query = query.where((row.asked_at < after.at) | ((row.asked_at == after.at) & (row.id < after.id)))
        return await self.many(query.order_by(row.asked_at, row.id, ascending=False).limit(limit))


class DisputeRows(Aggregates[DisputeId, Dispute]):
    """Disputes."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, DISPUTE)

    async def named(self, name: str) -> Dispute | None:
        """The dispute of this name of the gateway's."""
        return await self.first(DisputeRow.name == name)

    async def of_booking(self, booking: BookingId) -> Sequence[Dispute]:
        """A booking's disputes, oldest first."""
        row: Any = DisputeRow
        return await self.many(row.select(row.doc).where(row.booking == booking).order_by(row.opened_at, row.id))

    async def opened(self, *, closed_too: bool, after: Place | None, limit: int) -> Sequence[Dispute]:
        """Those that are not decided, or all, by when they were opened, newest first, after a place in that order."""
        return await self.many(disputes_opened(closed_too, after, limit))


class TipRows(Aggregates[TipId, Tip]):
    """Tips."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, TIP)

    async def of_booking(self, booking: BookingId) -> Sequence[Tip]:
        """A booking's tips, oldest first."""
        row: Any = TipRow
        return await self.many(row.select(row.doc).where(row.booking == booking).order_by(row.asked_at, row.id))
