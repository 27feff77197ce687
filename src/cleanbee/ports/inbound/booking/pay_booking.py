"""The customer tries again, perhaps with another card."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking, CardNotSaved
from cleanbee.domain.kernel import CardId, Granted, OperationId, Refusal, Refused
from cleanbee.domain.payment.climb import authorise
from cleanbee.domain.payment.operation import Asking, sent_at_birth
from cleanbee.domain.payment.payment import NothingToPay, Operation
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_at_bank import turn_at_bank
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.payment.settle_operation import SettleOperation
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work


class PayAsked(BookingAsked, frozen=True, kw_only=True):
    """Hold the amount on this card, now, while I am here."""

    card: CardId


@dataclass(frozen=True)
class PayBooking:
    """A declined, acting or waiting payment is tried with the customer present."""

    store: Store
    ids: Ids
    settle: SettleOperation

    async def __call__(self, ask: PayAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking after the bank's answer."""

        async def decide(work: Work, scene: Scene, planned: list[Operation]) -> Granted[Booking] | Refused[Refusal]:
            payment = await work.payments.of_booking(scene.booking.id)
            card = await work.cards.find(ask.card)
            assert payment is not None, "every booking has its payment"
            if card is None or card.owner != scene.booking.customer or card.removed_at is not None:
                return Refused(why=CardNotSaved())
            granted = authorise(payment, card, OperationId(self.ids.new()), Asking(at=scene.now, present=True))
            due = granted.value
            if due.operation is None:
                return Refused(why=NothingToPay())
            sent = sent_at_birth(due.operation, scene.now)
            await work.payments.replace(payment, due.payment)
            await work.operations.add(sent)
            planned.append(sent)
            return Granted(value=scene.booking)

        return await turn_at_bank(self.store, self.settle, ask, "pay", once, decide)
