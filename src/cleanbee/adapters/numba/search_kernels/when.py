"""When somebody could come: ``open_times`` over columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.claims import fit_claims
from cleanbee.adapters.numba.search_kernels.compiled import compiled, door
from cleanbee.adapters.numba.search_kernels.gaps import bits_before, runs, with_breaks
from cleanbee.adapters.numba.search_kernels.layout import (
    BLOCK,
    DAY_MOST,
    FLOOR,
    GRID_ZONE,
    HOME_LAT,
    HOME_LON,
    LAT,
    LENGTH,
    LON,
    MOST_TRAVEL,
    NONE,
    ODD,
    ONE,
    PAY,
    PLANES,
    QUARTER,
    QUARTERS,
    ZONE,
    market_at,
    room_at,
)
from cleanbee.adapters.numba.search_kernels.near import ending_by, near_ranges, papers_last, reached
from cleanbee.adapters.numba.search_kernels.packed import begins_at, lasts, lat_of, lon_of, nth_visit
from cleanbee.adapters.numba.search_kernels.ways import at_home, from_home
from cleanbee.adapters.numba.search_kernels.words import bits, slack_after


@door
def when(where: Any, ask: Any, veto: Any, open: Any, instants: Any, plain: Any, counts: Any) -> Any:
    """How many could come at each start: ``counts[day, quarter]``; how many cleaners were near enough.

    ``open[day]``: the number of the column, when the day ends, and as bits the starts that may be asked for;
    ``instants[day, quarter]``; ``plain[day]``: 0 where words say nothing of these starts, 1 where they never forbid
    too much, 2 where they decide.
    """
    m, room = market_at(where), room_at(where)
    people, words, days, zones = m.people, m.words, m.days, m.zones
    ranges, near, count = room.ranges, room.near, np.int64(0)
    for r in range(near_ranges(m, ask[HOME_LAT], ask[HOME_LON], ranges)):
        for row in range(ranges[r, 0], ranges[r, 1]):
            near[count] = row
            count += 1
    count = reached(people, ask, veto, near, room.away, count)
    planes, quarters, zone = np.zeros((open.shape[0], PLANES), dtype=np.uint64), ask[QUARTERS], ask[GRID_ZONE]
    late, home = bits(65 - quarters, 64), at_home(ask)
    for n in range(count):
        row, base = near[n], room.away[n]
        lat, lon, floor = np.int64(people[row, LAT]), np.int64(people[row, LON]), np.int64(people[row, FLOOR])
        last = papers_last(people, ask, row, open)
        whole_day = base <= ask[MOST_TRAVEL] and ask[LENGTH] * 60 <= ask[DAY_MOST]
        whole_day = whole_day and ask[PAY] * 60 // (ask[LENGTH] + 2 * base) >= floor
        for d in range(open.shape[0]):
            day, starts = np.int64(open[d, 0]), open[d, 2]
            if day >= last:  # their papers end on this day, or have ended
                if day > last:
                    break
                starts = ending_by(starts, instants[d], np.int64(0), ask[LENGTH] * 60, np.int64(open[d, 1]))
            if plain[d] == 0 or people[row, ZONE] != zone:
                found = _starts_claims(m, ask, row, starts, instants, d)
            else:
                word, kept = words[day, row], days[row // BLOCK, day, row % BLOCK]
                a = kept[0]
                found = runs(word, quarters) & starts
                if found != NONE and (a == ODD or plain[d] == 1):
                    found = _starts_claims(m, ask, row, found, instants, d)
                elif found != NONE and a == NONE:
                    found = found if whole_day else NONE
                elif found != NONE:
                    b, c, midnight = kept[1], kept[2], zones[zone, day, 0]
                    found = _starts_plain(a, b, c, midnight, instants[d, 0], lat, lon, base, floor, home, ask, found)
                if word >> np.uint64(63):  # works past ten in the evening, perhaps
                    found |= _starts_claims(m, ask, row, starts & late, instants, d)
            _count(planes, d, found)
    _read_off(planes, counts)
    return count


@compiled
def _count(planes: Any, d: int, found: Any) -> None:
    """One more for each set bit: counters of binary digits for all 64 starts, carried all at once."""
    k = 0
    while found != NONE:
        carried = planes[d, k] & found
        planes[d, k] ^= found
        found = carried
        k += 1


@compiled
def _read_off(planes: Any, counts: Any) -> None:
    """The 64 counters of each day as numbers."""
    for d in range(planes.shape[0]):
        for k in range(PLANES):
            digits = planes[d, k]
            if digits != NONE:
                for bit in range(64):
                    counts[d, bit] += np.int64((digits >> np.uint64(bit)) & ONE) << k


@compiled
def _starts_claims(m: Any, ask: Any, row: int, starts: Any, instants: Any, d: int) -> Any:
    """Start by start, on the claims themselves."""
    found = NONE
    for bit in range(64):
        if not (starts >> np.uint64(bit)) & ONE:
            continue
        start = instants[d, bit]
        fits, _, paid, _ = fit_claims(m, ask, row, start, start + ask[LENGTH] * 60)
        if fits and ask[PAY] * 60 // (ask[LENGTH] + paid) >= m.people[row, FLOOR]:
            found |= ONE << np.uint64(bit)
    return found


@compiled
def _starts_plain(
    a: Any,
    b: Any,
    c: Any,
    midnight: int,
    opens: int,
    lat: int,
    lon: int,
    base: int,
    floor: int,
    home: Any,
    ask: Any,
    starts: Any,
) -> Any:
    """Gap by gap: between two visits the starts that fit stand in one row."""
    long, most = ask[LENGTH] * 60, ask[MOST_TRAVEL]
    if lasts(a) + lasts(b) + lasts(c) + long > ask[DAY_MOST]:
        return NONE
    found, before, way_in, low = NONE, NONE, base, np.int64(0)
    for here in range(4):
        after = nth_visit(a, b, c, here)
        out, high = base, np.int64(64)
        if after != NONE:
            out = from_home(lat_of(after, lat), lon_of(after, lon), home, ask)
            high = bits_before(after, midnight, out, opens, ask)
        fit = starts & bits(low, high)
        paid = ask[PAY] * 60 // (ask[LENGTH] + way_in + (out if after == NONE else 0))
        if fit != NONE and way_in <= most and (after == NONE or out <= most) and paid >= floor:
            found |= with_breaks(a, b, c, midnight, ask, fit, opens, here, way_in, out)
        if after == NONE:
            break
        before, way_in = after, out
        free = begins_at(before, midnight) + lasts(before) + slack_after(lasts(before), ask)
        low = -((opens - free - way_in * 60) // QUARTER)
    return found
