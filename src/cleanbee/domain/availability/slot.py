"""A slot: a priced, bookable start that a customer was shown."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import BookingId, CleanerId, Money, QuoteId, Refusal, Value, Window
from cleanbee.domain.platform.wallclock import LocalStart


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
