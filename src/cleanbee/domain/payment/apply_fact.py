"""The one road by which news from the gateway enters: reply, webhook or look-up, once or many times, in any order."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.booking.booking import AwaitingCard, Booking, Cancelled, Completed, Expired, LockedOut, Settled
from cleanbee.domain.booking.change import settle
from cleanbee.domain.booking.place import card_secured
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
from cleanbee.domain.payment.climb import Climb, rung_timer, settled_doubt
from cleanbee.domain.payment.events import (
    PaymentActionRequired,
    PaymentCaptured,
    PaymentDeclined,
    PaymentEvent,
    PaymentHeld,
    PaymentOwed,
    PaymentVoided,
)
from cleanbee.domain.payment.fact import (
    CustomerWanted,
    Held,
    HoldFact,
    LetGo,
    NeverHappened,
    NoAnswer,
    Taken,
    TurnedDown,
)
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.open_item import Finding
from cleanbee.domain.payment.operation import plan, planned_event, unknown
from cleanbee.domain.payment.payment import (
    ActionRequired,
    Authorized,
    Authorizing,
    Captured,
    Capturing,
    CardSaved,
    DeclineClass,
    Declined,
    Failed,
    Lapsed,
    Operation,
    Owed,
    Payment,
    PaymentPhase,
    Released,
    Succeeded,
    Voided,
    Voiding,
)
from cleanbee.domain.payment.plan import LAPSE, RELEASE, TRY, grace, last_capture, release_at, secured_by
from cleanbee.domain.payment.rung import CardsAsked, answered, next_try
from cleanbee.domain.platform.policy import Policy

DEBT_LINK = timedelta(hours=24)


class Case(Value, frozen=True, kw_only=True):
    """All that the news is judged by; ``claim`` is the hold that a waiting booking has on a cleaner's time.

    ``wallet``: the cards that may be asked next, and what they were asked.
    """

    operation: Operation
    payment: Payment
    booking: Booking
    claim: Claim | None
    policy: Policy
    now: datetime
    wallet: CardsAsked
    next_operation: OperationId
    journal: JournalId


class Applied(Value, frozen=True, kw_only=True):
    """What is true after the news; absent where nothing changed. ``finding``: what somebody of the office must see."""

    operation: Operation
    payment: Payment
    booking: Booking | None = None
    journals: tuple[Journal, ...] = ()
    follow_up: Operation | None = None
    finding: Finding | None = None


def apply_fact(case: Case, fact: HoldFact) -> Granted[Applied]:
    """The next state of operation, payment and booking; news about a finished operation changes nothing."""
    if case.operation.finished:
        return Granted(value=Applied(operation=case.operation, payment=case.payment))
    granted = _applied(case, fact)
    applied = granted.value
    sure = with_(applied, payment=settled_doubt(applied.payment))
    return Granted(value=sure, events=granted.events, timers=granted.timers)


def _applied(case: Case, fact: HoldFact) -> Granted[Applied]:
    match fact:
        case NoAnswer():
            return Granted(value=Applied(operation=unknown(case.operation, case.now), payment=case.payment))
        case Held():
            return _held(case, fact)
        case CustomerWanted():
            return _customer_wanted(case, fact)
        case Taken():
            was = case.payment.phase
            return taken(case, fact, hold=was.held if isinstance(was, Capturing) else fact.amount)
        case LetGo():
            return _let_go(case, fact.provider_id)
        case TurnedDown(reason=reason, kind=kind):
            return _turned_down(case, kind, reason)
        case NeverHappened() if case.operation.kind == "authorise":
            return _turned_down(case, "try_again", "never_happened")
        case NeverHappened():
            return _once_more(case)


def _done(case: Case, provider_id: str) -> Operation:
    return evolve(case.operation, phase=Succeeded(at=case.now, provider_id=provider_id), provider_id=provider_id)


def _waits_for(case: Case) -> bool:
    """Whether the payment still waits for just this operation: for the bank's answer, or for the customer behind it."""
    phase = case.payment.phase
    return isinstance(phase, Authorizing | ActionRequired) and phase.operation == case.operation.id


def _welcome(case: Case) -> bool:
    """Whether a hold is wanted, also one that comes later than expected: nothing else holds or asks."""
    return _waits_for(case) or isinstance(case.payment.phase, Declined | ActionRequired | Lapsed)


def _held(case: Case, fact: Held) -> Granted[Applied]:
    operation = _done(case, fact.provider_id)
    journal = books.held(case.journal, operation.id, case.booking, fact.amount, case.now)
    if not _welcome(case) or isinstance(case.booking.phase, Expired) or _dead_and_free(case.booking):
        return _void_late(case, operation, fact, journal)
    if isinstance(case.booking.phase, Cancelled):
        return _capture_at_once(case, operation, fact, journal, case.booking.phase.fee)
    if isinstance(case.booking.phase, Completed | LockedOut | Settled):
        return _capture_at_once(case, operation, fact, journal, case.payment.amount)
    phase = Authorized(amount=fact.amount, provider_id=fact.provider_id, capture_before=fact.capture_before)
    payment = evolve(case.payment, phase=phase, tries=0, grace_until=None)
    news: tuple[Event, ...] = (_news(PaymentHeld, case, amount=fact.amount),)
    lapse = last_capture(fact.capture_before, case.policy)
    timers: tuple[Timer | NoTimer, ...] = (
        NoTimer(kind=TRY, subject=payment.id),
        NoTimer(kind=RELEASE, subject=payment.id),
        Timer(kind=LAPSE, subject=payment.id, due_at=lapse),
    )
    booking: Booking | None = None
    if isinstance(case.booking.phase, AwaitingCard):
        if not _still_waits(case.booking.phase, case):
            return _void_late(case, operation, fact, journal)
        onward = card_secured(case.booking, case.claim, case.policy, case.now)
        booking, news, timers = onward.value, (*news, *onward.events), (*timers, *onward.timers)
    applied = Applied(operation=operation, payment=payment, booking=booking, journals=(journal,))
    return Granted(value=applied, events=news, timers=timers)


def _still_waits(phase: AwaitingCard, case: Case) -> bool:
    """Whether the held time is there still; where none was held, whether the time to secure the card is not over."""
    return case.now < phase.until if phase.hold is None else case.claim is not None


def _dead_and_free(booking: Booking) -> bool:
    return isinstance(booking.phase, Cancelled) and booking.phase.fee.is_zero


def _void_late(case: Case, operation: Operation, fact: Held, journal: Journal) -> Granted[Applied]:
    """A hold that nobody waits for any more lets itself go."""
    payment = case.payment
    void = plan(case.next_operation, "void", payment, fact.amount, fact.provider_id)
    if _waits_for(case) or isinstance(payment.phase, Released | CardSaved | Declined | ActionRequired):
        phase = Voiding(operation=void.id, held=fact.amount, provider_id=fact.provider_id)
        payment = evolve(payment, phase=phase)
    applied = Applied(operation=operation, payment=payment, journals=(journal,), follow_up=void)
    return Granted(value=applied, events=(planned_event(void, payment),))


def _capture_at_once(case: Case, operation: Operation, fact: Held, journal: Journal, amount: Money) -> Granted[Applied]:
    amount = amount.least(fact.amount)
    capture = plan(case.next_operation, "capture", case.payment, amount, fact.provider_id)
    phase = Capturing(operation=capture.id, amount=amount, held=fact.amount, provider_id=fact.provider_id)
    payment = evolve(case.payment, phase=phase)
    applied = Applied(operation=operation, payment=payment, journals=(journal,), follow_up=capture)
    return Granted(value=applied, events=(planned_event(capture, payment),))


def _customer_wanted(case: Case, fact: CustomerWanted) -> Granted[Applied]:
    operation = _in_doubt(case, fact.provider_id)
    if not _waits_for(case) or isinstance(case.payment.phase, ActionRequired):
        return Granted(value=Applied(operation=operation, payment=case.payment))
    if isinstance(case.booking.phase, Expired) or _dead_and_free(case.booking):
        released = evolve(case.payment, phase=Released(at=case.now))
        return Granted(value=Applied(operation=operation, payment=released))
    until = _link_until(case)
    payment = evolve(case.payment, phase=ActionRequired(operation=operation.id, link=fact.link, until=until))
    news = _news(PaymentActionRequired, case, link=fact.link, until=until)
    return Granted(value=Applied(operation=operation, payment=payment), events=(news,))


def _in_doubt(case: Case, provider_id: str) -> Operation:
    """The operation while the bank waits for the customer: as it was, if that was known."""
    operation = unknown(case.operation, case.now)
    if operation != case.operation:
        return with_(operation, provider_id=provider_id)
    return operation if operation.provider_id == provider_id else evolve(operation, provider_id=provider_id)


def _link_until(case: Case) -> datetime:
    """Until when the bank's link works: the card's deadline; past that it still leaves time to follow it.

    A debt has no deadline: a day, and then the customer may try again.
    """
    match case.booking.phase:
        case AwaitingCard(until=until):
            return until
        case Completed() | LockedOut() | Settled() | Cancelled():
            return case.now + DEBT_LINK
        case _:
            soonest = case.payment.grace_until or case.now + grace(case.policy)
            return max(release_at(case.booking.window.start, case.policy), soonest)


def taken(case: Case, fact: Taken, hold: Money) -> Granted[Applied]:
    """The money came, and uses up ``hold``."""
    operation = _done(case, fact.provider_id)
    taking = books.Taking(operation=operation.id, taken=fact.amount, hold=hold, pay=_share_due(case), at=case.now)
    journal = books.captured(case.journal, case.booking, taking)
    payment = evolve(case.payment, phase=Captured(amount=fact.amount, provider_id=fact.provider_id, at=case.now))
    news: tuple[Event, ...] = (_news(PaymentCaptured, case, amount=fact.amount),)
    settled = settle(case.booking)
    booking = settled.value if isinstance(settled, Granted) else None
    if isinstance(settled, Granted):
        news = (*news, *settled.events)
    applied = Applied(operation=operation, payment=payment, booking=booking, journals=(journal,))
    return Granted(value=applied, events=news, timers=(NoTimer(kind=LAPSE, subject=payment.id),))


def _share_due(case: Case) -> tuple[CleanerId, Money] | None:
    """What this capture makes payable; nothing where the cleaner was given the share already."""
    return None if case.payment.covered else _cleaner_share(case.booking)


def _cleaner_share(booking: Booking) -> tuple[CleanerId, Money] | None:
    match booking.phase:
        case Completed(cleaner=cleaner) | LockedOut(cleaner=cleaner) | Settled(cleaner=cleaner):
            return cleaner, booking.price.cleaner
        case Cancelled(cleaner=cleaner, cleaner_pay=pay) if cleaner is not None:
            return cleaner, pay
        case _:
            return None


def _let_go(case: Case, provider_id: str) -> Granted[Applied]:
    operation = _done(case, provider_id)
    journal = books.let_go(case.journal, operation.id, case.booking.id, operation.amount, case.now)
    was = case.payment.phase
    if not isinstance(was, Voiding) or was.operation != operation.id:
        return Granted(value=Applied(operation=operation, payment=case.payment, journals=(journal,)))
    payment = evolve(case.payment, phase=Voided(at=case.now))
    applied = Applied(operation=operation, payment=payment, journals=(journal,))
    timers = (NoTimer(kind=LAPSE, subject=payment.id),)
    return Granted(value=applied, events=(_news(PaymentVoided, case),), timers=timers)


def _once_more(case: Case) -> Granted[Applied]:
    """A capture or void under a key too old to be sent again, and it never happened: it is intended anew."""
    failed = evolve(case.operation, phase=Failed(at=case.now, reason="never_happened"))
    source = case.operation.provider_id or ""
    fresh = plan(case.next_operation, case.operation.kind, case.payment, case.operation.amount, source)
    fresh = with_(fresh, intent=f"{case.operation.intent}:again")
    payment, was = case.payment, case.payment.phase
    if isinstance(was, Capturing | Voiding) and was.operation == case.operation.id:
        payment = evolve(payment, phase=with_(was, operation=fresh.id))
    applied = Applied(operation=failed, payment=payment, follow_up=fresh)
    return Granted(value=applied, events=(planned_event(fresh, payment),))


def _turned_down(case: Case, kind: DeclineClass, reason: str) -> Granted[Applied]:
    match case.operation.kind:
        case "authorise":
            return _hold_refused(case, kind, reason)
        case "capture":
            return _capture_refused(case, reason)
        case "void":
            return _let_go(case, case.operation.provider_id or "")
        case "charge" | "refund" | "pay_out" | "contest":
            raise AssertionError(f"a {case.operation.kind} is about no hold")


def _hold_refused(case: Case, kind: DeclineClass, reason: str) -> Granted[Applied]:
    operation = evolve(case.operation, phase=Failed(at=case.now, reason=reason, kind=kind))
    if not _waits_for(case):
        return Granted(value=Applied(operation=operation, payment=case.payment))
    if isinstance(case.booking.phase, Cancelled) and not case.booking.phase.fee.is_zero:
        return _owed(case, operation)
    if isinstance(case.booking.phase, Cancelled | Expired):
        payment = evolve(case.payment, phase=Released(at=case.now))
        return Granted(value=Applied(operation=operation, payment=payment))
    if isinstance(case.booking.phase, Completed | LockedOut):
        return _owed(case, operation)
    return _declined(case, operation, kind)


def _declined(case: Case, operation: Operation, kind: DeclineClass) -> Granted[Applied]:
    """The ladder goes on: with the rung at which somebody may be asked next, and by a deadline that leaves a chance."""
    climb = Climb(booking=case.booking, policy=case.policy, wallet=answered(case.wallet, operation), now=case.now)
    waits = isinstance(case.booking.phase, AwaitingCard)
    start, ladder = case.booking.window.start, case.policy.ladder
    rung = None if waits else next_try(case.payment, start, climb.wallet, ladder, case.now)
    payment = evolve(case.payment, phase=Declined(kind=kind, next_try=rung))
    timers, decided = rung_timer(payment, climb), secured_by(case.booking, case.policy)
    if not waits and case.now >= decided and (payment.doubt_since is not None or payment.grace_until is None):
        decided = case.now + grace(case.policy)
        payment = with_(payment, grace_until=decided)
        timers = (*timers, Timer(kind=RELEASE, subject=payment.id, due_at=decided))
    news = _news(PaymentDeclined, case, kind_of_decline=kind, decided_at=decided)
    return Granted(value=Applied(operation=operation, payment=payment), events=(news,), timers=timers)


def _capture_refused(case: Case, reason: str) -> Granted[Applied]:
    """The hold is let go too: for the debt a card is asked anew, and nobody bears two holds for one clean."""
    operation = evolve(case.operation, phase=Failed(at=case.now, reason=reason))
    was = case.payment.phase
    granted = _owed(case, operation)
    if not isinstance(was, Capturing):
        return granted
    applied = granted.value
    void = plan(case.next_operation, "void", applied.payment, was.held, was.provider_id)
    events = (*granted.events, planned_event(void, applied.payment))
    return Granted(value=with_(applied, follow_up=void), events=events)


def _owed(case: Case, operation: Operation) -> Granted[Applied]:
    """The money did not come: the customer owes it, and the cleaner's share does not wait for it."""
    debt = _debt(case)
    phase: PaymentPhase = Owed(amount=debt, since=case.now)
    share = _share_due(case)
    payment = evolve(case.payment, phase=phase, covered=case.payment.covered or share is not None)
    journals = () if share is None else (books.covered(case.journal, case.booking, *share, case.now),)
    news = _news(PaymentOwed, case, amount=debt)
    return Granted(value=Applied(operation=operation, payment=payment, journals=journals), events=(news,))


def _debt(case: Case) -> Money:
    """What was to come for this clean, whatever a card was asked for: the fee, or the price less what credit pays."""
    phase = case.booking.phase
    return phase.fee if isinstance(phase, Cancelled) else case.payment.amount


E = TypeVar("E", bound=PaymentEvent)


def _news(kind: type[E], case: Case, **facts: object) -> E:
    return kind(payment=case.payment.id, booking=case.booking.id, customer=case.booking.customer, **facts)
