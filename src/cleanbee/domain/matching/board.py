"""The office's board of one day: who works when, what they do, how it will go, and what nobody does yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from cleanbee.domain.availability.claim import Claim, External, TimeOff
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.working import working_spans
from cleanbee.domain.booking.booking import Booking, Completed, LockedOut, Settled
from cleanbee.domain.kernel import CleanerId, Value, Window
from cleanbee.domain.matching.day_stands import StandingDay
from cleanbee.domain.matching.needs import EXPECTED_LATE_MIN, lateness_of
from cleanbee.domain.people.person import Active, Cleaner
from cleanbee.domain.platform.wallclock import day_bounds, local_of

OPEN = ("requested", "offered", "awaiting_choice")
"""Bookings that nobody comes to yet: the tray on top of the board."""


class BoardRow(Value, frozen=True, kw_only=True):
    """A cleaner's day: when they work, when not after all, their visits as they stand, and those paid for already."""

    cleaner: Cleaner
    shifts: tuple[Window, ...]
    off: tuple[Window, ...]
    stands: StandingDay
    settled: tuple[Booking, ...] = ()

    @property
    def bookings(self) -> tuple[Booking, ...]:
        """Every visit of the day, however it stands."""
        return (*self.settled, *(one.booking for one in self.stands.visits))


class Totals(Value, frozen=True, kw_only=True):
    """The day in numbers: of all working time, so many minutes are sold."""

    cleaners: int
    visits: int
    done: int
    late: int
    unassigned: int
    working_min: int
    booked_min: int

    @property
    def fill_permille(self) -> int:
        """How much of the working time is sold, in a thousand; never more than all of it."""
        return min(1000, self.booked_min * 1000 // self.working_min) if self.working_min else 0


def shifts_of(cleaner: Cleaner, hours: Hours | None, day: date) -> tuple[Window, ...]:
    """When the cleaner's rules let them work on their local day; none for whoever takes no work now."""
    if hours is None or not isinstance(cleaner.phase, Active):
        return ()
    first, after = day_bounds(day, hours.zone)
    spans = working_spans(hours, day, day)
    return tuple(Window(start=max(one.start, first), end=min(one.end, after)) for one in spans if one.start < after)


def time_off_of(claims: Iterable[Claim], shifts: Sequence[Window]) -> tuple[Window, ...]:
    """The time within the shifts in which the cleaner does not work after all."""
    away = sorted((one for one in claims if isinstance(one.use, TimeOff | External)), key=lambda one: one.work.start)
    return tuple(
        Window(start=max(one.work.start, shift.start), end=min(one.work.end, shift.end))
        for one in away
        for shift in shifts
        if one.work.overlaps(shift)
    )


def settled_on(
    bookings: Sequence[Booking], people: Mapping[CleanerId, Cleaner], day: date
) -> dict[CleanerId, list[Booking]]:
    """Whose visits of their local day are paid for already."""
    found: dict[CleanerId, list[Booking]] = {}
    for one in bookings:
        if isinstance(one.phase, Settled) and one.phase.cleaner in people:
            who = people[one.phase.cleaner]
            if local_of(one.window.start, who.zone).day == day:
                found.setdefault(who.id, []).append(one)
    return found


def totals(rows: Sequence[BoardRow], unassigned: int) -> Totals:
    """The day's numbers over all its rows."""
    visits = [one for row in rows for one in row.bookings]
    late = (lateness_of(one).minutes for row in rows for one in row.stands.visits)
    return Totals(
        cleaners=len(rows),
        visits=len(visits),
        done=sum(isinstance(one.phase, Completed | LockedOut | Settled) for one in visits),
        late=sum(one >= EXPECTED_LATE_MIN for one in late),
        unassigned=unassigned,
        working_min=sum(max(0, _minutes(row.shifts) - _minutes(row.off)) for row in rows),
        booked_min=sum(one.minutes for one in visits),
    )


def _minutes(spans: Iterable[Window]) -> int:
    return sum(one.minutes for one in spans)
