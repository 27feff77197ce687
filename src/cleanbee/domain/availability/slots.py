"""When somebody could come: the starts that a hold would be granted for, found for many cleaners at once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.diary import (
    Diary,
    Fit,
    Scene,
    fit_in_hours,
    open_diary,
    seconds,
)
from cleanbee.domain.availability.hold import reach_ahead
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.starts import Start, starts_on
from cleanbee.domain.kernel import CleanerId, Value, Window, window_of
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.wallclock import day_bounds

ONE_DAY = timedelta(days=1)


class Candidate(Value, frozen=True, kw_only=True):
    """A cleaner with their hours and the claims around the days in question."""

    cleaner: Cleaner
    hours: Hours
    claims: tuple[Claim, ...] = ()


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
    candidates: Sequence[Candidate], days: Sequence[date], zone: str, minutes: int, scene: Scene
) -> Mapping[date, tuple[FreeStart, ...]]:
    """For each local day of the home the starts for work of so many minutes, with everyone who could come.

    A cleaner is named exactly where ``hold`` would be granted at this moment.
    """
    found: dict[date, tuple[FreeStart, ...]] = {}
    if not days:
        return found
    reach = Window(start=day_bounds(min(days), zone)[0], end=day_bounds(max(days) + ONE_DAY, zone)[1])
    diaries = [(one.cleaner.id, open_diary(one.cleaner, one.hours, one.claims, reach, scene)) for one in candidates]
    diaries = [(cleaner, diary) for cleaner, diary in diaries if diary.in_area]
    for day in days:
        open_starts = [
            start for start in starts_on(day, zone) if reach_ahead(start.at, zone, scene.policy, scene.now) is None
        ]
        found[day] = tuple(_free(open_starts, minutes, diaries))
    return found


def _free(starts: Sequence[Start], minutes: int, diaries: Sequence[tuple[CleanerId, Diary]]) -> Iterable[FreeStart]:
    began, length = [seconds(start.at) for start in starts], minutes * 60
    able: list[list[Able]] = [[] for _ in starts]
    for cleaner, diary in diaries:
        last: tuple[Fit, Able] | None = None  # all starts between the same two claims share one fit
        for n in _inside(diary.spans, began, length):
            found = fit_in_hours(diary, began[n], began[n] + length)
            if isinstance(found, Fit):
                if last is None or last[0] is not found:
                    last = found, _able(cleaner, found)
                able[n].append(last[1])
    for start, who in zip(starts, able, strict=True):
        if who:
            yield FreeStart(start=start, window=window_of(start.at, minutes), able=tuple(who))


def _inside(spans: Iterable[tuple[int, int]], began: Sequence[int], length: int) -> Iterable[int]:
    """Which starts lie in working hours with all of their work."""
    for opens, closes in spans:
        yield from range(bisect_left(began, opens), bisect_right(began, closes - length))


def _able(cleaner: CleanerId, found: Fit) -> Able:
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
