"""When somebody could come: the starts that a hold would be granted for, found for many cleaners at once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.diary import (
    Diary,
    Fit,
    Scene,
    open_diary,
    seconds,
)
from cleanbee.domain.availability.hold import earliest_start, latest_start
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.openings import openings
from cleanbee.domain.availability.starts import Start, starts_on
from cleanbee.domain.kernel import CleanerId, Value, Window, window_of
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.wallclock import day_bounds

ONE_DAY = timedelta(days=1)
Run = tuple[int, int, tuple["Able", ...]]


class Candidate(Value, frozen=True, kw_only=True):
    """A cleaner with their hours and the claims around the days in question; ``until``: when all work has ended."""

    cleaner: Cleaner
    hours: Hours
    claims: tuple[Claim, ...] = ()
    until: datetime | None = None


class Able(Value, frozen=True, kw_only=True):
    """A cleaner who could come: by how many minutes their day's ways would grow, and how many their pay counts."""

    cleaner: CleanerId
    added_min: int
    travel_pay_min: int


class FreeStart(Value, frozen=True, kw_only=True):
    """A start with everyone who could come then."""

    start: Start
    window: Window
    able: tuple[Able, ...]


def slots(
    candidates: Sequence[Candidate],
    days: Sequence[date],
    zone: str,
    minutes: int,
    scene: Scene,
    within: Window | None = None,
) -> Mapping[date, tuple[FreeStart, ...]]:
    """For each local day of the home the starts for work of so many minutes, with everyone who could come.

    A cleaner is named exactly where ``hold`` would be granted at this moment. ``within``: only the starts inside.
    """
    if not days:
        return {}
    reach = Window(start=day_bounds(min(days), zone)[0], end=day_bounds(max(days) + ONE_DAY, zone)[1])
    earliest, latest = earliest_start(scene.policy, scene.now), latest_start(zone, scene.policy, scene.now)
    starts = [one for day in sorted(set(days)) for one in starts_on(day, zone) if earliest <= one.at <= latest]
    if within is not None:
        starts = [one for one in starts if within.holds(one.at)]
    diaries = [(one, open_diary(one.cleaner, one.hours, one.claims, reach, scene)) for one in candidates]
    found: dict[date, list[FreeStart]] = {day: [] for day in days}
    for first, until, able in _runs([seconds(one.at) for one in starts], minutes * 60, diaries):
        for start in starts[first:until]:
            window = window_of(start.at, minutes)
            found[start.local.day].append(FreeStart(start=start, window=window, able=able))
    return {day: tuple(free) for day, free in found.items()}


def _runs(began: Sequence[int], length: int, diaries: Sequence[tuple[Candidate, Diary]]) -> Iterator[Run]:
    """Runs of starts (from a first one until before another) with the same people, where there are any."""
    comes: dict[int, list[tuple[int, Able]]] = {}
    goes: dict[int, list[int]] = {}
    for place, (candidate, diary) in enumerate(diaries):
        able: Able | None = None
        for opening in openings(diary, length, (began[0], _last(candidate, began, length))) if began else ():
            first, until = bisect_left(began, opening.first), bisect_right(began, opening.last)
            if first < until:
                able = _able(candidate.cleaner.id, opening.fit, able)
                comes.setdefault(first, []).append((place, able))
                goes.setdefault(until, []).append(place)
    here: dict[int, Able] = {}
    marks = sorted({*comes, *goes})
    for first, until in pairwise(marks):
        for place in goes.get(first, ()):
            del here[place]
        here.update(comes.get(first, ()))
        if here:
            yield first, until, tuple(here[place] for place in sorted(here))


def _last(candidate: Candidate, began: Sequence[int], length: int) -> int:
    """The last start of somebody's that is asked about."""
    return began[-1] if candidate.until is None else min(began[-1], seconds(candidate.until) - length)


def _able(cleaner: CleanerId, found: Fit, last: Able | None) -> Able:
    """Who could come with this fit; the one before, where it says the same."""
    if last is not None and (last.added_min, last.travel_pay_min) == (found.added_min, found.travel_pay_min):
        return last
    return Able(cleaner=cleaner, added_min=found.added_min, travel_pay_min=found.travel_pay_min)


def candidates_of(
    cleaners: Iterable[Cleaner], hours: Iterable[Hours], claims: Iterable[Claim]
) -> tuple[Candidate, ...]:
    """Each cleaner who has told us their hours, with their own claims."""
    told = {one.id: one for one in hours}
    own: dict[CleanerId, list[Claim]] = {}
    for claim in claims:
        own.setdefault(claim.cleaner, []).append(claim)
    return tuple(
        Candidate(cleaner=one, hours=told[one.id], claims=tuple(own.get(one.id, ())))
        for one in cleaners
        if one.id in told
    )
