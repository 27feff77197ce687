"""How work fits between the claims themselves: ``diary.fit``, for days that are not plain."""

from __future__ import annotations

from typing import Any

from cleanbee.adapters.numba.search_kernels.compiled import compiled
from cleanbee.adapters.numba.search_kernels.layout import (
    AMPLE,
    AT,
    BLOCKED,
    BREAK,
    BREAK_AFTER,
    CLAIMS,
    DAY_MOST,
    END,
    FOREVER,
    FREE,
    HOME_LAT,
    HOME_LON,
    LAT,
    LON,
    MOST_TRAVEL,
    NOW,
    PATTERN,
    PLACE_LAT,
    PLACE_LON,
    REST,
    SLACK,
    START,
    TWO_DAYS,
    UNTIL,
    VISIT,
    ZONE,
)
from cleanbee.adapters.numba.search_kernels.ways import minutes
from cleanbee.adapters.numba.search_kernels.words import day_of


@compiled
def fit_claims(m: Any, ask: Any, row: int, start: int, end: int) -> Any:
    """``diary.fit`` on the claims themselves: whether it fits, minutes added, minutes paid, minutes to spare."""
    people, pool, zones = m.people, m.pool, m.zones
    no = (False, 0, 0, 0)
    if not _in_hours(m, people[row, PATTERN], start, end):
        return no
    zone, free_again = people[row, ZONE], end + ask[SLACK]
    day = day_of(zones, zone, start)
    first, last = people[row, AT], people[row, AT] + people[row, CLAIMS]
    before, previous, after, beside, worked = -1, -1, -1, -1, 0
    for n in range(first, last):
        if not _read(pool, n, start, end, ask):
            continue
        today = pool[n, VISIT] != 0 and day_of(zones, zone, pool[n, START]) == day
        if pool[n, START] < start:
            previous = n
            before = n if pool[n, VISIT] != 0 else before
        else:
            if beside < 0:
                taken = pool[n, START] if pool[n, VISIT] else pool[n, BLOCKED]
                if taken < free_again:
                    return no
                beside = n
            if pool[n, VISIT] and after < 0:
                after = n
        if today:
            worked += pool[n, END] - pool[n, START]
        elif pool[n, VISIT] and pool[n, START] < end + ask[REST] and start < pool[n, END] + ask[REST]:
            return no
    if previous >= 0 and pool[previous, FREE] > start:
        return no
    if before >= 0 and day_of(zones, zone, pool[before, START]) != day:
        before = -1
    return _ways(m, ask, row, start, end, day, before, previous, after, worked)


@compiled
def _ways(
    m: Any, ask: Any, row: int, start: int, end: int, day: int, before: int, previous: int, after: int, worked: int
) -> Any:
    people, pool, zones = m.people, m.pool, m.zones
    no = (False, 0, 0, 0)
    zone, free_again = people[row, ZONE], end + ask[SLACK]
    free_from = free_again
    if after >= 0:
        if day_of(zones, zone, pool[after, START]) != day:
            after = -1
        else:
            for n in range(people[row, AT], after):
                if pool[n, START] >= start and _read(pool, n, start, end, ask):
                    free_from = pool[n, FREE]
    lat, lon = people[row, LAT], people[row, LON]
    from_lat, from_lon = (pool[before, PLACE_LAT], pool[before, PLACE_LON]) if before >= 0 else (lat, lon)
    to_lat, to_lon = (pool[after, PLACE_LAT], pool[after, PLACE_LON]) if after >= 0 else (lat, lon)
    home_lat, home_lon = ask[HOME_LAT], ask[HOME_LON]
    way_in = minutes(from_lat, from_lon, home_lat, home_lon, ask)
    out = minutes(home_lat, home_lon, to_lat, to_lon, ask)
    if way_in > ask[MOST_TRAVEL] or (previous >= 0 and start - way_in * 60 < pool[previous, FREE]):
        return no
    if after >= 0 and (out > ask[MOST_TRAVEL] or pool[after, START] - out * 60 < free_from):
        return no
    if _no_break(m, ask, row, start, end, day, way_in, out, after):
        return no
    if worked + end - start > ask[DAY_MOST]:
        return no
    spare = AMPLE
    if before >= 0:
        spare = min(spare, (start - way_in * 60 - pool[before, FREE]) // 60)
    if after >= 0:
        spare = min(spare, (pool[after, START] - out * 60 - free_again) // 60)
    added = max(0, way_in + out - minutes(from_lat, from_lon, to_lat, to_lon, ask))
    return True, added, way_in + (out if after < 0 else 0), max(0, spare)


@compiled
def _no_break(m: Any, ask: Any, row: int, start: int, end: int, day: int, way_in: int, out: int, after: int) -> Any:
    """``diary._no_break`` over the day's visits with the new one among them."""
    people, pool, zones = m.people, m.pool, m.zones
    visits, began, ended, told = 0, 0, 0, False
    seen = 0
    for n in range(people[row, AT], people[row, AT] + people[row, CLAIMS] + 1):
        last = n == people[row, AT] + people[row, CLAIMS]
        if not last:
            if not pool[n, VISIT] or not _read(pool, n, start, end, ask):
                continue
            if day_of(zones, people[row, ZONE], pool[n, START]) != day:
                continue
        if not told and (last or pool[n, START] >= start):
            told = True
            if row_too_long(seen, visits, began, ended, start - way_in * 60, end, ask):
                return True
            if seen == 0 or start - way_in * 60 - ended >= ask[BREAK]:
                began, visits = start, 0
            ended, visits, seen = end, visits + 1, seen + 1
        if not last:
            leaves = pool[n, START] - out * 60 if n == after else pool[n, BLOCKED]
            if row_too_long(seen, visits, began, ended, leaves, pool[n, END], ask):
                return True
            if seen == 0 or leaves - ended >= ask[BREAK]:
                began, visits = pool[n, START], 0
            ended, visits, seen = pool[n, END], visits + 1, seen + 1
    return False


@compiled
def row_too_long(seen: int, visits: int, began: int, ended: int, leaves: int, end: int, ask: Any) -> Any:
    """Whether one more visit makes a row of several that is too long without a break."""
    if seen == 0 or leaves - ended >= ask[BREAK]:
        return False
    return visits >= 1 and end - began > ask[BREAK_AFTER]


@compiled
def _read(pool: Any, n: int, start: int, end: int, ask: Any) -> Any:
    """Whether the claim is read for this work, and lives."""
    if pool[n, UNTIL] != FOREVER and pool[n, UNTIL] <= ask[NOW]:
        return False
    return pool[n, BLOCKED] < end + TWO_DAYS and pool[n, FREE] > start - TWO_DAYS


@compiled
def _in_hours(m: Any, pattern: int, start: int, end: int) -> Any:
    spans, span_at = m.spans, m.span_at
    if pattern < 0:
        return False
    low, high = span_at[pattern], span_at[pattern + 1]
    while low < high:
        middle = (low + high) // 2
        if spans[middle, 0] <= start:
            low = middle + 1
        else:
            high = middle
    return low > span_at[pattern] and end <= spans[low - 1, 1]


@compiled
def promised_around(m: Any, ask: Any, row: int, start: int, end: int) -> Any:
    """Minutes promised in the two days around the work."""
    people, pool = m.people, m.pool
    total = 0
    for n in range(people[row, AT], people[row, AT] + people[row, CLAIMS]):
        if pool[n, VISIT] and _read(pool, n, start, end, ask):
            total += (pool[n, END] - pool[n, START]) // 60
    return total
