"""A slot: a priced, bookable start that a customer was shown."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.kernel import BookingId, CleanerId, Granted, Money, QuoteId, Refusal, Refused, Value, Window
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.platform.wallclock import LocalStart
from cleanbee.domain.pricing.price import is_open
from cleanbee.domain.pricing.quote import Open, Quote


class Slot(Value, frozen=True, kw_only=True):
    """What a slot token says, once its seal is checked: which quote, who, when, at which price, good until when."""

    quote: QuoteId
    cleaner: CleanerId
    window: Window
    local: LocalStart
    price: Money
    policy: str
    until: datetime
    booking: BookingId | None = None


class SlotExpired(Refusal, frozen=True, kw_only=True):
    """The slot was shown too long ago; ask again."""


def good_until(policy: Policy, now: datetime, quote: Quote | None = None) -> datetime:
    """Until when a slot shown now may be taken: a quarter of an hour, and never longer than its quote."""
    until = now + timedelta(minutes=policy.slot_life_min)
    if quote is not None and isinstance(quote.phase, Open):
        return min(until, quote.phase.until)
    return until


def may_be_held(slot: Slot, quote: Quote, now: datetime) -> Granted[Slot] | Refused[SlotExpired]:
    """A slot can be held while it is good and its quote is open, for the time that was priced."""
    good = now < slot.until and is_open(quote, now) and slot.window.minutes == quote.minutes
    return Granted(value=slot) if good and slot.booking is None else Refused(why=SlotExpired())
