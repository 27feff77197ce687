"""When a cleaner's rules let them work, as spans of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.kernel import Window
from cleanbee.domain.platform.wallclock import LocalStart, day_bounds, local_of, resolve

ONE_DAY = timedelta(days=1)


def working_spans(hours: Hours, first: date, last: date) -> tuple[Window, ...]:
    """Working time from the first to the last local day, both included, in order and without seams.

    A date's rule takes the place of the weekly ones. A span that a clock change swallows whole is not there; work
    over midnight is one span.
    """
    found: list[Window] = []
    usual = [[(rule.start_min, rule.end_min) for rule in hours.weekly if rule.weekday == n] for n in range(7)]
    special = {rule.day: rule.spans for rule in reversed(hours.dates)}
    day = first
    while day <= last:
        for start_min, end_min in special.get(day, usual[day.weekday()]):
            start, end = _instant(day, start_min, hours.zone), _instant(day, end_min, hours.zone)
            if start < end:
                found.append(Window(start=start, end=end))
        day += ONE_DAY
    return _joined(found)


def works_throughout(hours: Hours, work: Window) -> bool:
    """Whether all of the work lies in one span of working time."""
    first = local_of(work.start, hours.zone).day - ONE_DAY
    last = local_of(work.end, hours.zone).day + ONE_DAY
    return any(span.contains(work) for span in working_spans(hours, first, last))


@lru_cache(maxsize=16_384)
def _instant(day: date, minute: int, zone: str) -> datetime:
    if minute == 1440:
        return day_bounds(day, zone)[1]
    return resolve(LocalStart(day=day, minute=minute, zone=zone)).at


def _joined(spans: Sequence[Window]) -> tuple[Window, ...]:
    joined: list[Window] = []
    for span in sorted(spans, key=lambda one: one.start):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Window(start=joined[-1].start, end=max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)
