"""Cancelling: who pays what, by the policy that was pinned at sale, and how a fee is shared."""

from __future__ import annotations

from datetime import datetime
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
from cleanbee.domain.booking.late import late_from, was_late
from cleanbee.domain.booking.rebind import may_pass
from cleanbee.domain.booking.step import cleaner_of, news, step_to, stepped, unexplained, wrong_phase
from cleanbee.domain.booking.terms import Coming, Terms, notice_left, rate_at
from cleanbee.domain.kernel import Granted, Money, NotInPhase, ReasonMissing, Refused, Value, with_
from cleanbee.domain.platform.policy import Policy
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


def terms_of(booking: Booking, policy: Policy) -> Terms:
    """What the cost of cancelling this booking is reckoned from, as it stands."""
    return Terms(
        start=booking.window.start,
        local=booking.local,
        placed_at=booking.placed_at,
        price=booking.price,
        coming=_coming(booking),
        late_from=late_from(booking, policy),
        found_late=was_late(booking),
        least_notice_min=booking.least_notice_min,
    )


def _coming(booking: Booking) -> Coming:
    match booking.phase:
        case AwaitingCard() | Requested() | Offered() | AwaitingChoice():
            return "nobody"
        case Confirmed():
            return "promised"
        case EnRoute():
            return "on_the_way"
        case _:
            return "here"


def notice_min(booking: Booking, now: datetime) -> int:
    """Whole minutes of notice that count for this booking."""
    return notice_left(booking.window.start, booking.least_notice_min, now)


def rate_now(booking: Booking, policy: Policy, now: datetime) -> tuple[int, str]:
    """The share of the total that cancelling this booking costs at this instant, in basis points, and why just that."""
    return rate_at(terms_of(booking, policy), policy, now)


def cancellation_fee(booking: Booking, policy: Policy, now: datetime, chargeable: Money) -> Fee:
    """What cancelling costs the customer now."""
    return fee_at(terms_of(booking, policy), policy, now, chargeable)


def fee_at(terms: Terms, policy: Policy, now: datetime, chargeable: Money) -> Fee:
    """What cancelling costs at an instant: by notice, where it is not free, and never more than can be charged."""
    rate, reason = rate_at(terms, policy, now)
    asked = terms.price.total.share(rate)
    amount = asked.least(terms.price.total).least(chargeable)
    notice = notice_left(terms.start, terms.least_notice_min, now)
    return share_fee(amount, rate, terms.price, notice, reason)


def share_fee(amount: Money, rate: int, price: Price, notice: int, reason: str) -> Fee:
    """A fee's shares: tax as in the price, the cleaner's band share in full, the rest is the platform's."""
    cleaner = price.cleaner.share(rate)
    tax = price.tax_in(amount, cleaner)
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
