"""Money's own moments: try the card, call the clean off, take the money, let it go."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import (
    AtDoor,
    AwaitingChoice,
    Booking,
    Completed,
    Confirmed,
    EnRoute,
    InProgress,
    LockedOut,
    Offered,
    Requested,
)
from cleanbee.domain.booking.cancel import Fee, cancel, no_fee
from cleanbee.domain.booking.override import vouched
from cleanbee.domain.booking.reckoning import owes
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import (
    CleanerId,
    Event,
    Granted,
    JournalId,
    Money,
    NoTimer,
    OperationId,
    Timer,
    Value,
    evolve,
    with_,
)
from cleanbee.domain.payment import books
from cleanbee.domain.payment.events import PaymentOwed
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.operation import plan, planned_event
from cleanbee.domain.payment.payment import (
    ActionRequired,
    Authorized,
    Authorizing,
    Capturing,
    Card,
    CardSaved,
    Declined,
    Lapsed,
    Operation,
    Owed,
    Payment,
    Released,
    Voiding,
)
from cleanbee.domain.payment.plan import (
    CAPTURE,
    LAPSE,
    RELEASE,
    TRY,
    HoldAt,
    capture_timer,
    plan_hold,
    release_at,
    unpaid_pay,
)
from cleanbee.domain.platform.policy import Policy

MOST_ABSENT_TRIES = 4
ALIVE = Requested | Offered | AwaitingChoice | Confirmed | EnRoute | AtDoor | InProgress


class Due(Value, frozen=True, kw_only=True):
    """What a due moment brought, absent where nothing changed; ``release`` lets go of a hold that is not used."""

    payment: Payment
    booking: Booking | None = None
    operation: Operation | None = None
    release: Operation | None = None
    journals: tuple[Journal, ...] = ()


def nothing(payment: Payment) -> Granted[Due]:
    """The moment came and there is nothing to do any more."""
    return Granted(value=Due(payment=payment))


def forget(payment: Payment, now: datetime) -> Granted[Due]:
    """There is nothing to pay any more; an answer that still comes lets its hold go by itself."""
    if not isinstance(payment.phase, CardSaved | Declined | ActionRequired):
        return nothing(payment)
    return Granted(value=Due(payment=evolve(payment, phase=Released(at=now))))


def authorise(payment: Payment, card: Card, operation: OperationId, *, present: bool) -> Granted[Due]:
    """Ask the bank to hold the amount; with the customer absent at most four times."""
    if not isinstance(payment.phase, CardSaved | Declined | ActionRequired | Lapsed | Owed):
        return nothing(payment)
    if not present and payment.tries >= MOST_ABSENT_TRIES:
        return nothing(payment)
    asked = plan(operation, "authorise", payment, payment.amount, card, present=present)
    onward = evolve(
        payment,
        phase=Authorizing(operation=asked.id),
        card=card.id,
        tries=payment.tries if present else payment.tries + 1,
    )
    return Granted(value=Due(payment=onward, operation=asked), events=(planned_event(asked, onward),))


def try_due(payment: Payment, booking: Booking, card: Card, operation: OperationId) -> Granted[Due]:
    """A rung of the ladder: try again, unless the clean is over or the card wants its owner."""
    if not isinstance(booking.phase, ALIVE):
        return nothing(payment)
    return authorise(payment, card, operation, present=False)


def release_due(payment: Payment, booking: Booking, journal: JournalId, policy: Policy, now: datetime) -> Granted[Due]:
    """The deadline for the card has come: without a hold the clean is called off, and the cleaner is compensated.

    Not where the office has vouched for the money: then the card is asked once the work is done.
    """
    if vouched(booking, "money"):
        return nothing(payment)
    if isinstance(payment.phase, Authorizing):
        again = Timer(kind=RELEASE, subject=payment.id, due_at=now + timedelta(minutes=15))
        return Granted(value=Due(payment=payment), timers=(again,))
    if not isinstance(payment.phase, CardSaved | Declined | ActionRequired | Lapsed):
        return nothing(payment)
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


def work_done(payment: Payment, booking: Booking, journal: JournalId, policy: Policy, now: datetime) -> Granted[Due]:
    """The visit is over (or nobody opened): the shares are earned, and the capture is dated."""
    assert isinstance(booking.phase, Completed | LockedOut), "only done work is earned"
    entry = books.earned(journal, booking, booking.phase.cleaner, now)
    timers = (capture_timer(payment, now, policy),)
    return Granted(value=Due(payment=payment, journals=(entry,)), timers=timers)


def capture_due(payment: Payment, booking: Booking, ids: tuple[OperationId, JournalId], now: datetime) -> Granted[Due]:
    """Take the money for done work out of the hold; without a hold the customer owes it, and the cleaner is covered."""
    operation, journal = ids
    if not isinstance(booking.phase, Completed | LockedOut):
        return nothing(payment)
    match payment.phase:
        case Authorized() as held:
            return _capture(payment, held, payment.amount, operation)
        case CardSaved() | Declined() | ActionRequired() | Lapsed():
            return _owed(payment, booking, booking.phase.cleaner, journal, now)
        case _:
            return nothing(payment)


def _owed(payment: Payment, booking: Booking, cleaner: CleanerId, journal: JournalId, now: datetime) -> Granted[Due]:
    owed = evolve(payment, phase=Owed(amount=payment.amount, since=now), covered=True)
    journals = () if payment.covered else (books.covered(journal, booking, cleaner, booking.price.cleaner, now),)
    news = PaymentOwed(payment=payment.id, booking=booking.id, customer=booking.customer, amount=payment.amount)
    return Granted(value=Due(payment=owed, journals=journals), events=(news,))


def lapse_due(
    payment: Payment, scene: tuple[Booking, Policy], card: Card, ids: tuple[OperationId, JournalId], now: datetime
) -> Granted[Due]:
    """The hold runs out soon: capture what is done, or hold anew once the old hold is gone, by the same deadline."""
    (booking, policy), (operation, journal) = scene, ids
    if not isinstance(payment.phase, Authorized):
        return nothing(payment)
    if isinstance(booking.phase, Completed | LockedOut):
        return capture_due(payment, booking, ids, now)
    held = payment.phase
    if now < held.capture_before:
        later = Timer(kind=LAPSE, subject=payment.id, due_at=held.capture_before)
        return Granted(value=Due(payment=payment), timers=(later,))
    entry = books.let_go(journal, operation, booking.id, held.amount, now)
    lapsed = evolve(payment, phase=Lapsed(at=now))
    if not isinstance(booking.phase, ALIVE):
        return Granted(value=Due(payment=lapsed, journals=(entry,)))
    again = authorise(lapsed, card, operation, present=False)
    due = Due(payment=with_version(again.value.payment, payment), operation=again.value.operation, journals=(entry,))
    decide = Timer(kind=RELEASE, subject=payment.id, due_at=max(release_at(booking.window.start, policy), now))
    return Granted(value=due, events=again.events, timers=(decide,))


def with_version(onward: Payment, kept: Payment) -> Payment:
    """Two steps taken in one unit are one replacement: the next version of what is kept."""
    return evolve(kept, phase=onward.phase, card=onward.card, tries=onward.tries, amount=onward.amount)


def moved(
    payment: Payment, booking: Booking, card: Card, ids: tuple[OperationId, OperationId], scene: tuple[Policy, datetime]
) -> Granted[Due]:
    """The clean has a new time, and the hold is planned anew for it.

    A hold that lives long enough stays; one that does not is let go. Then the card is asked now or two days ahead, as
    for a new booking, and the deadline for it moves along.
    """
    policy, now = scene
    fresh, letting_go = ids
    release: Operation | None = None
    match payment.phase:
        case Authorized() as held if held.capture_before >= _needed_until(booking, policy):
            return nothing(payment)
        case Authorized() as held:
            release = plan(letting_go, "void", payment, held.amount, held.provider_id)
        case CardSaved() | Declined() | ActionRequired() | Authorizing():
            pass
        case _:
            return nothing(payment)
    again = _planned_anew(payment, booking, card, fresh, scene)
    due = again.value
    decide = max(release_at(booking.window.start, policy), now + timedelta(minutes=policy.hold_min))
    events = again.events if release is None else (*again.events, planned_event(release, payment))
    return Granted(
        value=Due(payment=due.payment, operation=due.operation, release=release),
        events=events,
        timers=(*again.timers, Timer(kind=RELEASE, subject=payment.id, due_at=decide)),
    )


def _planned_anew(
    payment: Payment, booking: Booking, card: Card, fresh: OperationId, scene: tuple[Policy, datetime]
) -> Granted[Due]:
    """The card is asked now, or at its date; who is already being asked, or wants another card, is not asked again."""
    policy, now = scene
    if isinstance(payment.phase, Authorizing | ActionRequired):
        return nothing(payment)
    if isinstance(payment.phase, Declined) and payment.phase.kind != "try_again":
        return nothing(payment)
    planned = plan_hold(booking.window.start, booking.minutes, policy, now)
    later = planned.value if isinstance(planned, Granted) else None
    if isinstance(later, HoldAt):
        waiting = payment if isinstance(payment.phase, CardSaved) else evolve(payment, phase=CardSaved(), tries=0)
        return Granted(value=Due(payment=waiting), timers=(Timer(kind=TRY, subject=payment.id, due_at=later.at),))
    idle = with_(payment, phase=CardSaved())
    asked = plan(fresh, "authorise", idle, payment.amount, card, present=True)
    onward = evolve(payment, phase=Authorizing(operation=asked.id), card=card.id)
    return Granted(value=Due(payment=onward, operation=asked), events=(planned_event(asked, onward),))


def _needed_until(booking: Booking, policy: Policy) -> datetime:
    """How long a hold has to live: to the latest capture of this visit, with its margin."""
    minutes = policy.auto_complete_after_min + policy.capture_after_min + policy.capture_margin_min
    return booking.window.end + timedelta(minutes=minutes)


def cancelled(
    payment: Payment, booking: Booking, fee: Fee, ids: tuple[OperationId, JournalId], card: Card | None, now: datetime
) -> Granted[Due]:
    """The clean was cancelled: a fee is taken out of the hold or charged, a hold without a fee is let go."""
    operation, journal = ids
    cleaner = getattr(booking.phase, "cleaner", None)
    journals = (books.fee(journal, booking, fee, cleaner, now),) if owes(fee, cleaner) else ()
    timers = tuple(NoTimer(kind=kind, subject=payment.id) for kind in (TRY, RELEASE, CAPTURE))
    done = _take_or_let_go(payment, fee, operation, card, now)
    due = done.value
    return Granted(
        value=Due(payment=due.payment, operation=due.operation, journals=journals), events=done.events, timers=timers
    )


def _take_or_let_go(
    payment: Payment, fee: Fee, operation: OperationId, card: Card | None, now: datetime
) -> Granted[Due]:
    match payment.phase:
        case Authorized() as held if not fee.amount.is_zero:
            return _capture(payment, held, fee.amount, operation)
        case Authorized() as held:
            void = plan(operation, "void", payment, held.amount, held.provider_id)
            onward = evolve(payment, phase=Voiding(operation=void.id, held=held.amount, provider_id=held.provider_id))
            return Granted(value=Due(payment=onward, operation=void), events=(planned_event(void, onward),))
        case CardSaved() if not fee.amount.is_zero and card is not None:
            charged = evolve(payment, amount=fee.amount)
            asked = authorise(charged, card, operation, present=False)
            due = asked.value
            return Granted(
                value=Due(payment=with_version(due.payment, payment), operation=due.operation), events=asked.events
            )
        case CardSaved() | Declined() | ActionRequired():
            return Granted(value=Due(payment=evolve(payment, phase=Released(at=now))))
        case _:
            return nothing(payment)


def _capture(payment: Payment, held: Authorized, amount: Money, operation: OperationId) -> Granted[Due]:
    taken = plan(operation, "capture", payment, amount.least(held.amount), held.provider_id)
    phase = Capturing(operation=taken.id, amount=taken.amount, held=held.amount, provider_id=held.provider_id)
    onward = evolve(payment, phase=phase)
    events: tuple[Event, ...] = (planned_event(taken, onward),)
    return Granted(value=Due(payment=onward, operation=taken), events=events)
