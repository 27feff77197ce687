"""Claims: every piece of a cleaner's time that is taken, for whatever reason, is one claim; two never overlap."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cleanbee.domain.kernel import (
    BookingId,
    ClaimId,
    CleanerId,
    CustomerId,
    Place,
    Refusal,
    Tagged,
    Value,
    Window,
)


class Hold(Tagged, frozen=True, kw_only=True):
    """Kept for someone until an instant, then nobody's; ``holder`` is the id of the quote or offer it is kept for."""

    holder: UUID
    customer: CustomerId | None = None
    until: datetime


class Booked(Tagged, frozen=True, kw_only=True):
    """Promised to a booking's seat."""

    booking: BookingId
    seat: int = 0


class TimeOff(Tagged, frozen=True, kw_only=True):
    """The cleaner is not working then."""

    note: str = ""


class External(Tagged, frozen=True, kw_only=True):
    """Taken in a calendar that is not ours."""

    source: str


ClaimUse = Hold | Booked | TimeOff | External


class Claim(Value, frozen=True, kw_only=True):
    """A cleaner's time that is taken: the work itself, and the travel and slack around it."""

    id: ClaimId
    cleaner: CleanerId
    use: ClaimUse
    work: Window
    blocked: Window
    place: Place | None = None

    def __post_init__(self) -> None:
        assert self.blocked.contains(self.work), "travel and slack lie around the work"


class OffGrid(Refusal, frozen=True, kw_only=True):
    """Starts stand on the quarter hours of the home's wall clock."""


class TooSoon(Refusal, frozen=True, kw_only=True):
    """Less than the notice that cleaners are promised."""

    earliest: datetime


class BeyondHorizon(Refusal, frozen=True, kw_only=True):
    """Further ahead than calendars are open."""

    latest: datetime


class OutsideHours(Refusal, frozen=True, kw_only=True):
    """The cleaner does not work then."""


class CannotReach(Refusal, frozen=True, kw_only=True):
    """The way from or to the neighbouring visit is too long, or the home lies outside the cleaner's area."""


class RestTooShort(Refusal, frozen=True, kw_only=True):
    """The cleaner would have less than the rest between two days of work, or no break in a long one."""


class DayFull(Refusal, frozen=True, kw_only=True):
    """The cleaner has a full day of paid work already."""


class SlotTaken(Refusal, frozen=True, kw_only=True):
    """Somebody else was first."""


class TooManyHolds(Refusal, frozen=True, kw_only=True):
    """A customer keeps at most two slots on hold, a guest one."""

    most: int


class HoldExpired(Refusal, frozen=True, kw_only=True):
    """The hold has lapsed; the slot may still be free."""


class PromisesInside(Refusal, frozen=True, kw_only=True):
    """There are promised visits in the time asked off."""

    bookings: tuple[BookingId, ...]


HoldRefusal = (
    OffGrid | TooSoon | BeyondHorizon | OutsideHours | CannotReach | RestTooShort | DayFull | SlotTaken | TooManyHolds
)
