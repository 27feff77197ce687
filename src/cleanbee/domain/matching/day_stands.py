"""A cleaner's day as it stands: visits in order, the ways between them, what lies free, and how late it gets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from cleanbee.domain.availability.reach import TravelMinutes
from cleanbee.domain.booking.booking import AtDoor, Booking, Completed, EnRoute, ExtraPaid, InProgress, LockedOut
from cleanbee.domain.booking.visit import visitor
from cleanbee.domain.kernel import CleanerId, Money, Place, Value, Window, total
from cleanbee.domain.matching.late_risk import (
    Ahead,
    Arrival,
    AtWork,
    Leg,
    OnTheWay,
    Over,
    Spread,
    State,
    There,
    arrivals,
)
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.wallclock import day_bounds

MINUTE = timedelta(minutes=1)
WIDEST = timedelta(hours=14)
"""No clock on earth is further from UTC than this."""


class Stood(Value, frozen=True, kw_only=True):
    """One visit as it is kept, with what its risk is judged by: where, how long work takes, when late begins."""

    booking: Booking
    place: Place
    spread: Spread
    allowed_min: int


class StandingVisit(Value, frozen=True, kw_only=True):
    """One visit of a day: the way to it, what lies free before it, when its cleaner comes, and how likely late.

    ``slack_min`` is what is left between the end before and this start, the way taken off; None at the first visit.
    """

    booking: Booking
    way_min: int
    slack_min: int | None
    late_permille: int
    p50_at: datetime
    p80_at: datetime
    p90_at: datetime

    @property
    def leave(self) -> datetime:
        """When to leave so as to be there at the start, as the way is expected."""
        return self.booking.window.start - timedelta(minutes=self.way_min)


class StandingDay(Value, frozen=True, kw_only=True):
    """A cleaner's local day: visits by start, and the way home after the last."""

    cleaner: CleanerId
    day: date
    zone: str
    visits: tuple[StandingVisit, ...]
    home_min: int

    @property
    def work_min(self) -> int:
        """The minutes of work."""
        return sum(one.booking.minutes for one in self.visits)

    @property
    def travel_min(self) -> int:
        """The minutes on the way, to the first visit and home from the last."""
        return sum(one.way_min for one in self.visits) + (self.home_min if self.visits else 0)

    @property
    def pay(self) -> tuple[Money, ...]:
        """What these visits pay, extra time that is paid for with them; by currency."""
        return pay_by_currency([one for visit in self.visits for one in pay_of(visit.booking)])


def pay_of(booking: Booking) -> tuple[Money, ...]:
    """What a visit pays its cleaner: as it was sold, and the extra time that is paid for."""
    extra = booking.extra
    more = (extra.price.cleaner,) if extra is not None and isinstance(extra.phase, ExtraPaid) else ()
    return (booking.price.cleaner, *more)


def pay_by_currency(amounts: Sequence[Money]) -> tuple[Money, ...]:
    """The sum of each currency, in the order in which they come."""
    currencies = dict.fromkeys(one.currency for one in amounts)
    return tuple(total((one for one in amounts if one.currency == each), each) for each in currencies)


def span_of(day: date) -> Window:
    """Every instant that is this day somewhere."""
    start, end = day_bounds(day, "UTC")
    return Window(start=start - WIDEST, end=end + WIDEST)


def of_the_day(cleaner: Cleaner, day: date, bookings: Sequence[Booking]) -> list[Booking]:
    """The cleaner's visits that start on their own local day, 23 or 25 hours long as it may be, by start."""
    first, after = day_bounds(day, cleaner.zone)
    mine = [one for one in bookings if visitor(one) == cleaner.id and first <= one.window.start < after]
    return sorted(mine, key=lambda one: (one.window.start, one.id))


def by_visitor(bookings: Sequence[Booking]) -> dict[CleanerId, list[Booking]]:
    """The visits among these bookings by who comes, each in the order in which they stand here."""
    found: dict[CleanerId, list[Booking]] = {}
    for one in bookings:
        who = visitor(one)
        if who is not None:
            found.setdefault(who, []).append(one)
    return found


def day_as_it_stands(
    cleaner: Cleaner, day: date, stood: Sequence[Stood], travel: TravelMinutes, now: datetime
) -> StandingDay:
    """The day out of its visits, which come by start; what happened so far is in their phases."""
    origin = day_bounds(day, cleaner.zone)[0]
    places = [cleaner.base, *(one.place for one in stood)]
    ways = [travel(one, other) for one, other in pairwise(places)]
    legs = [_leg(one, way, origin) for one, way in zip(stood, ways, strict=True)]
    found = arrivals(legs, minute_of(now, origin))
    visits = [
        _shown(one, before, (way, came), origin)
        for one, before, way, came in zip(stood, (None, *stood), ways, found, strict=False)
    ]
    home = travel(places[-1], cleaner.base) if stood else 0
    return StandingDay(cleaner=cleaner.id, day=day, zone=cleaner.zone, visits=tuple(visits), home_min=home)


def minute_of(at: datetime, origin: datetime) -> int:
    """Whole minutes from the origin, rounded up."""
    return -((origin - at) // MINUTE)


def _leg(one: Stood, way_min: int, origin: datetime) -> Leg:
    return Leg(
        booking=one.booking.id,
        start_min=minute_of(one.booking.window.start, origin),
        way_min=way_min,
        spread=one.spread,
        allowed_min=one.allowed_min,
        state=_state(one.booking, way_min, origin),
    )


def _state(booking: Booking, way_min: int, origin: datetime) -> State:
    match booking.phase:
        case EnRoute(since=since, eta=eta):
            return OnTheWay(arrives_min=minute_of(since, origin) + way_min if eta is None else minute_of(eta, origin))
        case AtDoor(since=since):
            return There(since_min=minute_of(since, origin))
        case InProgress(began=began):
            return AtWork(began_min=minute_of(began, origin))
        case Completed(began=began, ended=ended) | LockedOut(arrived=began, reported=ended):
            return Over(began_min=minute_of(began, origin), ended_min=minute_of(ended, origin))
        case _:
            return Ahead()


def _shown(one: Stood, before: Stood | None, on: tuple[int, Arrival], origin: datetime) -> StandingVisit:
    way, came = on
    free = None if before is None else minute_of(one.booking.window.start, before.booking.window.end) - way
    p50, p80, p90 = (origin + came.arrives.within(permille) * MINUTE for permille in (500, 800, 900))
    return StandingVisit(
        booking=one.booking,
        way_min=way,
        slack_min=free,
        late_permille=came.late_permille,
        p50_at=p50,
        p80_at=p80,
        p90_at=p90,
    )
