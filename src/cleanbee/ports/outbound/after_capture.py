"""Where is kept what may follow a capture: refunds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cleanbee.domain.kernel import BookingId, RefundId
from cleanbee.domain.payment.refund import Refund
from cleanbee.ports.outbound.kept import Kept, Place


class Refunds(Kept[RefundId, Refund], Protocol):
    """Refunds; a booking may have several."""

    async def of_booking(self, booking: BookingId) -> Sequence[Refund]:
        """A booking's refunds, oldest first."""
        ...

    async def asked(self, phase: str | None, after: Place | None, limit: int) -> Sequence[Refund]:
        """Everybody's in one phase or all, by when they were asked for, newest first, after a place in that order."""
        ...
