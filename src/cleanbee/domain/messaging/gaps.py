"""What each gap of a template is filled with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import AwaitingChoice, Cancelled, EnRoute
from cleanbee.domain.booking.events import BookingCancelled
from cleanbee.domain.kernel import Money
from cleanbee.domain.matching.offer import Offer
from cleanbee.domain.messaging.around import Say
from cleanbee.domain.messaging.deadlines import deadline_of
from cleanbee.domain.messaging.told import TEMPLATES
from cleanbee.domain.messaging.words import say_reason
from cleanbee.domain.payment.events import PaymentEvent
from cleanbee.domain.payment.payment import Declined, Owed
from cleanbee.domain.payment.plan import capture_timer
from cleanbee.domain.platform.speech import say_date, say_moment_to, say_money, say_time
from cleanbee.domain.pricing.price import QUARTER_MIN


def filled(template: str, gaps: tuple[str, ...], say: Say) -> dict[str, str]:
    """The words for a template's gaps, ready to read."""
    words = {gap: GAPS[gap](say) for gap in gaps if gap != DEADLINE}
    due = deadline_of(template, say) if DEADLINE in gaps else None
    if due is not None:
        words[DEADLINE] = say_moment_to(say.zone, due, say.around.home.zone, say.locale)
    return words


DEADLINE = "deadline"


def _pay(say: Say) -> str:
    booking, offer = say.booking, say.around.offer
    if offer is not None:
        return say_money(offer.pay, say.locale)
    if not isinstance(booking.phase, Cancelled):
        return say_money(booking.price.cleaner, say.locale)
    if booking.phase.reason == "card_not_secured":
        return say_money(booking.price.cleaner.share(say.around.policy.ladder.unpaid_cleaner_bp), say.locale)
    return say_money(booking.phase.cleaner_pay, say.locale)


def _fee(say: Say) -> str:
    phase, price = say.booking.phase, say.booking.price
    return say_money(phase.fee if isinstance(phase, Cancelled) else price.total, say.locale)


def _amount(say: Say) -> str:
    """What is owed: of a clean that was called off that is the fee."""
    payment = None if say.around.payment is None else say.around.payment.phase
    owed = payment.amount if isinstance(payment, Owed) else getattr(say.event, "amount", say.booking.price.total)
    return say_money(owed, say.locale)


def _total(say: Say) -> str:
    """The price; in news of the card what the card is asked for, which is less where credit pays a part."""
    payment = say.around.payment if isinstance(say.event, PaymentEvent) else None
    return say_money(say.booking.price.total if payment is None else payment.amount, say.locale)


def _charged(say: Say) -> str:
    """The day the money is taken."""
    payment, policy = say.around.payment, say.around.policy
    ended: datetime = getattr(say.booking.phase, "ended", say.booking.window.end)
    due = ended + timedelta(minutes=policy.capture_after_min)
    if payment is not None:
        due = capture_timer(payment, ended, policy).due_at
    return say_date(due, say.around.home.zone, say.locale)


def _whom(say: Say) -> str:
    told = TEMPLATES.get(getattr(say.event, "template", ""))
    return say_reason("the_customer" if told is None or told.audience == "customer" else "the_cleaner", say.locale)


def _eta(say: Say) -> str:
    phase = say.booking.phase
    at = phase.eta if isinstance(phase, EnRoute) and phase.eta is not None else say.start
    return say_time(at, say.around.home.zone)


def _reason(say: Say) -> str:
    payment = None if say.around.payment is None else say.around.payment.phase
    phase, event = say.booking.phase, say.event
    given = getattr(event, "reason", None) or getattr(event, "kind_of_decline", None)
    if isinstance(event, BookingCancelled) and not given:
        given = "unforeseen"
    if given is None and isinstance(payment, Declined):
        given = payment.kind
    if given is None and isinstance(phase, AwaitingChoice):
        given = phase.reason
    return say_reason(str(given or "nobody_found"), say.locale)


def _offered(say: Say, fact: Callable[[Offer], Money]) -> str:
    return "" if say.around.offer is None else say_money(fact(say.around.offer), say.locale)


def _cleaner_name(say: Say) -> str:
    return "" if say.around.cleaner is None else say.around.cleaner.name


GAPS: dict[str, Callable[[Say], str]] = {
    "address": lambda say: say.around.home.address,
    "amount": _amount,
    "booking": lambda say: str(say.booking.id),
    "charged": _charged,
    "cleaner": _cleaner_name,
    "customer": lambda say: say.around.customer.name,
    "date": lambda say: say_date(say.start, say.around.home.zone, say.locale),
    "eta": _eta,
    "extra": lambda say: str(getattr(say.event, "extra_min", QUARTER_MIN)),
    "fee": _fee,
    "link": lambda say: f"{say.around.desk.url}/?booking={say.booking.id}",
    "news": lambda say: getattr(say.event, "template", "").replace("_", " "),
    "minutes": lambda say: str(say.booking.minutes),
    "pay": _pay,
    "pay_per_h": lambda say: _offered(say, lambda offer: offer.pay_per_h),
    "reason": _reason,
    "tax": lambda say: say_money(say.booking.price.tax, say.locale),
    "time": lambda say: say_time(say.start, say.around.home.zone),
    "total": _total,
    "travel": lambda say: "" if say.around.offer is None else str(say.around.offer.travel_min),
    "whom": _whom,
}
