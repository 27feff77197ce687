"""Booking and money in one decision: the clean is placed, and its card is held now or later."""

from __future__ import annotations

from datetime import timedelta

from cleanbee.domain.availability.claim import Booked, Claim, Hold, SlotTaken, TooManyHolds
from cleanbee.domain.availability.slot import SlotExpired
from cleanbee.domain.booking.booking import Anyone, AwaitingCard, Booking, CardNotSaved, Confirmed, QuoteExpired
from cleanbee.domain.booking.place import Placement, place
from cleanbee.domain.kernel import Granted, Money, NotFound, OperationId, PaymentId, Refused, Value, with_
from cleanbee.domain.payment.operation import Asking, plan
from cleanbee.domain.payment.payment import (
    Authorizing,
    Card,
    CardSaved,
    Operation,
    Payment,
    WindowTooLong,
)
from cleanbee.domain.payment.plan import HoldNow, absent_timers, plan_hold

SecureRefusal = SlotTaken | QuoteExpired | SlotExpired | NotFound | CardNotSaved | WindowTooLong | TooManyHolds


class Secured(Value, frozen=True, kw_only=True):
    """A placed booking with its money: the claim as it is to be kept (none while nobody is promised yet)."""

    booking: Booking
    claim: Claim | None
    payment: Payment
    operation: Operation | None


def secure(
    p: Placement,
    card: Card | None,
    payment_id: PaymentId,
    operation_id: OperationId,
    credit: Money | None = None,
) -> Granted[Secured] | Refused[SecureRefusal]:
    """Place, and plan the hold: ask the gateway now (the booking awaits the card), or set the later dates.

    Where nobody is free the card is held now only if anyone will do: then somebody is asked once it is. Who named
    somebody has to take another slot. What is paid by ``credit`` the card is not asked for.
    """
    if card is None or card.owner != p.customer or card.removed_at is not None:
        return Refused(why=CardNotSaved())
    planned = plan_hold(p.slot.window.start, p.quote.minutes, p.policy, p.now)
    if isinstance(planned, Refused):
        return planned
    hold = planned.value
    if isinstance(hold, HoldNow) and p.claim is None and not isinstance(p.wish, Anyone):
        return Refused(why=SlotTaken())
    if isinstance(hold, HoldNow) and p.other_holds >= p.policy.most_holds:
        return Refused(why=TooManyHolds(most=p.policy.most_holds))
    placed = place(p, card_later=not isinstance(hold, HoldNow))
    if isinstance(placed, Refused):
        return placed
    booking = placed.value
    payment = Payment(
        id=payment_id,
        booking=booking.id,
        customer=booking.customer,
        card=card.id,
        amount=booking.price.total if credit is None else booking.price.total - credit,
        phase=CardSaved(),
        by_credit=credit,
    )
    operation: Operation | None = None
    timers = placed.timers
    if isinstance(hold, HoldNow):
        payment = with_(payment, phase=Authorizing(operation=operation_id))
        operation = plan(operation_id, "authorise", payment, payment.amount, card, by=Asking(at=p.now, present=True))
    else:
        timers = (*timers, *absent_timers(payment, hold))
    secured = Secured(booking=booking, claim=_claim(p, booking), payment=payment, operation=operation)
    return Granted(value=secured, events=placed.events, timers=timers)


def _claim(p: Placement, booking: Booking) -> Claim | None:
    if p.claim is None:
        return None
    match booking.phase:
        case AwaitingCard():
            until = p.now + timedelta(minutes=p.policy.hold_min)
            use = Hold(holder=p.quote.id, customer=p.customer, until=until)
            return with_(p.claim, use=use)
        case Confirmed():
            return with_(p.claim, use=Booked(booking=booking.id))
        case _:
            return None
