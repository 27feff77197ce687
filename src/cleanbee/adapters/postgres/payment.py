"""Cards, payments and operations as rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from piccolo.columns.combination import WhereRaw

from cleanbee.adapters.postgres.aggregates import Aggregates, Question, Shape
from cleanbee.adapters.postgres.tables import CardRow, OperationRow, PaymentRow
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import BookingId, CardId, CustomerId, OperationId, PaymentId, snake
from cleanbee.domain.payment.payment import Card, Operation, Payment, Sent, Succeeded, Unknown

UNFINISHED = ("planned", "sent", "unknown")

CARD = Shape(CardRow, Card, lambda one: (one.owner, one.removed_at is not None, one.saved_at))
PAYMENT = Shape(PaymentRow, Payment, lambda one: (one.booking, snake(type(one.phase).__name__)))
OPERATION = Shape(
    OperationRow,
    Operation,
    lambda one: (
        one.kind,
        one.intent,
        one.payment,
        one.booking,
        snake(type(one.phase).__name__),
        one.phase.next_at if isinstance(one.phase, Sent | Unknown) else None,
    ),
)


def charges_named(names: Sequence[str]) -> Any:
    """What asks for those that take; the kinds stand in the words of the index, else a plan for any kind misses it."""
    row: Any = OperationRow
    took = WhereRaw("doc ->> 'provider_id' = ANY({}) AND kind IN ('capture', 'charge')", names)
    return row.select(row.doc).where(took)


def _cards_of(owner: UUID, removed: object) -> Any:
    row: Any = CardRow
    return row.select(row.doc).where((row.owner == owner) & (row.removed == removed)).order_by(row.saved_at, row.id)


def _payment_of(booking: UUID) -> Any:
    row: Any = PaymentRow
    return row.select(row.doc).where(row.booking == booking).limit(1)


_CARDS_OF = Question(_cards_of, UUID(int=0), False)
_PAYMENT_OF = Question(_payment_of, UUID(int=0))


class CardRows(Aggregates[CardId, Card]):
    """Saved cards."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, CARD)

    async def of(self, owner: CustomerId) -> Sequence[Card]:
        """A customer's cards that are not removed, oldest first."""
        return await self.all(_CARDS_OF, owner, False)


class PaymentRows(Aggregates[PaymentId, Payment]):
    """Payments, one a booking."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, PAYMENT)

    async def newest(self, limit: int) -> Sequence[Payment]:
        """The payments that came last, the newest first."""
        row: Any = PaymentRow
        return await self.many(row.select(row.doc).order_by(row.id, ascending=False).limit(limit))

    async def of_booking(self, booking: BookingId) -> Payment | None:
        """The booking's payment."""
        return await self.one(_PAYMENT_OF, booking)

    async def of_bookings(self, bookings: Collection[BookingId]) -> Sequence[Payment]:
        """The payments of these bookings, by id, in one question."""
        if not bookings:
            return ()
        row: Any = PaymentRow
        return await self.many(row.select(row.doc).where(row.booking.is_in(sorted(set(bookings)))).order_by(row.id))


class OperationRows(Aggregates[OperationId, Operation]):
    """Intended effects at the gateway; the intent is unique for ever."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, OPERATION)

    async def of_booking(self, booking: BookingId) -> Sequence[Operation]:
        """A booking's operations, oldest first."""
        row: Any = OperationRow
        return await self.many(row.select(row.doc).where(row.booking == booking).order_by(row.id))

    async def by_intent(self, intent: str) -> Operation | None:
        """The operation with this intent."""
        return await self.first(OperationRow.intent == intent)

    async def of_card(self, mark: str, limit: int) -> Sequence[Operation]:
        """The authorisations of a card by its mark (``Card.mark``), the newest first."""
        row: Any = OperationRow
        named = WhereRaw("doc ->> 'card' = {}", mark)
        query = row.select(row.doc).where(named & (row.kind == "authorise"))
        return await self.many(query.order_by(row.id, ascending=False).limit(limit))

    async def of_charge(self, charge: str) -> Operation | None:
        """The capture or charge that took money under this name of the gateway's; the one that took it, if any did."""
        return (await self.of_charges((charge,))).get(charge)

    async def of_charges(self, charges: Collection[str]) -> Mapping[str, Operation]:
        """By the gateway's name, what ``of_charge`` says of each; names that nobody here knows are left out."""
        found = await self.many(charges_named(sorted(set(charges)))) if charges else ()
        best_last = sorted(found, key=lambda one: (not isinstance(one.phase, Succeeded), one.id), reverse=True)
        return {one.provider_id: one for one in best_last if one.provider_id is not None}

    async def next_due(self) -> datetime | None:
        """When the earliest call that waits for its next try is due."""
        row: Any = OperationRow
        waiting = row.select(row.due_at).where(row.phase.is_in(list(UNFINISHED)) & row.due_at.is_not_null())
        return await self.value(waiting.order_by(row.due_at).limit(1))

    async def unfinished(self, now: datetime, limit: int) -> Sequence[Operation]:
        """Planned, sent or unknown operations that are due at ``now``, oldest first."""
        row: Any = OperationRow
        query = (
            row.select(row.doc)
            .where(row.phase.is_in(list(UNFINISHED)))
            .where(row.due_at.is_null() | (row.due_at <= now))
        )
        return await self.many(query.order_by(row.id).limit(limit))
