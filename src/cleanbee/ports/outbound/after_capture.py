"""Where is kept what may follow a capture: refunds, what banks take back, tips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cleanbee.domain.kernel import BookingId, DisputeId, RefundId, TipId
from cleanbee.domain.payment.dispute import Dispute
from cleanbee.domain.payment.refund import Refund
from cleanbee.domain.payment.tip import Tip
from cleanbee.ports.outbound.kept import Kept, Place


class Refunds(Kept[RefundId, Refund], Protocol):
    """Refunds; a booking may have several."""

    async def of_booking(self, booking: BookingId) -> Sequence[Refund]:
        """A booking's refunds, oldest first."""
        ...

    async def asked(self, phase: str | None, after: Place | None, limit: int) -> Sequence[Refund]:
        """Everybody's in one phase or all, by when they were asked for, newest first, after a place in that order."""
        ...


class Disputes(Kept[DisputeId, Dispute], Protocol):
    """Charges that banks took back, each once by the gateway's name of the dispute."""

    async def named(self, name: str) -> Dispute | None:
        """The dispute of this name of the gateway's."""
        ...

    async def of_booking(self, booking: BookingId) -> Sequence[Dispute]:
        """A booking's disputes, oldest first."""
        ...

    async def opened(self, *, closed_too: bool, after: Place | None, limit: int) -> Sequence[Dispute]:
        """Those that are not decided, or all, by when they were opened, newest first, after a place in that order."""
        ...


class Tips(Kept[TipId, Tip], Protocol):
    """Tips; a booking may have several."""

    async def of_booking(self, booking: BookingId) -> Sequence[Tip]:
        """A booking's tips, oldest first."""
        ...
