"""What is still to come of a clean's money: holds and tries, the deadline for the card, the capture, pay and payout."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.booking.booking import AwaitingCard, Cancelled, Completed, LockedOut
from cleanbee.domain.kernel import Granted
from cleanbee.domain.payment.dated import Line, Subject
from cleanbee.domain.payment.happened import paid_out, waiting
from cleanbee.domain.payment.payment import (
    ActionRequired,
    Authorized,
    Authorizing,
    Capturing,
    CardSaved,
    Declined,
    Lapsed,
    Payment,
)
from cleanbee.domain.payment.plan import (
    CAPTURE,
    RELEASE,
    TRY,
    HoldAt,
    HoldNow,
    capture_at,
    grace,
    plan_hold,
    unpaid_pay,
)
from cleanbee.domain.payment.rung import card_for, if_refused, rungs_after
from cleanbee.domain.platform.policy import Policy


def holding(subject: Subject, policy: Policy, now: datetime) -> tuple[Line, ...]:
    """How the amount comes to be held: the next attempt, the tries after it, until when it must have come."""
    if not subject.alive:
        return ()
    decided = decided_at(subject, policy, now)
    payment = subject.payment
    lines = _first_hold(subject, policy, now) if payment is None else _next_hold(subject, payment, policy, now)
    lines = tuple(one for one in lines if one.what != "try" or decided is None or one.at < decided)
    if decided is None:
        return lines
    return (*lines, Line(what="release", at=decided, state="if_unsecured", amount=subject.nothing))


def _first_hold(subject: Subject, policy: Policy, now: datetime) -> tuple[Line, ...]:
    """As the card would be held if the clean were booked now."""
    match _planned(subject, policy, now):
        case HoldNow():
            return (_hold(subject, now),)
        case HoldAt(at=at):
            return _climbing(subject, _hold(subject, max(at, now)), policy)
        case None:
            return ()


def _next_hold(subject: Subject, payment: Payment, policy: Policy, now: datetime) -> tuple[Line, ...]:
    match payment.phase:
        case CardSaved() if (at := _first_asked(subject, payment, policy, now)) is not None:
            return _climbing(subject, _hold(subject, at), policy)
        case Declined(next_try=at) if at is not None:
            return _climbing(subject, Line(what="try", at=max(at, now), state="if_unsecured"), policy)
        case ActionRequired(until=until):
            return (Line(what="confirm_by", at=until, state="planned", amount=subject.amount),)
        case Authorizing() | Lapsed():
            return (Line(what="hold", at=now, state="under_way", amount=subject.amount),)
        case Authorized(capture_before=runs_out) if runs_out < subject.window.end:
            return (Line(what="hold_again", at=max(runs_out, now), state="planned", amount=subject.amount),)
        case _:
            return ()


def _hold(subject: Subject, at: datetime) -> Line:
    return Line(what="hold", at=at, state="planned", amount=subject.amount)


def _first_asked(subject: Subject, payment: Payment, policy: Policy, now: datetime) -> datetime | None:
    """When a card that was not asked yet is: at its date, or the first rung after it at which it may be."""
    due = subject.due(TRY)
    if due is None:
        return None
    first, ladder = max(due, now), policy.ladder
    moments = (first, *rungs_after(subject.terms.start, first, ladder))
    return next((at for at in moments if card_for(payment, subject.wallet, ladder, at) is not None), None)


def _climbing(subject: Subject, first: Line, policy: Policy) -> tuple[Line, ...]:
    """An attempt, and the rungs after it, as many as the ladder lets anybody be asked at."""
    later = if_refused(subject.terms.start, first.at, subject.wallet, policy.ladder, subject.payment)
    return (first, *(Line(what="try", at=rung, state="if_unsecured") for rung in later))


def _planned(subject: Subject, policy: Policy, now: datetime) -> HoldNow | HoldAt | None:
    planned = plan_hold(subject.terms.start, subject.window.minutes, policy, now)
    return planned.value if isinstance(planned, Granted) else None


def decided_at(subject: Subject, policy: Policy, now: datetime) -> datetime | None:
    """When a clean is called off whose card is not secured; None where it is, or the office has vouched for it."""
    if subject.phase is None:
        planned = _planned(subject, policy, now)
        return max(planned.release_at, now) if isinstance(planned, HoldAt) else None
    if not subject.alive or subject.vouched or subject.held is not None:
        return None
    if isinstance(subject.phase, AwaitingCard):
        return subject.phase.until
    due = subject.due(RELEASE)
    if due is None:
        return None
    open_then = subject.payment is not None and isinstance(subject.payment.phase, ActionRequired | Authorizing)
    given = subject.payment is not None and subject.payment.grace_until is not None
    return max(due, now) + grace(policy) if open_then and not given else max(due, now)


def taking(subject: Subject, policy: Policy, now: datetime) -> Line | None:
    """When the customer's money is taken, or is owed where nothing holds it by then; None where there is none ahead.

    Before the work is done this is reckoned from its booked end.
    """
    phase = None if subject.payment is None else subject.payment.phase
    match phase:
        case Capturing(amount=amount):
            return Line(what="capture", at=now, state="under_way", amount=amount)
        case Authorizing() if isinstance(subject.phase, Cancelled | Completed | LockedOut):
            return Line(what="capture", at=now, state="under_way", amount=subject.amount)
        case None | CardSaved() | Authorizing() | ActionRequired() | Declined() | Authorized() | Lapsed():
            return _to_be_taken(subject, policy, now)
        case _:
            return None


def _to_be_taken(subject: Subject, policy: Policy, now: datetime) -> Line | None:
    at = _taken_at(subject, policy, now)
    if at is None:
        return None
    phase = None if subject.payment is None else subject.payment.phase
    missing = isinstance(phase, CardSaved | Declined | ActionRequired | Lapsed)
    unpaid = missing and (subject.vouched or not subject.alive)
    amount = subject.amount if subject.held is None else subject.amount.least(subject.held.amount)
    return Line(what="owed" if unpaid else "capture", at=at, state="planned", amount=amount)


def _taken_at(subject: Subject, policy: Policy, now: datetime) -> datetime | None:
    if not subject.alive:
        due = subject.due(CAPTURE) if isinstance(subject.phase, Completed | LockedOut) else None
        return None if due is None else max(due, now)
    end = subject.window.end
    held = subject.held
    lasting = subject.payment if held is None or held.capture_before >= end else None
    return max(capture_at(lasting, end, policy), end, now)


def going_back(subject: Subject, now: datetime) -> tuple[Line, ...]:
    """What is on its way back to the customer; once the gateway has said so its journal has it."""
    return tuple(Line(what="refund", at=now, state="under_way", amount=one) for one in subject.refunding)


def crediting(subject: Subject, now: datetime) -> tuple[Line, ...]:
    """What credit will pay of it once the work is done; reckoned from the booked end."""
    credit = None if subject.payment is None else subject.payment.by_credit
    if credit is None or not subject.alive:
        return ()
    return (Line(what="credit", at=max(subject.window.end, now), state="planned", amount=credit),)


def earning(subject: Subject, policy: Policy, now: datetime) -> tuple[Line, ...]:
    """The cleaner's pay: payable as the customer's money is taken, and sent on the Monday after that week.

    Where the card is not secured in time, a part of it is payable at once instead.
    """
    lines: list[Line] = []
    taken = taking(subject, policy, now)
    pay = subject.terms.price.cleaner if subject.alive else waiting(subject)
    if taken is not None and not pay.is_zero:
        lines.append(Line(what="payable", at=taken.at, state=taken.state, amount=pay))
        lines.append(paid_out(taken.at, pay, subject, now))
    decided, some = decided_at(subject, policy, now), unpaid_pay(subject.terms.price, policy)
    if decided is not None and subject.terms.coming != "nobody" and not some.is_zero:
        monday = paid_out(decided, some, subject, now).at
        lines.append(Line(what="payable", at=decided, state="if_unsecured", amount=some))
        lines.append(Line(what="payout", at=monday, state="if_unsecured", amount=some))
    return tuple(lines)
