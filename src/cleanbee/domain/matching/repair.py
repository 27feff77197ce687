"""A day after something happened: what may move, and what moving it costs.

A plan that was told is a promise. After an event each visit stays promised to its cleaner and its start; both may be
broken for points, as long as the customer's own options allow it. What began already is moved by nobody.
"""

from __future__ import annotations

from cleanbee.domain.kernel import BookingId, CleanerId, Tagged, Value, with_
from cleanbee.domain.matching.day import (
    DAY_MIN,
    MOST_PRICE,
    UNBOUND,
    Day,
    Pinned,
    Promised,
    Shift,
    StartOption,
    Visit,
)
from cleanbee.domain.matching.day_plan import DayPlan
from cleanbee.domain.matching.day_route import Stop

MOVE_TO_ANOTHER = 1_500
"""Points for sending somebody else than was told: more than a way across town, less than leaving a visit out."""

MOVE_IN_TIME = 800
"""Points for another start than was told."""


class CleanerSick(Tagged, frozen=True, kw_only=True):
    """A cleaner makes none of the visits that have not begun at ``at_min``."""

    cleaner: CleanerId
    at_min: int


class VisitCancelled(Tagged, frozen=True, kw_only=True):
    """A visit is no longer wanted."""

    booking: BookingId
    at_min: int


class FinishesLate(Tagged, frozen=True, kw_only=True):
    """A visit that has begun ends so many minutes after its planned end."""

    booking: BookingId
    late_min: int
    at_min: int


DayEvent = CleanerSick | VisitCancelled | FinishesLate


class Kept(Value, frozen=True, kw_only=True):
    """How a repaired plan treats those whom the event does not touch."""

    others: int
    same: int
    moved_to_another: tuple[BookingId, ...]
    moved_in_time: tuple[BookingId, ...]
    dropped: tuple[BookingId, ...]

    @property
    def kept_permille(self) -> int:
        """How many in a thousand of the others keep cleaner and start."""
        return self.same * 1000 // self.others if self.others else 1000


def day_after(day: Day, plan: DayPlan, event: DayEvent) -> Day:
    """The day as it is to be planned again: promises priced, what began pinned, the event in it."""
    told = {stop.booking: (route.cleaner, stop) for route in plan.routes for stop in route.stops}
    visits = [_promised(visit, *told[visit.booking], event) if visit.booking in told else visit for visit in day.visits]
    match event:
        case CleanerSick():
            return with_(day, visits=tuple(_without(visit, event) for visit in visits))
        case VisitCancelled():
            return with_(day, visits=tuple(visit for visit in visits if visit.booking != event.booking))
        case FinishesLate():
            late = told[event.booking][0]
            shifts = tuple(_longer(shift, late, event.late_min) for shift in day.shifts)
            return with_(day, visits=tuple(_late(visit, event) for visit in visits), shifts=shifts)


def kept(before: DayPlan, after: DayPlan, event: DayEvent | None) -> Kept:
    """What became of the visits that the event does not name; without an event, of all."""
    old, new = _by_booking(before), _by_booking(after)
    others = [booking for booking, (cleaner, _) in old.items() if not _named(event, booking, cleaner)]
    there = [booking for booking in others if booking in new]
    to_another = tuple(one for one in there if new[one][0] != old[one][0])
    in_time = tuple(one for one in there if new[one][1].start_min != old[one][1].start_min)
    return Kept(
        others=len(others),
        same=len(set(there) - set(to_another) - set(in_time)),
        moved_to_another=to_another,
        moved_in_time=in_time,
        dropped=tuple(booking for booking in others if booking not in new),
    )


def _by_booking(plan: DayPlan) -> dict[BookingId, tuple[CleanerId, Stop]]:
    return {stop.booking: (route.cleaner, stop) for route in plan.routes for stop in route.stops}


def _named(event: DayEvent | None, booking: BookingId, cleaner: CleanerId) -> bool:
    if event is None:
        return False
    return cleaner == event.cleaner if isinstance(event, CleanerSick) else booking == event.booking


def _promised(visit: Visit, cleaner: CleanerId, stop: Stop, event: DayEvent) -> Visit:
    """The visit as it was told: this cleaner, this start; anything else for points. What began stays as it is."""
    same = StartOption(first_min=stop.start_min, last_min=stop.start_min)
    if stop.start_min <= event.at_min:
        return with_(visit, options=(same,), bond=Pinned(cleaner=cleaner), unserved=MOST_PRICE)
    rest = tuple(
        with_(one, first_min=max(one.first_min, event.at_min), price=min(one.price + MOVE_IN_TIME, MOST_PRICE))
        for one in visit.options
        if one.last_min > event.at_min
    )
    bond = visit.bond
    if not isinstance(bond, Pinned) and not (isinstance(bond, Promised) and bond.cleaner == cleaner):
        bond = Promised(cleaner=cleaner, move_price=MOVE_TO_ANOTHER)
    return with_(visit, options=(same, *rest), bond=bond)


def _without(visit: Visit, event: CleanerSick) -> Visit:
    """The visit without the sick cleaner: whom we promised, anybody may serve; whom the customer chose, nobody else."""
    bond = visit.bond
    theirs = isinstance(bond, Pinned | Promised) and bond.cleaner == event.cleaner
    if theirs and visit.unserved == MOST_PRICE:
        return visit
    free = theirs and isinstance(bond, Promised)
    return with_(visit, bond=UNBOUND if free else bond, never=visit.never | {event.cleaner})


def _late(visit: Visit, event: FinishesLate) -> Visit:
    return with_(visit, duration_min=visit.duration_min + event.late_min) if visit.booking == event.booking else visit


def _longer(shift: Shift, cleaner: CleanerId, late_min: int) -> Shift:
    """Whoever finishes late may do what they have begun, though it goes past their hours."""
    if shift.cleaner != cleaner:
        return shift
    end = min(shift.end_min + late_min, DAY_MIN)
    return with_(shift, end_min=end, most_paid_min=shift.most_paid_min + late_min)
