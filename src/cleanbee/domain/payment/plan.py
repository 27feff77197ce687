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

RUNGS_BEFORE_MIN = (2880, 2160, 1440, 720)
LONGEST_VISIT_MIN = 8 * 60
TRY, RELEASE, CAPTURE, LAPSE = "payment.try", "payment.release", "payment.capture", "payment.capture_before"


class HoldNow(Tagged, frozen=True, kw_only=True):
    """The card is held while the customer is here."""


class HoldAt(Tagged, frozen=True, kw_only=True):
    """The card is held later, without the customer; without success by ``release_at`` the clean is called off."""

    at: datetime
    release_at: datetime


def plan_hold(
    start: datetime, minutes: int, policy: Policy, now: datetime
) -> Granted[HoldNow | HoldAt] | Refused[WindowTooLong]:
    """Now, when the visit is near enough for a hold to live till its capture; else two days ahead."""
    if minutes > LONGEST_VISIT_MIN:
        return Refused(why=WindowTooLong())
    if start - now <= timedelta(minutes=policy.hold_now_lead_min):
        return Granted(value=HoldNow())
    return Granted(
        value=HoldAt(at=start - timedelta(minutes=policy.first_try_before_min), release_at=release_at(start, policy))
    )


def release_at(start: datetime, policy: Policy) -> datetime:
    """Until when the card must be secured."""
    return start - timedelta(minutes=policy.release_before_min)


def secured_by(booking: Booking, policy: Policy) -> datetime:
    """Until when this booking's card can still be secured: while a slot is kept for the card, for just so long."""
    phase = booking.phase
    return phase.until if isinstance(phase, AwaitingCard) else release_at(booking.window.start, policy)


def next_try(start: datetime, now: datetime) -> datetime | None:
    """The next rung of the ladder that lies ahead; none when all have passed."""
    return next(iter(rungs_after(start, now)), None)


def rungs_after(start: datetime, at: datetime) -> tuple[datetime, ...]:
    """The rungs of the ladder that lie later than an instant."""
    rungs = (start - timedelta(minutes=before) for before in RUNGS_BEFORE_MIN)
    return tuple(rung for rung in rungs if rung > at)


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
    return price.cleaner.share(policy.unpaid_cleaner_bp)


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


def chargeable_amount(payment: Payment) -> Money:
    """The most a fee can be: what is held, or what a card that was never refused may be asked for."""
    match payment.phase:
        case Authorized(amount=amount):
            return amount
        case CardSaved():
            return payment.amount
        case _:
            return Money(amount=0, currency=payment.amount.currency)
