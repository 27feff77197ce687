"""Extra time: the cleaner asks on site, the customer agrees and pays for it."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.booking.booking import AtDoor, Booking, InProgress
from cleanbee.domain.booking.extra import approve_extra, ask_extra, extra_of, longer, reach, room_min
from cleanbee.domain.kernel import Granted, OperationId, Refusal, Refused
from cleanbee.domain.payment.extra_charge import extra_charge
from cleanbee.domain.payment.operation import sent_at_birth
from cleanbee.domain.payment.payment import Operation
from cleanbee.domain.payment.plan import may_go_on
from cleanbee.domain.platform.once import Once
from cleanbee.domain.pricing.price import price_of
from cleanbee.domain.pricing.quote import PayAboveNet
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_at_bank import turn_at_bank
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked, turn_booking
from cleanbee.ports.inbound.booking.visitor import visitor
from cleanbee.ports.inbound.payment.settle_operation import SettleOperation
from cleanbee.ports.inbound.platform.scene import Scene
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work


class ExtraTimeWanted(BookingAsked, frozen=True, kw_only=True):
    """So many minutes more: 15, 30, 45 or 60."""

    minutes: int


@dataclass(frozen=True)
class AskExtraTime:
    """At the door or at work: the cleaner asks for more time, at the rates that the sale has pinned."""

    store: Store

    async def __call__(self, ask: ExtraTimeWanted, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking with what is asked for."""

        async def decide(work: Work, scene: Scene) -> Granted[Booking] | Refused[Refusal]:
            booking = scene.booking
            secured = may_go_on(booking, await work.payments.of_booking(booking.id))
            quote = await work.quotes.find(booking.quote)
            assert quote is not None, "every booking has its quote"
            price = price_of(ask.minutes, (), await work.books.price_book(quote.book), short_notice=False)
            if isinstance(price, PayAboveNet):
                return Refused(why=price)
            extra = extra_of(ask.minutes, price, scene.now)
            room, at = await _room(work, scene), (scene.policy, scene.now)
            return ask_extra(booking, visitor(ask.actor), extra, room, at, secured=secured)

        return await turn_booking(self.store, ask, "ask_extra_time", once, decide)


@dataclass(frozen=True)
class ApproveExtraTime:
    """The customer agrees: the cleaner's time is kept and the card is asked, with the customer here."""

    store: Store
    ids: Ids
    settle: SettleOperation

    async def __call__(self, ask: BookingAsked, once: Once | None = None) -> BookingView | Refused[Refusal]:
        """The booking after the bank's answer."""
        return await turn_at_bank(self.store, self.settle, ask, "approve_extra_time", once, self._approved)

    async def _approved(
        self, work: Work, scene: Scene, planned: list[Operation]
    ) -> Granted[Booking] | Refused[Refusal]:
        booking = scene.booking
        payment = await work.payments.of_booking(booking.id)
        assert payment is not None, "every booking has its payment"
        card = await work.cards.find(payment.card)
        assert card is not None, "cards are never deleted"
        id, at = OperationId(self.ids.new()), (scene.policy, scene.now)
        room = await _room(work, scene)
        granted = approve_extra(booking, id, room, at, secured=may_go_on(booking, payment))
        if isinstance(granted, Refused):
            return granted
        extra, claim = granted.value.extra, await _claim(work, booking)
        assert extra is not None and claim is not None, "extra time is granted to who is at work"
        await work.claims.replace(claim, longer(claim, extra.minutes))
        sent = sent_at_birth(extra_charge(id, payment, extra, card), scene.now)
        await work.operations.add(sent)
        planned.append(sent)
        return granted


async def _claim(work: Work, booking: Booking) -> Claim | None:
    phase = booking.phase
    return await work.claims.find(phase.claim) if isinstance(phase, AtDoor | InProgress) else None


async def _room(work: Work, scene: Scene) -> int:
    """How much more there is before the cleaner's next visit; the cleaner is locked, so it stays so."""
    claim = await _claim(work, scene.booking)
    if claim is None:
        return 0
    others = await work.claims.within([claim.cleaner], reach(claim))
    return room_min(claim, tuple(others), scene.now)
