"""Up the ladder: a card is asked, with its owner or without; a clean is let go whose card was not secured in time."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.booking.booking import AtDoor, AwaitingCard, Booking, Confirmed, EnRoute
from cleanbee.domain.booking.cancel import cancel, no_fee
from cleanbee.domain.booking.override import vouched
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import Granted, JournalId, NoTimer, OperationId, Timer, Value, evolve, with_
from cleanbee.domain.payment import books
from cleanbee.domain.payment.due import ALIVE, Due, nothing
from cleanbee.domain.payment.events import PaymentDeclined, PaymentInDoubt
from cleanbee.domain.payment.operation import Asking, plan, planned_event
from cleanbee.domain.payment.payment import (
    ActionRequired,
    Authorizing,
    Card,
    CardSaved,
    Declined,
    Lapsed,
    Operation,
    Owed,
    Payment,
    Released,
    Unknown,
)
from cleanbee.domain.payment.plan import RELEASE, TRY, grace, secured_by, unpaid_pay
from cleanbee.domain.payment.rung import CardsAsked, card_for, last_no, next_rung, next_try
from cleanbee.domain.platform.policy import Policy


class Climb(Value, frozen=True, kw_only=True):
    """What a card is asked by: the clean, the policy it was sold under, what can be asked, and when."""

    booking: Booking
    policy: Policy
    wallet: CardsAsked
    now: datetime


def authorise(payment: Payment, card: Card, operation: OperationId, by: Asking) -> Granted[Due]:
    """Ask the bank to hold the amount on this card; how often that may be done absent is for the ladder to say.

    For a debt it is asked for just what is owed, which may be a fee and less than the price.
    """
    if not isinstance(payment.phase, CardSaved | Declined | ActionRequired | Lapsed | Owed):
        return nothing(payment)
    amount = payment.phase.amount if isinstance(payment.phase, Owed) else payment.amount
    asked = plan(operation, "authorise", payment, amount, card, by=by)
    onward = evolve(
        payment,
        phase=Authorizing(operation=asked.id),
        amount=amount,
        card=card.id,
        tries=payment.tries if by.present else payment.tries + 1,
    )
    return Granted(value=Due(payment=onward, operation=asked), events=(planned_event(asked, onward),))


def try_due(payment: Payment, climb: Climb, operation: OperationId) -> Granted[Due]:
    """A rung of the ladder: try again, unless the clean is over or the bank just now waits for the customer."""
    if not isinstance(climb.booking.phase, ALIVE) or not isinstance(payment.phase, CardSaved | Declined | Lapsed):
        return nothing(payment)
    return ask_absent(payment, climb, operation)


def ask_absent(payment: Payment, climb: Climb, operation: OperationId) -> Granted[Due]:
    """Ask the card that may be asked without its owner; where none may be, the customer is told, and has the link."""
    card = card_for(payment, climb.wallet, climb.policy.ladder, climb.now)
    if card is None:
        return _told(payment, climb)
    return authorise(payment, card, operation, Asking(at=climb.now, present=False))


def _told(payment: Payment, climb: Climb) -> Granted[Due]:
    ladder, start, now = climb.policy.ladder, climb.booking.window.start, climb.now
    no = last_no(climb.wallet.cards[0].mark, payment.id, climb.wallet.tried) or "try_again"
    phase = Declined(kind=no, next_try=next_try(payment, start, climb.wallet, ladder, now))
    news = PaymentDeclined(
        payment=payment.id,
        booking=climb.booking.id,
        customer=climb.booking.customer,
        kind_of_decline=no,
        decided_at=secured_by(climb.booking, climb.policy),
    )
    onward = payment if payment.phase == phase else evolve(payment, phase=phase)
    return Granted(value=Due(payment=onward), events=(news,), timers=rung_timer(onward, climb))


def rung_timer(payment: Payment, climb: Climb) -> tuple[Timer, ...]:
    """The next rung is waited for, whoever may be asked then; not while a slot is kept for the card."""
    rung = next_rung(climb.booking.window.start, climb.now, climb.policy.ladder)
    if rung is None or isinstance(climb.booking.phase, AwaitingCard):
        return ()
    return (Timer(kind=TRY, subject=payment.id, due_at=rung),)


def release_due(
    payment: Payment, booking: Booking, asked: Operation | None, ids: JournalId, scene: tuple[Policy, datetime]
) -> Granted[Due]:
    """The deadline for the card has come: without a hold the clean is called off, and the cleaner is compensated.

    Not where the office has vouched for the money: then the card is asked once the work is done. An attempt that is
    open just now gets its grace. What nobody knows is our doubt: the slot is kept, and a human called.
    """
    policy, now = scene
    if vouched(booking, "money") or not isinstance(booking.phase, ALIVE):
        return nothing(payment)
    match payment.phase:
        case Authorizing() if asked is not None and isinstance(asked.phase, Unknown):
            return _in_doubt(payment, booking, policy, now)
        case Authorizing() | ActionRequired() if payment.grace_until is None:
            until = now + grace(policy)
            return Granted(
                value=Due(payment=evolve(payment, grace_until=until)),
                timers=(Timer(kind=RELEASE, subject=payment.id, due_at=until),),
            )
        case Authorizing():
            return _in_doubt(payment, booking, policy, now)
        case CardSaved() | Declined() | ActionRequired() | Lapsed():
            return _released(payment, booking, ids, policy, now)
        case _:
            return nothing(payment)


def _in_doubt(payment: Payment, booking: Booking, policy: Policy, now: datetime) -> Granted[Due]:
    again = Timer(kind=RELEASE, subject=payment.id, due_at=now + grace(policy))
    if payment.doubt_since is not None:
        return Granted(value=Due(payment=payment), timers=(again,))
    doubted = evolve(payment, doubt_since=now)
    news = PaymentInDoubt(payment=payment.id, booking=booking.id, customer=booking.customer)
    return Granted(value=Due(payment=doubted), events=(news,), timers=(again,))


def _released(payment: Payment, booking: Booking, journal: JournalId, policy: Policy, now: datetime) -> Granted[Due]:
    cancelled = cancel(booking, no_fee(booking, "card_not_secured"), "system", "card_not_secured", now)
    if not isinstance(cancelled, Granted):
        return nothing(payment)
    cleaner = cleaner_of(booking) if isinstance(booking.phase, Confirmed | EnRoute | AtDoor) else None
    pay = unpaid_pay(booking.price, policy)
    owing = cleaner is not None and not pay.is_zero
    journals = (books.cover(journal, booking, cleaner, pay, now),) if cleaner is not None and owing else ()
    released = evolve(payment, phase=Released(at=now))
    due = Due(payment=released, booking=cancelled.value, journals=journals)
    timers = (*cancelled.timers, NoTimer(kind=TRY, subject=payment.id))
    return Granted(value=due, events=cancelled.events, timers=timers)


def settled_doubt(payment: Payment) -> Payment:
    """A doubt ends with the asking: whatever came of it is known."""
    if payment.doubt_since is None or isinstance(payment.phase, Authorizing):
        return payment
    return with_(payment, doubt_since=None)
