"""When a card is held, tried again, given up and captured: dates from the policy, pinned at sale."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import AwaitingCard, Booking
from cleanbee.domain.booking.override import vouched
from cleanbee.domain.kernel import Granted, Money, Refused, Tagged, Timer
from cleanbee.domain.payment.payment import (
    ActionRequired,
    Authorized,
    CardSaved,
    Declined,
    Lapsed,
    Owed,
    Payment,
    WindowTooLong,
)
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.pricing.quote import Price

LONGEST_VISIT_MIN = 8 * 60
TRY, RELEASE, CAPTURE, LAPSE = "payment.try", "payment.release", "payment.capture", "payment.capture_before"


class HoldNow(Tagged, frozen=True, kw_only=True):
    """The card is held while the customer is here."""


class HoldAt(Tagged, frozen=True, kw_only=True):
    """The card is held without the customer, later or at once; without success by ``release_at`` the clean is off."""

    at: datetime
    release_at: datetime


def plan_hold(
    start: datetime, minutes: int, policy: Policy, now: datetime, *, present: bool = True
) -> Granted[HoldNow | HoldAt] | Refused[WindowTooLong]:
    """Now, when the visit is near enough for a hold to live till its capture; else at the first rung.

    With the customer absent rungs that have passed are skipped: the card is asked at once, and its owner has the link
    from the first no, for as long as an open attempt may take if the deadline is nearer.
    """
    if minutes > LONGEST_VISIT_MIN:
        return Refused(why=WindowTooLong())
    if present and start - now <= timedelta(minutes=policy.hold_now_lead_min):
        return Granted(value=HoldNow())
    first = start - timedelta(minutes=policy.ladder.rungs_before_min[0])
    decided = release_at(start, policy)
    if first > now:
        return Granted(value=HoldAt(at=first, release_at=decided))
    return Granted(value=HoldAt(at=now, release_at=max(decided, now + grace(policy))))


def grace(policy: Policy) -> timedelta:
    """How long an attempt that is open at the deadline for the card may still take."""
    return timedelta(minutes=policy.ladder.grace_min)


def release_at(start: datetime, policy: Policy) -> datetime:
    """Until when the card must be secured."""
    return start - timedelta(minutes=policy.ladder.release_before_min)


def secured_by(booking: Booking, policy: Policy) -> datetime:
    """Until when this booking's card can still be secured: while a slot is kept for the card, for just so long."""
    phase = booking.phase
    return phase.until if isinstance(phase, AwaitingCard) else release_at(booking.window.start, policy)


def capture_at(payment: Payment | None, ended: datetime, policy: Policy) -> datetime:
    """When the money is taken: a day after check-out, at latest half a day before the hold, if there is one, runs out.

    That latest moment is also the one at which a hold is looked after whose visit is not over.
    """
    due = ended + timedelta(minutes=policy.capture_after_min)
    if payment is not None and isinstance(payment.phase, Authorized):
        due = min(due, last_capture(payment.phase.capture_before, policy))
    return due


def last_capture(capture_before: datetime, policy: Policy) -> datetime:
    """The latest moment to take money out of a hold that runs out then."""
    return capture_before - timedelta(minutes=policy.capture_margin_min)


def capture_timer(payment: Payment, ended: datetime, policy: Policy) -> Timer:
    """The moment at which the money for done work is taken."""
    return Timer(kind=CAPTURE, subject=payment.id, due_at=capture_at(payment, ended, policy))


def unpaid_pay(price: Price, policy: Policy) -> Money:
    """What the platform pays the cleaner of a clean that is called off because its card was not secured."""
    return price.cleaner.share(policy.ladder.unpaid_cleaner_bp)


def absent_timers(payment: Payment, plan: HoldAt) -> tuple[Timer, ...]:
    """The two moments of a later hold: the first try, and the release."""
    return (
        Timer(kind=TRY, subject=payment.id, due_at=plan.at),
        Timer(kind=RELEASE, subject=payment.id, due_at=plan.release_at),
    )


def is_secured(payment: Payment | None) -> bool:
    """Whether the amount is held."""
    return payment is not None and isinstance(payment.phase, Authorized)


def may_go_on(booking: Booking, payment: Payment | None) -> bool:
    """Whether a visit may go on as far as the money goes: it is held, or the office has vouched for it."""
    return is_secured(payment) or vouched(booking, "money")


def wants_customer(payment: Payment) -> bool:
    """Whether the customer can do something for this payment now: another card, the bank's question, a debt."""
    return isinstance(payment.phase, Declined | ActionRequired | Lapsed | Owed)


def is_unpaid(booking: Booking, payment: Payment) -> bool:
    """Whether the card was asked and does not hold: who was to come may leave such a clean without a mark."""
    return wants_customer(payment) and not vouched(booking, "money")


def chargeable_amount(payment: Payment) -> Money:
    """The most a fee can be: what is held, or what a card that was never refused may be asked for."""
    match payment.phase:
        case Authorized(amount=amount):
            return amount
        case CardSaved():
            return payment.amount
        case _:
            return Money(amount=0, currency=payment.amount.currency)
