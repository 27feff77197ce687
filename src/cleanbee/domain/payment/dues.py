"""Money's own moments: try the card, call the clean off, take the money, let it go."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import (
    Booking,
    Completed,
    LockedOut,
)
from cleanbee.domain.booking.cancel import Fee
from cleanbee.domain.booking.reckoning import owes
from cleanbee.domain.kernel import (
    CleanerId,
    Event,
    Granted,
    JournalId,
    Money,
    NoTimer,
    OperationId,
    Timer,
    evolve,
    with_,
)
from cleanbee.domain.payment import books
from cleanbee.domain.payment.climb import Climb, ask_absent, authorise, rung_timer
from cleanbee.domain.payment.due import ALIVE, Due, nothing, with_version
from cleanbee.domain.payment.events import PaymentOwed
from cleanbee.domain.payment.operation import Asking, plan, planned_event
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
    grace,
    plan_hold,
    release_at,
)
from cleanbee.domain.payment.rung import next_try
from cleanbee.domain.platform.policy import Policy


def forget(payment: Payment, now: datetime) -> Granted[Due]:
    """There is nothing to pay any more; an answer that still comes lets its hold go by itself."""
    if not isinstance(payment.phase, CardSaved | Declined | ActionRequired):
        return nothing(payment)
    return Granted(value=Due(payment=evolve(payment, phase=Released(at=now))))


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


def lapse_due(payment: Payment, climb: Climb, ids: tuple[OperationId, JournalId]) -> Granted[Due]:
    """The hold runs out soon: capture what is done, or hold anew once the old hold is gone, by the same deadline.

    Where that is over, the customer has as long as an open attempt at the deadline.
    """
    booking, now, (operation, journal) = climb.booking, climb.now, ids
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
    again = ask_absent(lapsed, climb, operation)
    due = Due(payment=with_version(again.value.payment, payment), operation=again.value.operation, journals=(entry,))
    decided = max(release_at(booking.window.start, climb.policy), now + grace(climb.policy))
    decide = Timer(kind=RELEASE, subject=payment.id, due_at=decided)
    return Granted(value=due, events=again.events, timers=(*again.timers, decide))


def moved(payment: Payment, climb: Climb, ids: tuple[OperationId, OperationId], *, present: bool) -> Granted[Due]:
    """The clean has a new time, and the hold is planned anew for it; ``present``: its customer moved it.

    A hold that lives long enough stays; one that does not is let go. Then the card is asked now or two days ahead, as
    for a new booking, and the deadline for it moves along.
    """
    booking, policy = climb.booking, climb.policy
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
    again = _planned_anew(payment, climb, fresh, present=present)
    due = again.value
    decide = max(release_at(booking.window.start, policy), climb.now + timedelta(minutes=policy.hold_min))
    events = again.events if release is None else (*again.events, planned_event(release, payment))
    return Granted(
        value=Due(payment=_from_anew(due.payment, payment), operation=due.operation, release=release),
        events=events,
        timers=(*again.timers, Timer(kind=RELEASE, subject=payment.id, due_at=decide)),
    )


def _from_anew(onward: Payment, kept: Payment) -> Payment:
    """Another time has another deadline: nobody has had their grace for it yet."""
    if kept.grace_until is None:
        return onward
    return with_(evolve(kept) if onward == kept else onward, grace_until=None)


def _planned_anew(payment: Payment, climb: Climb, fresh: OperationId, *, present: bool) -> Granted[Due]:
    """The card is asked now, or at its date; who is already being asked, or wants another card, is not asked again."""
    booking, now = climb.booking, climb.now
    if isinstance(payment.phase, Authorizing | ActionRequired):
        return nothing(payment)
    if isinstance(payment.phase, Declined) and payment.phase.kind != "try_again":
        rung = next_try(payment, booking.window.start, climb.wallet, climb.policy.ladder, now)
        told = with_(payment.phase, next_try=rung)
        onward = payment if told == payment.phase else evolve(payment, phase=told)
        return Granted(value=Due(payment=onward), timers=rung_timer(payment, climb))
    planned = plan_hold(booking.window.start, booking.minutes, climb.policy, now, present=present)
    later = planned.value if isinstance(planned, Granted) else None
    if isinstance(later, HoldAt) and later.at > now:
        waiting = payment if isinstance(payment.phase, CardSaved) else evolve(payment, phase=CardSaved(), tries=0)
        return Granted(value=Due(payment=waiting), timers=(Timer(kind=TRY, subject=payment.id, due_at=later.at),))
    idle = with_(payment, phase=CardSaved())
    own = climb.wallet.cards[0]
    asked = authorise(idle, own, fresh, Asking(at=now, present=True)) if present else ask_absent(idle, climb, fresh)
    return Granted(value=asked.value, events=asked.events, timers=asked.timers)


def _needed_until(booking: Booking, policy: Policy) -> datetime:
    """How long a hold has to live: to the latest capture of this visit, with its margin."""
    minutes = policy.auto_complete_after_min + policy.capture_after_min + policy.capture_margin_min
    return booking.window.end + timedelta(minutes=minutes)


def cancelled(
    payment: Payment, booking: Booking, fee: Fee, ids: tuple[OperationId, JournalId], card: Card | None, now: datetime
) -> Granted[Due]:
    """The clean was cancelled: a fee is taken out of the hold or charged, a hold without a fee is let go.

    ``card``: the one that may be asked without its owner; where none may be, the customer owes the fee.
    """
    operation, journal = ids
    cleaner = getattr(booking.phase, "cleaner", None)
    journals = (books.fee(journal, booking, fee, cleaner, now),) if owes(fee, cleaner) else ()
    timers = tuple(NoTimer(kind=kind, subject=payment.id) for kind in (TRY, RELEASE, CAPTURE))
    if isinstance(payment.phase, CardSaved) and not fee.amount.is_zero and card is None:
        owed = _fee_owed(payment, booking, fee, JournalId(operation), now)
        return Granted(
            value=with_(owed.value, journals=(*journals, *owed.value.journals)), events=owed.events, timers=timers
        )
    done = _take_or_let_go(payment, fee, operation, card, now)
    due = done.value
    return Granted(
        value=Due(payment=due.payment, operation=due.operation, journals=journals), events=done.events, timers=timers
    )


def _fee_owed(payment: Payment, booking: Booking, fee: Fee, journal: JournalId, now: datetime) -> Granted[Due]:
    """No card may be asked for the fee: the customer owes it, and the cleaner's share does not wait for it."""
    cleaner: CleanerId | None = getattr(booking.phase, "cleaner", None)
    shared = cleaner is not None and not fee.cleaner.is_zero
    journals = (books.covered(journal, booking, cleaner, fee.cleaner, now),) if cleaner is not None and shared else ()
    phase = Owed(amount=fee.amount, since=now)
    owed = evolve(payment, amount=fee.amount, phase=phase, covered=payment.covered or shared)
    news = PaymentOwed(payment=payment.id, booking=booking.id, customer=booking.customer, amount=fee.amount)
    return Granted(value=Due(payment=owed, journals=journals), events=(news,))


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
            asked = authorise(charged, card, operation, Asking(at=now, present=False))
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
