"""A day as it is kept, as the market that a planner reads: one town a time zone, minutes from its first hour.

Starts are promises, so each visit has its own start alone; after an event it may begin as late as is not yet called
late, for a price. Who may come is judged here by the hard rules about people, hours and area; ways and breaks are the
planner's. What a customer was told stays unless an event breaks it; what nobody was told may pass to another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from cleanbee.domain.availability.claim import Booked, Claim
from cleanbee.domain.availability.diary import lives, slack_min
from cleanbee.domain.availability.reach import TravelMinutes, goes_there
from cleanbee.domain.availability.slots import Candidate
from cleanbee.domain.availability.working import working_spans
from cleanbee.domain.booking.booking import Booking, Confirmed, EnRoute, Only, Prefer
from cleanbee.domain.booking.rebind import may_pass
from cleanbee.domain.booking.visit import visitor
from cleanbee.domain.kernel import BookingId, CleanerId, Place, Window, with_
from cleanbee.domain.matching.day import (
    DAY_MIN,
    UNBOUND,
    Bond,
    Day,
    Pinned,
    Promised,
    Rules,
    Shift,
    StartOption,
    Visit,
    price_of_not_serving,
    table_of_ways,
)
from cleanbee.domain.matching.day_plan import Standing
from cleanbee.domain.matching.day_stands import minute_of, of_the_day
from cleanbee.domain.matching.eligible import person_rules
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.plan import Because, CancelledVisit, LateFinish, SickCleaner
from cleanbee.domain.matching.repair import MOVE_TO_ANOTHER, CleanerSick, DayEvent, FinishesLate, VisitCancelled
from cleanbee.domain.platform.policy import Policy

PASS_ON = 100
"""Points for passing on a visit of which nobody has been told: no day is stirred up for a minute."""

DROPPED = 100_000
"""Points for a promised visit that nobody makes: more than all the ways of a day."""

QUARTER = 15 * 60


@dataclass(frozen=True)
class Work:
    """One clean of that day: promised, or still open; what it asks for, and the rules it was sold under."""

    booking: Booking
    job: Job
    policy: Policy


@dataclass(frozen=True)
class Known:
    """All that is known of a day: who works, what is to be done, how long ways are, and when it is now."""

    day: date
    people: Sequence[Candidate]
    work: Sequence[Work]
    travel: TravelMinutes
    now: datetime


@dataclass(frozen=True)
class Town:
    """The market of one time zone: minutes of ``day`` count from ``origin``.

    ``day`` has every start as promised; in ``bent`` a visit may begin as late as is not yet called late.
    """

    origin: datetime
    day: Day
    bent: Day
    standing: Standing
    event: DayEvent | None
    untold: frozenset[BookingId]
    opted_in: frozenset[CleanerId]

    def instant(self, minute: int) -> datetime:
        """The instant that a minute of this day is."""
        return self.origin + timedelta(minutes=minute)


def towns(known: Known, because: Because | None) -> tuple[Town, ...]:
    """The towns of a day, each planned on its own: nobody works in two time zones."""
    zones = sorted({one.cleaner.zone for one in known.people} | {_open_zone(one) for one in _open(known)})
    found = (_town(known, zone, because) for zone in zones)
    return tuple(one for one in found if one is not None)


def concerned(here: Sequence[Town], because: Because | None) -> bool:
    """Whether what happened has to do with this day at all."""
    return because is None or any(town.event is not None for town in here)


def _town(known: Known, zone: str, because: Because | None) -> Town | None:
    here = {one.cleaner.id: one for one in known.people if one.cleaner.zone == zone}
    bookings = [one.booking for one in known.work]
    promised = {b.id: who for who, one in here.items() for b in of_the_day(one.cleaner, known.day, bookings)}
    work = [one for one in known.work if one.booking.id in promised]
    work += [one for one in _open(known) if _open_zone(one) == zone]
    spans = {who: working_spans(one.hours, known.day, known.day) for who, one in here.items()}
    begins = [span.start for each in spans.values() for span in each] + [one.booking.window.start for one in work]
    if not begins:
        return None
    drawing = _Drawing(known, here, spans, promised, work, _floor(min(begins)), because)
    return (drawing if drawing.event() is not None else replace(drawing, because=None)).town()


@dataclass(frozen=True)
class _Drawing:
    known: Known
    here: dict[CleanerId, Candidate]
    spans: dict[CleanerId, tuple[Window, ...]]
    promised: dict[BookingId, CleanerId]
    work: list[Work]
    origin: datetime
    because: Because | None

    def town(self) -> Town:
        places = list(dict.fromkeys([*self._bases(), *(one.job.home for one in self.work)]))
        number = {place: n for n, place in enumerate(places)}
        day = Day(
            shifts=tuple(self._shift(one, number) for one in self.here.values() if self._works(one)),
            visits=tuple(self._visit(one, number, 0) for one in self.work),
            places=len(places),
            ways=table_of_ways(len(places), lambda one, other: self.known.travel(places[one], places[other])),
            rules=_rules(one.policy for one in self.work),
        )
        standing = [
            (who, tuple(one.booking.id for one in self.work if self.promised.get(one.booking.id) == who))
            for who in self.here
        ]
        untold = frozenset(one.booking.id for one in self.work if may_pass(one.booking, self.known.now))
        kept = [(who, row) for who, row in standing if row]
        bent = with_(day, visits=tuple(self._visit(one, number, self._later(one)) for one in self.work))
        return Town(
            origin=self.origin,
            day=day,
            bent=bent,
            standing=kept,
            event=self.event(),
            untold=untold,
            opted_in=self._opted_in(),
        )

    def _bases(self) -> Iterator[Place]:
        return (one.cleaner.base for one in self.here.values())

    def _works(self, one: Candidate) -> bool:
        return bool(self.spans[one.cleaner.id]) or one.cleaner.id in self.promised.values()

    def _shift(self, one: Candidate, number: dict[Place, int]) -> Shift:
        """From the first hour to the last, old promises outside of today's hours included."""
        id = one.cleaner.id
        own = [each.booking.window for each in self.work if self.promised.get(each.booking.id) == id]
        whole = [*self.spans[id], *own]
        most = max((each.policy.day_most_min for each in self.work), default=480)
        return Shift(
            cleaner=id,
            home=number[one.cleaner.base],
            start_min=self._minute(min(span.start for span in whole)),
            end_min=self._minute(max(span.end for span in whole)),
            most_paid_min=max(most, sum(window.minutes for window in own)),
        )

    def _visit(self, one: Work, number: dict[Place, int], later_min: int) -> Visit:
        booking, start = one.booking, self._minute(one.booking.window.start)
        who = self.promised.get(booking.id)
        minutes = booking.window.minutes
        last = min(start + later_min, DAY_MIN)
        return Visit(
            booking=booking.id,
            place=number[one.job.home],
            duration_min=minutes,
            options=(StartOption(first_min=start, last_min=last),),
            slack_min=slack_min(one.policy, minutes),
            wishes=self._wishes(one),
            never=frozenset(id for id, each in self.here.items() if id != who and not self._may_take(each, one)),
            bond=self._bond(booking, who),
            unserved=price_of_not_serving(minutes) + (DROPPED if who is not None else 0),
        )

    def _wishes(self, one: Work) -> frozenset[CleanerId]:
        """Whom the customer would like; else, for what may pass on, those who need not be asked first."""
        wish = one.booking.wish
        named = {wish.cleaner} if isinstance(wish, Prefer | Only) else frozenset[CleanerId]()
        liked = (one.job.favourites | named) & self.here.keys()
        return liked or (self._opted_in() if may_pass(one.booking, self.known.now) else frozenset())

    def _opted_in(self) -> frozenset[CleanerId]:
        return frozenset(who for who, one in self.here.items() if one.cleaner.instant)

    def _later(self, one: Work) -> int:
        """By how many minutes it may begin later: not at all, unless something happened to the day."""
        return 0 if self.because is None or one.booking.id not in self.promised else one.policy.late_free_after_min

    def _bond(self, booking: Booking, who: CleanerId | None) -> Bond:
        if who is None:
            return Pinned(cleaner=booking.wish.cleaner) if isinstance(booking.wish, Only) else UNBOUND
        if may_pass(booking, self.known.now):
            return Promised(cleaner=who, move_price=PASS_ON)
        sick = isinstance(self.because, SickCleaner) and self.because.cleaner == who
        ahead = isinstance(booking.phase, Confirmed | EnRoute) if sick else isinstance(booking.phase, Confirmed)
        if self.because is None or not ahead or isinstance(booking.wish, Only):
            return Pinned(cleaner=who)
        return Promised(cleaner=who, move_price=MOVE_TO_ANOTHER)

    def _may_take(self, one: Candidate, work: Work) -> bool:
        """The hard rules that need no look at the rest of the day; without an event only the opted-in are stirred."""
        window, policy = work.booking.window, work.policy
        stirred = work.booking.id in self.promised and self.because is None
        if (stirred and not one.cleaner.instant) or not goes_there(one.cleaner, work.job.home):
            return False
        if person_rules(one.cleaner, work.job):
            return False
        later = timedelta(minutes=self._later(work))
        if self.known.now + self._way(one, work) > window.start + later:
            return False
        longest = Window(start=window.start, end=window.end + later)
        free_again = longest.end + timedelta(minutes=slack_min(policy, window.minutes))
        if not any(span.contains(longest) for span in self.spans[one.cleaner.id]):
            return False
        kept_free = Window(start=window.start, end=free_again)
        return not any(each.blocked.overlaps(kept_free) for each in one.claims if self._stands_there(each))

    def _way(self, one: Candidate, work: Work) -> timedelta:
        """From where the cleaner starts: whoever could not be there in time from home is not sent at once."""
        return timedelta(minutes=self.known.travel(one.cleaner.base, work.job.home))

    def _stands_there(self, claim: Claim) -> bool:
        """Whether it is something that no plan of this day moves: time off, a hold, another day's visit."""
        ours = isinstance(claim.use, Booked) and claim.use.booking in self.promised
        return lives(claim, self.known.now) and not ours

    def event(self) -> DayEvent | None:
        """What happened to this town, in its minutes; nothing where it happened elsewhere."""
        at = minute_of(self.known.now, self.origin)
        match self.because:
            case SickCleaner(cleaner=cleaner) if cleaner in self.here:
                return CleanerSick(cleaner=cleaner, at_min=at)
            case CancelledVisit(booking=booking) if booking in self.promised:
                return VisitCancelled(booking=booking, at_min=at)
            case LateFinish(booking=booking, late_min=late) if booking in self.promised:
                return FinishesLate(booking=booking, late_min=late, at_min=at)
            case _:
                return None

    def _minute(self, at: datetime) -> int:
        return min(max(minute_of(at, self.origin), 0), DAY_MIN)


def _open(known: Known) -> list[Work]:
    """Cleans of that day that nobody is promised to yet and that are still ahead."""
    waiting = (one for one in known.work if visitor(one.booking) is None)
    return [one for one in waiting if one.booking.local.day == known.day and one.booking.window.start > known.now]


def _open_zone(one: Work) -> str:
    return one.booking.local.zone


def _rules(policies: Iterable[Policy]) -> Rules:
    """What every day keeps; under several policies the widest of each, so that no promise looks like a fault."""
    known = list(policies)
    if not known:
        return Rules()
    return Rules(
        most_way_min=max(one.most_travel_min for one in known),
        break_after_min=max(one.break_after_min for one in known),
        break_min=min(one.break_min for one in known),
    )


def _floor(at: datetime) -> datetime:
    return datetime.fromtimestamp(int(at.timestamp()) // QUARTER * QUARTER, UTC)
