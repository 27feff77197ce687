"""When somebody could come: the starts that a hold would be granted for, found for many cleaners at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.diary import Diary, Fit, Scene, added_min, fit, open_diary, seconds
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


class FreeStart(Value, frozen=True, kw_only=True):
    """Who could start then: each cleaner with the minutes by which their day's ways would grow."""

    start: Start
    window: Window
    cleaners: tuple[tuple[CleanerId, int], ...]


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


def _free(starts: Iterable[Start], minutes: int, diaries: Sequence[tuple[CleanerId, Diary]]) -> Iterable[FreeStart]:
    for start in starts:
        began = seconds(start.at)
        who: list[tuple[CleanerId, int]] = []
        for cleaner, diary in diaries:
            found = fit(diary, began, began + minutes * 60)
            if isinstance(found, Fit):
                who.append((cleaner, added_min(diary, found)))
        if who:
            yield FreeStart(start=start, window=window_of(start.at, minutes), cleaners=tuple(who))


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
