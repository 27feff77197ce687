"""One cleaner's time as seen from one home: prepared once, then asked for many starts.

Both the slots that are shown and the claims that are made ask ``fit``, so that what is shown can be had.
Inside, instants are whole seconds since 1970: a search asks thousands of times.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from cleanbee.domain.availability.claim import (
    Booked,
    CannotReach,
    Claim,
    DayFull,
    Hold,
    OutsideHours,
    RestTooShort,
    SlotTaken,
)
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.reach import TravelMinutes, goes_there
from cleanbee.domain.availability.working import working_spans
from cleanbee.domain.kernel import Place, Window
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.platform.wallclock import day_bounds, local_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MARGIN = timedelta(days=2)
NoFit = OutsideHours | CannotReach | RestTooShort | DayFull | SlotTaken


def reading_span(window: Window) -> Window:
    """Which claims have to be read to judge work in this window: two days around it."""
    return Window(start=window.start - MARGIN, end=window.end + MARGIN)


def lives(claim: Claim, now: datetime) -> bool:
    """Whether the claim counts: a lapsed hold blocks nobody."""
    return not (isinstance(claim.use, Hold) and claim.use.until <= now)


def is_visit(claim: Claim) -> bool:
    """Whether it is work at a place (promised or held), not time off or somebody else's calendar."""
    return claim.place is not None and isinstance(claim.use, Booked | Hold)


@dataclass(frozen=True, slots=True)
class Taken:
    """One live claim in seconds; ``day`` numbers the cleaner's local day, the ways are minutes of travel."""

    claim: Claim
    start: int
    end: int
    blocked_start: int
    blocked_end: int
    visit: bool
    day: int
    to_home: int
    from_home: int


@dataclass(frozen=True, slots=True)
class Fit:
    """How work fits: minutes of travel in, the visits of that day before and after it, and what the way costs.

    ``added_min`` is by how many minutes the day's ways grow (in and out, less the way that falls away; never below 0),
    ``travel_pay_min`` what the pay per hour counts: the way in, and the way home after the day's last visit.
    """

    travel_in: int
    before: Taken | None
    after: Taken | None
    added_min: int
    travel_pay_min: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What is the same for every start of one day between the same two claims.

    ``free_from`` is when whatever stands right before the next visit ends (None where that is the work itself),
    ``worked`` the seconds of the day's visits, ``row`` their (start, leaving, end); ``others`` are those of other days.
    """

    fit: Fit
    free_from: int | None
    worked: int
    row: tuple[tuple[int, int, int], ...]
    others: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Diary:
    """Everything about one cleaner that decides whether work at one home fits."""

    home: Place
    base: Place
    from_base: int
    to_base: int
    in_area: bool
    spans: tuple[tuple[int, int], ...]
    day_starts: tuple[int, ...]
    taken: tuple[Taken, ...]
    taken_starts: tuple[int, ...]
    policy: Policy
    travel: TravelMinutes
    gaps: dict[tuple[int, int], Gap] = field(default_factory=dict[tuple[int, int], "Gap"])

    def day_of(self, instant: int) -> int:
        """The number of the cleaner's local day that an instant falls on."""
        return bisect_right(self.day_starts, instant)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a diary is made for: the home, the rules, the ways, and the moment."""

    home: Place
    policy: Policy
    travel: TravelMinutes
    now: datetime


def open_diary(cleaner: Cleaner, hours: Hours, claims: Iterable[Claim], span: Window, scene: Scene) -> Diary:
    """A cleaner's diary over a span, good for starts and ends inside it; ``claims`` as ``reading_span`` asks."""
    first, last = local_of(span.start - MARGIN, hours.zone).day, local_of(span.end + MARGIN, hours.zone).day
    day_starts = _day_starts(first, last, hours.zone)
    memory: dict[Place, tuple[int, int]] = {}
    taken = [_taken(c, day_starts, scene, memory) for c in claims if c.cleaner == cleaner.id and lives(c, scene.now)]
    taken.sort(key=lambda one: one.start)
    return Diary(
        home=scene.home,
        base=cleaner.base,
        from_base=scene.travel(cleaner.base, scene.home),
        to_base=scene.travel(scene.home, cleaner.base),
        in_area=goes_there(cleaner, scene.home),
        spans=tuple((_floor(w.start), _floor(w.end)) for w in working_spans(hours, first, last)),
        day_starts=day_starts,
        taken=tuple(taken),
        taken_starts=tuple(one.start for one in taken),
        policy=scene.policy,
        travel=scene.travel,
    )


def fit(diary: Diary, start: int, end: int) -> Fit | NoFit:
    """How work from ``start`` to ``end`` (seconds) fits, or the first rule that it breaks."""
    spans = diary.spans
    at = bisect_right(spans, (start, end))
    if not any(s <= start and end <= e for s, e in spans[max(at - 1, 0) : at + 1]):
        return OutsideHours()
    if not diary.in_area:
        return CannotReach()
    taken, slack = diary.taken, slack_min(diary.policy, (end - start) // 60) * 60
    here = bisect_left(diary.taken_starts, start)
    if _overlaps(taken, here, start, end + slack):
        return SlotTaken()
    day = diary.day_of(start)
    gap = gap_at(diary, here, day)
    if not _reachable(diary, here, gap, start, end + slack):
        return CannotReach()
    if _breaks_rest(diary.policy, gap, start, end):
        return RestTooShort()
    if gap.worked + end - start > diary.policy.day_most_min * 60:
        return DayFull()
    return gap.fit


def gap_at(diary: Diary, here: int, day: int) -> Gap:
    """What is the same for all starts on one day after so many claims; worked out once."""
    gap = diary.gaps.get((here, day))
    if gap is None:
        gap = diary.gaps[here, day] = _gap(diary, here, day)
    return gap


def slack_min(policy: Policy, minutes: int) -> int:
    """Minutes kept free after work of this length."""
    return policy.slack_long_min if minutes >= policy.slack_long_from_min else policy.slack_short_min


def seconds(instant: datetime) -> int:
    """Whole seconds since 1970, parts of a second cut off."""
    return _floor(instant)


def _overlaps(taken: Sequence[Taken], here: int, start: int, free_again: int) -> bool:
    """Whether anything but travel to a visit stands in the way; ``taken[here]`` is the first that starts later."""
    if here and taken[here - 1].blocked_end > start:
        return True
    if here == len(taken):
        return False
    after = taken[here]
    return (after.start if after.visit else after.blocked_start) < free_again


def _gap(diary: Diary, here: int, day: int) -> Gap:
    taken = diary.taken
    before = next((one for one in reversed(taken[:here]) if one.visit), None)
    place, after = next(((n, one) for n, one in enumerate(taken[here:], here) if one.visit), (here, None))
    found = _way(
        diary,
        before if before is not None and before.day == day else None,
        after if after is not None and after.day == day else None,
    )
    visits = [one for one in taken if one.visit]
    today = [one for one in visits if one.day == day]
    return Gap(
        fit=found,
        free_from=None if place == here else taken[place - 1].blocked_end,
        worked=sum(one.end - one.start for one in today),
        row=tuple((one.start, _leaves(one, found), one.end) for one in today),
        others=tuple((one.start, one.end) for one in visits if one.day != day),
    )


def _way(diary: Diary, before: Taken | None, after: Taken | None) -> Fit:
    """The ways of work between two visits of one day, or from and to the base."""
    way_in = before.to_home if before is not None else diary.from_base
    out = after.from_home if after is not None else diary.to_base
    come_from = before.claim.place if before is not None else None
    go_on_to = after.claim.place if after is not None else None
    own = diary.travel(come_from or diary.base, go_on_to or diary.base)
    return Fit(
        travel_in=way_in,
        before=before,
        after=after,
        added_min=max(0, way_in + out - own),
        travel_pay_min=way_in + (diary.to_base if after is None else 0),
    )


def _leaves(visit: Taken, found: Fit) -> int:
    """When the cleaner sets off to a visit: to the one after the work, from there."""
    return visit.start - visit.from_home * 60 if visit is found.after else visit.blocked_start


def _reachable(diary: Diary, here: int, gap: Gap, start: int, free_again: int) -> bool:
    """Whether the way in fits after what is before, and the next visit's new way fits after this one."""
    found, most = gap.fit, diary.policy.most_travel_min
    if found.travel_in > most or (here and start - found.travel_in * 60 < diary.taken[here - 1].blocked_end):
        return False
    if found.after is None:
        return True
    free_from = free_again if gap.free_from is None else gap.free_from
    return found.after.from_home <= most and found.after.start - found.after.from_home * 60 >= free_from


def _breaks_rest(policy: Policy, gap: Gap, start: int, end: int) -> bool:
    """Eleven hours between two days of work, and a break in a long row of visits."""
    rest = policy.rest_min * 60
    if any(began < end + rest and start < ended + rest for began, ended in gap.others):
        return True
    return bool(gap.row) and no_break(sorted([*gap.row, (start, start - gap.fit.travel_in * 60, end)]), policy)


def no_break(row: Sequence[tuple[int, int, int]], policy: Policy) -> bool:
    """Whether several visits follow one another too long without a break (a single long one takes it inside).

    Each is when it starts, when the cleaner sets off to it, and when it ends, in order.
    """
    if not row:
        return False
    began, ended, visits = row[0][0], row[0][2], 1
    for start, leaves, end in row[1:]:
        if leaves - ended >= policy.break_min * 60:
            began, visits = start, 0
        ended, visits = end, visits + 1
        if visits > 1 and ended - began > policy.break_after_min * 60:
            return True
    return False


def _taken(claim: Claim, day_starts: Sequence[int], scene: Scene, memory: dict[Place, tuple[int, int]]) -> Taken:
    place, ways = claim.place, (0, 0)
    if place is not None:
        if place not in memory:
            memory[place] = (scene.travel(place, scene.home), scene.travel(scene.home, place))
        ways = memory[place]
    return Taken(
        claim=claim,
        start=_floor(claim.work.start),
        end=_ceil(claim.work.end),
        blocked_start=_floor(claim.blocked.start),
        blocked_end=_ceil(claim.blocked.end),
        visit=is_visit(claim),
        day=bisect_right(day_starts, _floor(claim.work.start)),
        to_home=ways[0],
        from_home=ways[1],
    )


@lru_cache(maxsize=1024)
def _day_starts(first: date, last: date, zone: str) -> tuple[int, ...]:
    days = range((last - first).days + 1)
    return tuple(_floor(day_bounds(first + timedelta(days=n), zone)[0]) for n in days)


def _floor(instant: datetime) -> int:
    return (instant - EPOCH) // SECOND


def _ceil(instant: datetime) -> int:
    return -((EPOCH - instant) // SECOND)
