"""What may follow a capture, in memory."""

from __future__ import annotations

from collections.abc import Sequence

from cleanbee.adapters.memory.aggregates import Aggregates
from cleanbee.adapters.memory.rows import Table
from cleanbee.domain.kernel import BookingId, DisputeId, RefundId, TipId
from cleanbee.domain.payment.dispute import Dispute
from cleanbee.domain.payment.refund import Refund
from cleanbee.domain.payment.tip import Tip
from cleanbee.ports.outbound.kept import Place


def refunds() -> Table[RefundId, Refund]:
    """The table of refunds."""
    return Table("refund", index={"booking": lambda one: one.booking})


class MemoryRefunds(Aggregates[RefundId, Refund]):
    """Refunds."""

    async def of_booking(self, booking: BookingId) -> Sequence[Refund]:
        """A booking's refunds, oldest first."""
        await self._unit.turn()
        return sorted(self._rows.where("booking", booking), key=lambda one: (one.asked_at, one.id))

    async def asked(self, phase: str | None, after: Place | None, limit: int) -> Sequence[Refund]:
        """Everybody's in one phase or all, by when they were asked for, newest first, after a place in that order."""
        await self._unit.turn()
        found = (one for one in self._rows.all() if phase is None or one.phase_word == phase)
        rest = [one for one in found if after is None or (one.asked_at, one.id) < (after.at, after.id)]
        return sorted(rest, key=lambda one: (one.asked_at, one.id), reverse=True)[:limit]


def disputes() -> Table[DisputeId, Dispute]:
    """The table of disputes, each once by the gateway's name."""
    return Table("dispute", unique={"dispute_named": lambda one: one.name}, index={"booking": lambda one: one.booking})


class MemoryDisputes(Aggregates[DisputeId, Dispute]):
    """Disputes."""

    async def named(self, name: str) -> Dispute | None:
        """The dispute of this name of the gateway's."""
        await self._unit.turn()
        return next(iter(self._rows.where("dispute_named", name)), None)

    async def of_booking(self, booking: BookingId) -> Sequence[Dispute]:
        """A booking's disputes, oldest first."""
        await self._unit.turn()
        return sorted(self._rows.where("booking", booking), key=lambda one: (one.opened_at, one.id))

    async def opened(self, *, closed_too: bool, after: Place | None, limit: int) -> Sequence[Dispute]:
        """Those that are not decided, or all, by when they were opened, newest first, after a place in that order."""
        await self._unit.turn()
        found = (one for one in self._rows.all() if closed_too or one.open)
        rest = [one for one in found if after is None or (one.opened_at, one.id) < (after.at, after.id)]
        return sorted(rest, key=lambda one: (one.opened_at, one.id), reverse=True)[:limit]


def tips() -> Table[TipId, Tip]:
    """The table of tips."""
    return Table("tip", index={"booking": lambda one: one.booking})


class MemoryTips(Aggregates[TipId, Tip]):
    """Tips."""

    async def of_booking(self, booking: BookingId) -> Sequence[Tip]:
        """A booking's tips, oldest first."""
        await self._unit.turn()
        return sorted(self._rows.where("booking", booking), key=lambda one: (one.asked_at, one.id))
