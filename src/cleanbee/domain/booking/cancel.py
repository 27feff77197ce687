"""Cancelling: who pays what, by the policy that was pinned at sale, and how a fee is shared."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from cleanbee.domain.booking.booking import (
    AgreementMissing,
    AtDoor,
    AwaitingCard,
    AwaitingChoice,
    Booking,
    By,
    Cancelled,
    Confirmed,
    EnRoute,
    Offered,
    Requested,
)
from cleanbee.domain.booking.events import BookingCancelled
from cleanbee.domain.booking.late import is_late
from cleanbee.domain.booking.rebind import may_pass
from cleanbee.domain.booking.step import cleaner_of, news, step_to, stepped, unexplained, wrong_phase
from cleanbee.domain.kernel import Granted, Money, NotInPhase, ReasonMissing, Refused, Value, with_
from cleanbee.domain.platform.policy import Band, Elapsed, Policy, WallClock
from cleanbee.domain.platform.wallclock import LocalStart, resolve
from cleanbee.domain.pricing.quote import Price

WAIVERS = ("illness", "bereavement", "unsafe_home", "weather", "platform_fault", "goodwill")

Open = AwaitingCard | Requested | Offered | AwaitingChoice | Confirmed | EnRoute | AtDoor


class Fee(Value, frozen=True, kw_only=True):
    """What cancelling costs, why, and who gets it; the shares sum to the amount (the platform may bear some).

    A waived one is ``borne_by`` the platform, or by the cleaner who said so: ``agreed`` is how the office heard it.
    """

    amount: Money
    rate_bp: int
    notice_min: int
    cleaner: Money
    platform: Money
    tax: Money
    reason: str
    borne_by: Literal["customer", "platform", "cleaner"] = "customer"
    agreed: str = ""


class Waiver(Value, frozen=True, kw_only=True):
    """Why a fee is waived, and who bears it: the platform, or the cleaner whose word the office wrote down."""

    reason: str
    borne_by: Literal["platform", "cleaner"] = "platform"
    agreed: str = ""


def notice_min(booking: Booking, now: datetime) -> int:
    """Whole minutes of notice that count: the least over all moves, so that moving on does not make it free."""
    left = (booking.window.start - now) // timedelta(minutes=1)
    return left if booking.least_notice_min is None else min(left, booking.least_notice_min)


def rate_bp(booking: Booking, policy: Policy, now: datetime) -> int:
    """The share of the total that the policy asks for at this instant, in basis points."""
    notice = notice_min(booking, now)
    start = booking.window.start
    for band in policy.bands:
        match band.cutoff:
            case Elapsed(minutes=minutes):
                inside = notice >= minutes
            case WallClock():
                end = _cut_off(booking, band)
                inside = now <= end and notice >= (start - end) // timedelta(minutes=1)
        if inside:
            return band.fee_bp
    return policy.late_fee_bp


def rate_now(booking: Booking, policy: Policy, now: datetime) -> tuple[int, str]:
    """The share of the total that cancelling costs at this instant, in basis points, and why just that.

    Nothing while nobody is coming, for ten minutes after booking, or once whoever comes is late: past a quarter of an
    hour after the start and past the arrival they gave, whatever they say from then on. Each of these includes its last
    instant.
    """
    match booking.phase:
        case AwaitingCard() | Requested() | Offered() | AwaitingChoice():
            return 0, "nobody_assigned"
        case Confirmed() if now <= grace_ends(booking, policy):
            return 0, "just_booked"
        case Confirmed() | EnRoute() if is_late(booking, policy, now):
            return 0, "cleaner_late"
        case _:
            return rate_bp(booking, policy, now), "notice"


def band_ends(booking: Booking, policy: Policy) -> tuple[datetime, ...]:
    """The last instant of each band."""
    return tuple(_cut_off(booking, band) for band in policy.bands)


def _cut_off(booking: Booking, band: Band) -> datetime:
    match band.cutoff:
        case Elapsed(minutes=minutes):
            return booking.window.start - timedelta(minutes=minutes)
        case WallClock(days_before=days, minute=minute):
            day = booking.local.day - timedelta(days=days)
            return resolve(LocalStart(day=day, minute=minute, zone=booking.local.zone)).at


def grace_ends(booking: Booking, policy: Policy) -> datetime:
    """The last instant of the free minutes after booking."""
    return booking.placed_at + timedelta(minutes=policy.free_after_booking_min)


def cancellation_fee(booking: Booking, policy: Policy, now: datetime, chargeable: Money) -> Fee:
    """What cancelling costs the customer now: by notice, where it is not free, and never more than can be charged."""
    rate, reason = rate_now(booking, policy, now)
    asked = booking.price.total.share(rate)
    amount = asked.least(booking.price.total).least(chargeable)
    return share_fee(amount, rate, booking.price, notice_min(booking, now), reason)


def share_fee(amount: Money, rate: int, price: Price, notice: int, reason: str) -> Fee:
    """A fee's shares: tax in proportion, the cleaner's band share in full, the rest is the platform's."""
    nothing = Money(amount=0, currency=amount.currency)
    tax = nothing if amount.is_zero else amount.split((price.tax.amount, price.net.amount))[0]
    cleaner = price.cleaner.share(rate)
    return Fee(
        amount=amount,
        rate_bp=rate,
        notice_min=notice,
        cleaner=cleaner,
        platform=amount - tax - cleaner,
        tax=tax,
        reason=reason,
    )


def cancel(
    booking: Booking, fee: Fee, by: By, reason: str, now: datetime
) -> Granted[Booking] | Refused[NotInPhase | ReasonMissing]:
    """The clean will not take place; the office says why.

    Who had only been held for it or asked has nothing to do with it any more.
    """
    if not isinstance(booking.phase, Open):
        return wrong_phase(booking)
    if unexplained(by, reason):
        return Refused(why=ReasonMissing(known=()))
    promised = isinstance(booking.phase, Confirmed | EnRoute | AtDoor)
    cleaner, untold = cleaner_of(booking) if promised else None, may_pass(booking, now)
    phase = Cancelled(by=by, reason=reason, at=now, fee=fee.amount, cleaner=cleaner, cleaner_pay=fee.cleaner)
    onward, timers = step_to(booking, phase)
    return stepped(onward, timers, news(BookingCancelled, onward, cleaner, by=by, reason=reason, untold=untold))


def no_fee(booking: Booking, reason: str) -> Fee:
    """Nothing to pay, for nobody."""
    zero = Money(amount=0, currency=booking.price.total.currency)
    return Fee(amount=zero, rate_bp=0, notice_min=0, cleaner=zero, platform=zero, tax=zero, reason=reason)


def waived(fee: Fee, waiver: Waiver) -> Granted[Fee] | Refused[ReasonMissing | AgreementMissing]:
    """No fee, for a known reason; whoever waives it bears the share of the cleaner, the cleaner by a yes alone."""
    if waiver.reason not in WAIVERS:
        return Refused(why=ReasonMissing(known=WAIVERS))
    if waiver.borne_by == "cleaner" and not waiver.agreed.strip():
        return Refused(why=AgreementMissing())
    return Granted(value=waived_fee(fee, waiver))


def waived_fee(fee: Fee, waiver: Waiver) -> Fee:
    """The fee that others bear: nothing for the customer; the cleaner's share in full, or nothing by their own word."""
    nothing = Money(amount=0, currency=fee.amount.currency)
    share = nothing if waiver.borne_by == "cleaner" else fee.cleaner
    agreed = waiver.agreed.strip() if waiver.borne_by == "cleaner" else ""
    return with_(
        fee,
        amount=nothing,
        cleaner=share,
        platform=-share,
        tax=nothing,
        reason=waiver.reason,
        borne_by=waiver.borne_by,
        agreed=agreed,
    )
