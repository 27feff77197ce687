"""An offer: one cleaner is asked about one clean, with everything they need to decide."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import (
    Aggregate,
    BookingId,
    ClaimId,
    CleanerId,
    CustomerId,
    Event,
    Money,
    OfferId,
    Refusal,
    Tagged,
    Window,
)


class Open(Tagged, frozen=True, kw_only=True):
    """May be accepted before ``until``; the calendar is kept free by ``claim`` meanwhile, unless several are asked."""

    until: datetime
    claim: ClaimId | None


class Accepted(Tagged, frozen=True, kw_only=True):
    """The cleaner said yes."""

    at: datetime


class Declined(Tagged, frozen=True, kw_only=True):
    """The cleaner said no; that costs nothing."""

    at: datetime


class Expired(Tagged, frozen=True, kw_only=True):
    """No answer in time; that costs nothing either."""

    at: datetime


class Withdrawn(Tagged, frozen=True, kw_only=True):
    """The clean is no longer to be given away."""

    at: datetime
    why: str


OfferPhase = Open | Accepted | Declined | Expired | Withdrawn


class Offer(Aggregate, frozen=True, kw_only=True):
    """What a cleaner is asked: pay, minutes, travel (minutes in), and effective pay per hour with travel.

    ``broadcast``: several are asked at once, nobody's time is kept meanwhile, and the first yes gets it.
    """

    id: OfferId
    booking: BookingId
    customer: CustomerId
    cleaner: CleanerId
    seat: int = 0
    round: int = 1
    window: Window
    pay: Money
    travel_min: int
    pay_per_h: Money
    made_at: datetime
    broadcast: bool = False
    phase: OfferPhase

    def __post_init__(self) -> None:
        keeps = not isinstance(self.phase, Open) or (self.phase.claim is None) is self.broadcast
        assert keeps, "the time of whoever alone is asked is kept, that of several is not"


class OfferEvent(Event, frozen=True, kw_only=True):
    """Something happened to one offer."""

    offer: OfferId
    booking: BookingId
    cleaner: CleanerId


class OfferMade(OfferEvent, frozen=True, kw_only=True):
    """A cleaner was asked (``several``: others too, and the first yes counts); the office says why it did."""

    several: bool = False
    reason: str = ""


class OfferAccepted(OfferEvent, frozen=True, kw_only=True):
    """The cleaner said yes."""


class OfferDeclined(OfferEvent, frozen=True, kw_only=True):
    """The cleaner said no."""


class OfferExpired(OfferEvent, frozen=True, kw_only=True):
    """The cleaner did not answer."""


class OfferWithdrawn(OfferEvent, frozen=True, kw_only=True):
    """The offer was taken back; the office says why it did."""

    reason: str = ""


class OfferTaken(OfferEvent, frozen=True, kw_only=True):
    """Several were asked, and somebody else was the first to say yes."""


class NotTheChosenCleaner(Refusal, frozen=True, kw_only=True):
    """The customer wants one certain cleaner."""


class SeatHasOffer(Refusal, frozen=True, kw_only=True):
    """Somebody else is being asked."""


class NobodyToAsk(Refusal, frozen=True, kw_only=True):
    """Whoever could be asked has been, or is kept out: the office gives the clean to somebody who agrees, or waits."""


class AskedBefore(Refusal, frozen=True, kw_only=True):
    """This cleaner has been asked already."""


class BelowPayFloor(Refusal, frozen=True, kw_only=True):
    """The pay per hour, travel counted, is below what the cleaner asks for."""


class NotYours(Refusal, frozen=True, kw_only=True):
    """The offer is somebody else's."""


class OfferGone(Refusal, frozen=True, kw_only=True):
    """The offer has been answered or taken back."""


class TakenByAnother(Refusal, frozen=True, kw_only=True):
    """Several were asked, and somebody else was the first to say yes."""


class OfferLapsed(Refusal, frozen=True, kw_only=True):
    """The time to answer is over."""


class NoLongerEligible(Refusal, frozen=True, kw_only=True):
    """Something changed since the offer was made."""

    reason: str
