"""Cards, payments and operations in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from cleanbee.adapters.memory.aggregates import Aggregates
from cleanbee.adapters.memory.rows import Table
from cleanbee.domain.kernel import BookingId, CardId, CustomerId, OperationId, PaymentId
from cleanbee.domain.payment.payment import Card, Operation, Payment, Sent, Succeeded, Unknown

TAKES = ("capture", "charge")


def cards() -> Table[CardId, Card]:
    """The table of saved cards."""
    return Table("card", index={"owner": lambda card: card.owner})


def payments() -> Table[PaymentId, Payment]:
    """The table of payments, one a booking."""
    return Table("payment", unique={"payment_per_booking": lambda payment: payment.booking})


def operations() -> Table[OperationId, Operation]:
    """The table of intended effects; an intent is unique for ever."""
    return Table(
        "payment_operation",
        unique={"operation_intent": lambda one: one.intent},
        index={
            "open": lambda one: None if one.finished else True,
            "booking": lambda one: one.booking,
            "card": lambda one: one.card or None,
            "charge": _charge,
        },
    )


def _charge(one: Operation) -> str | None:
    return one.provider_id if one.kind in TAKES else None


def _took_first(one: Operation) -> tuple[bool, OperationId]:
    return not isinstance(one.phase, Succeeded), one.id


class MemoryCards(Aggregates[CardId, Card]):
    """Saved cards."""

    async def of(self, owner: CustomerId) -> Sequence[Card]:
        """A customer's cards that are not removed, oldest first."""
        await self._unit.turn()
        kept = [card for card in self._rows.where("owner", owner) if card.removed_at is None]
        return sorted(kept, key=lambda card: (card.saved_at, card.id))


class MemoryPayments(Aggregates[PaymentId, Payment]):
    """Payments, one a booking."""

    async def newest(self, limit: int) -> Sequence[Payment]:
        """The payments that came last, the newest first."""
        await self._unit.turn()
        return sorted(self._rows.all(), key=lambda one: one.id, reverse=True)[:limit]

    async def of_booking(self, booking: BookingId) -> Payment | None:
        """The booking's payment."""
        await self._unit.turn()
        return next(iter(self._rows.where("payment_per_booking", booking)), None)

    async def of_bookings(self, bookings: Collection[BookingId]) -> Sequence[Payment]:
        """The payments of these bookings, by id, in one question."""
        await self._unit.turn()
        found = [one for booking in set(bookings) for one in self._rows.where("payment_per_booking", booking)]
        return sorted(found, key=lambda one: one.id)


class MemoryOperations(Aggregates[OperationId, Operation]):
    """Intended effects at the gateway."""

    async def by_intent(self, intent: str) -> Operation | None:
        """The operation with this intent."""
        await self._unit.turn()
        return next(iter(self._rows.where("operation_intent", intent)), None)

    async def of_booking(self, booking: BookingId) -> Sequence[Operation]:
        """A booking's operations, oldest first."""
        await self._unit.turn()
        return sorted(self._rows.where("booking", booking), key=lambda one: one.id)

    async def of_card(self, mark: str, limit: int) -> Sequence[Operation]:
        """The authorisations of a card by its mark (``Card.mark``), the newest first."""
        await self._unit.turn()
        asked = (one for one in self._rows.where("card", mark) if one.kind == "authorise")
        return sorted(asked, key=lambda one: one.id, reverse=True)[:limit]

    async def of_charge(self, charge: str) -> Operation | None:
        """The capture or charge that took money under this name of the gateway's; the one that took it, if any did."""
        return (await self.of_charges((charge,))).get(charge)

    async def of_charges(self, charges: Collection[str]) -> Mapping[str, Operation]:
        """By the gateway's name, what ``of_charge`` says of each; names that nobody here knows are left out."""
        await self._unit.turn()
        found = {name: self._rows.where("charge", name) for name in charges}
        return {name: min(takes, key=_took_first) for name, takes in found.items() if takes}

    async def next_due(self) -> datetime | None:
        """When the earliest call that waits for its next try is due."""
        await self._unit.turn()
        waiting = (one.phase for one in self._rows.where("open", True))
        return min((phase.next_at for phase in waiting if isinstance(phase, Sent | Unknown)), default=None)

    async def unfinished(self, now: datetime, limit: int) -> Sequence[Operation]:
        """Planned, sent or unknown operations that are due at ``now``, oldest first."""
        await self._unit.turn()
        due = [one for one in self._rows.where("open", True) if one.due(now)]
        return sorted(due, key=lambda one: one.id)[:limit]
