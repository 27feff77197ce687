"""How work fits on a plain day, whose visits are packed: the same as on the claims, quicker."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.claims import row_too_long
from cleanbee.adapters.numba.search_kernels.compiled import compiled
from cleanbee.adapters.numba.search_kernels.held import count_of_day, place_of_day
from cleanbee.adapters.numba.search_kernels.layout import (
    AMPLE,
    BREAK,
    BREAK_AFTER,
    DAY_MOST,
    FOREVER,
    FROM,
    LAT_HALF,
    LON_HALF,
    MOST_TRAVEL,
    NONE,
    ODDS,
    SLACK,
    TO,
    TWO_DAYS,
)
from cleanbee.adapters.numba.search_kernels.ways import from_home, minutes
from cleanbee.adapters.numba.search_kernels.words import slack_after

FIVE_DAYS = np.uint64(31)


@compiled
def begins_at(visit: Any, midnight: int) -> Any:
    """When a packed visit begins."""
    return midnight + np.int64(visit >> np.uint64(53)) * 60


@compiled
def lasts(visit: Any) -> Any:
    """How many seconds a packed visit lasts; none for ``NONE``."""
    return np.int64((visit >> np.uint64(43)) & np.uint64(1023)) * 60


@compiled
def way_to(visit: Any) -> Any:
    """Minutes of the way to a packed visit, as it was booked."""
    return np.int64((visit >> np.uint64(37)) & np.uint64(63))


@compiled
def lat_of(visit: Any, lat: int) -> Any:
    """The latitude of a packed visit of somebody who lives at ``lat``."""
    return lat + np.int64((visit >> np.uint64(19)) & np.uint64(2**18 - 1)) - LAT_HALF


@compiled
def lon_of(visit: Any, lon: int) -> Any:
    """The longitude of a packed visit of somebody who lives at ``lon``."""
    return lon + np.int64(visit & np.uint64(2**19 - 1)) - LON_HALF


@compiled
def nth_visit(a: Any, b: Any, c: Any, n: int) -> Any:
    """The visit of this number, from 0; ``NONE`` where there is none."""
    return a if n == 0 else (b if n == 1 else (c if n == 2 else NONE))


@compiled
def _gap(before: Any, after: Any, midnight: int, lat: int, lon: int, base_way: int, home: Any, ask: Any) -> Any:
    """The ways of work between two packed visits (``NONE``: the base): in, out, their own, free from, until."""
    way_in, out, own, free, until = base_way, base_way, np.int64(0), np.int64(-FOREVER), np.int64(FOREVER)
    from_lat, from_lon, to_lat, to_lon = lat, lon, lat, lon
    if before != NONE:
        free = begins_at(before, midnight) + lasts(before) + slack_after(lasts(before), ask)
        from_lat, from_lon = lat_of(before, lat), lon_of(before, lon)
        way_in = from_home(from_lat, from_lon, home, ask)
    if after != NONE:
        until = begins_at(after, midnight)
        to_lat, to_lon = lat_of(after, lat), lon_of(after, lon)
        out = from_home(to_lat, to_lon, home, ask)
    if before != NONE or after != NONE:
        own = minutes(from_lat, from_lon, to_lat, to_lon, ask)
    return way_in, out, own, free, until


@compiled
def fit_plain(a: Any, b: Any, c: Any, midnight: int, lat: int, lon: int, base_way: int, home: Any, ask: Any) -> Any:
    """``fit_claims`` on a day of the packed visits ``a``, ``b``, ``c``, for a start whose quarters are all free."""
    start, end = ask[FROM], ask[TO]
    no = (False, np.int64(0), np.int64(0), np.int64(0))
    here = np.int64(a != NONE and begins_at(a, midnight) < start)
    here += b != NONE and begins_at(b, midnight) < start
    here += c != NONE and begins_at(c, midnight) < start
    if lasts(a) + lasts(b) + lasts(c) + end - start > ask[DAY_MOST]:
        return no
    before, after = nth_visit(a, b, c, here - 1) if here > 0 else NONE, nth_visit(a, b, c, here)
    way_in, out, own, free, until = _gap(before, after, midnight, lat, lon, base_way, home, ask)
    last = after == NONE
    if way_in > ask[MOST_TRAVEL] or start - way_in * 60 < free:
        return no
    if not last and (out > ask[MOST_TRAVEL] or until - out * 60 < end + ask[SLACK]):
        return no
    if a != NONE and no_break_plain(a, b, c, midnight, ask, start, end, here, way_in, out):
        return no
    spare = np.int64(AMPLE)
    if here > 0:
        spare = min(spare, (start - way_in * 60 - free) // 60)
    if not last:
        spare = min(spare, (until - out * 60 - end - ask[SLACK]) // 60)
    return True, max(0, way_in + out - own), way_in + (out if last else 0), max(0, spare)


@compiled
def no_break_plain(
    a: Any, b: Any, c: Any, midnight: int, ask: Any, start: int, end: int, here: int, way_in: int, out: int
) -> Any:
    """Whether a day of packed visits with the new one among them goes on too long without a break."""
    latest = c if c != NONE else (b if b != NONE else a)
    if max(end, begins_at(latest, midnight) + lasts(latest)) - min(start, begins_at(a, midnight)) <= ask[BREAK_AFTER]:
        return False
    visits, began, ended, seen = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
    for n in range(4):
        if n == here:
            if row_too_long(seen, visits, began, ended, start - way_in * 60, end, ask):
                return True
            if seen == 0 or start - way_in * 60 - ended >= ask[BREAK]:
                began, visits = np.int64(start), np.int64(0)
            ended, visits, seen = np.int64(end), visits + 1, seen + 1
        visit = nth_visit(a, b, c, n)
        if visit == NONE:
            if n >= here:
                break
            continue
        starts = begins_at(visit, midnight)
        ends = starts + lasts(visit)
        leaves = starts - (out if n == here else way_to(visit)) * 60
        if row_too_long(seen, visits, began, ended, leaves, ends, ask):
            return True
        if seen == 0 or leaves - ended >= ask[BREAK]:
            began, visits = starts, np.int64(0)
        ended, visits, seen = ends, visits + 1, seen + 1
    return False


@compiled
def promised_plain(packed: Any, zones: Any, row: int, zone: int, day: int, ask: Any, start: int, end: int) -> Any:
    """``promised_around`` over five plain days; -1 when one of them is odd."""
    people, held, visits = packed
    if (held[row, ODDS] >> np.uint64(day - 2)) & FIVE_DAYS != NONE:
        return np.int64(-1)
    at, last = place_of_day(people, held, row, day - 2), place_of_day(people, held, row, day + 2)
    total, after = np.int64(0), last + count_of_day(held, row, day + 2)
    before = at + count_of_day(held, row, day - 2)
    for n in range(at, after):
        visit = visits[n]
        long = np.int64((visit >> np.uint64(43)) & np.uint64(1023))
        if n < before or n >= last:
            began = begins_at(visit, zones[zone, day - 2 if n < before else day + 2, 0])
            free = began + long * 60 + slack_after(long * 60, ask)
            if began - way_to(visit) * 60 >= end + TWO_DAYS or free <= start - TWO_DAYS:
                continue
        total += long
    return total
