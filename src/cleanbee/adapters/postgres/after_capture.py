"""What may follow a capture, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleanbee.adapters.postgres.aggregates import Aggregates, Shape
from cleanbee.adapters.postgres.tables import RefundRow
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import BookingId, RefundId
from cleanbee.domain.payment.refund import Refund
from cleanbee.ports.outbound.kept import Place

REFUND = Shape(RefundRow, Refund, lambda one: (one.booking, one.phase_word, one.asked_at))


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
