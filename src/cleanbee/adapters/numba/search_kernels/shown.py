"""What a customer is shown: the likeliest few of every start, ``shown_starts`` over columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.claims import fit_claims
from cleanbee.adapters.numba.search_kernels.compiled import compiled, door
from cleanbee.adapters.numba.search_kernels.draw import wins
from cleanbee.adapters.numba.search_kernels.gaps import bits_before, runs, with_breaks
from cleanbee.adapters.numba.search_kernels.held import is_odd, visits_of
from cleanbee.adapters.numba.search_kernels.layout import (
    ADDED_BITS,
    DAY_MOST,
    FLOOR,
    GRID_ZONE,
    HOME_LAT,
    HOME_LON,
    LAT,
    LENGTH,
    LON,
    MOST_KNOWN,
    MOST_TRAVEL,
    NOBODY,
    NONE,
    ONE,
    PATTERN,
    PAY,
    QUARTER,
    QUARTERS,
    SEED,
    STARTS,
    ZONE,
    market_at,
    room_at,
)
from cleanbee.adapters.numba.search_kernels.near import among, ending_by, near_ranges, papers_last, place_of, reached
from cleanbee.adapters.numba.search_kernels.packed import begins_at, lasts, lat_of, lon_of, nth_visit
from cleanbee.adapters.numba.search_kernels.ways import at_home, from_home, minutes
from cleanbee.adapters.numba.search_kernels.words import bits, slack_after


@door
def offered(where: Any, ask: Any, folk: Any, open: Any, instants: Any, plain: Any, keys: Any, rows: Any) -> None:
    """The likeliest of each start, best first: ``rows[day, start, place]``, and as ``keys`` what put them there.

    ``folk`` are veto, known (row, visits, …) and liked, each sorted by row. ``open[day]``: the number of the column,
    when the day ends, the starts between six and ten as bits, and the other ones of the day as bits;
    ``instants[day, start]``: the first 64 are those between six and ten, the next 32 the quarters before six, then
    those from ten on, and at last the first and last of either; ``plain[day]`` as in ``when``. A key is who knows the
    home best, then whom the customer likes, then the minutes added (``ADDED_BITS``).
    """
    m, room = market_at(where), room_at(where)
    veto, known, liked = folk
    people, words, zones, held, visits = m.people, m.words, m.zones, m.held, m.visits
    ranges, near, count = room.ranges, room.near, np.int64(0)
    for r in range(near_ranges(m, ask[HOME_LAT], ask[HOME_LON], ranges)):
        for row in range(ranges[r, 0], ranges[r, 1]):
            near[count] = row
            count += 1
    count = reached(people, ask, veto, near, room.away, count)
    quarters, zone, home, late = ask[QUARTERS], ask[GRID_ZONE], at_home(ask), bits(65 - ask[QUARTERS], 64)
    for n in range(count):
        row, base = near[n], room.away[n]
        if people[row, PATTERN] < 0:
            continue
        room.lots[n, 0] = NONE
        rank, last = _place_in_line(row, known, liked), papers_last(people, ask, row, open)
        for d in range(open.shape[0]):
            day, starts, others = np.int64(open[d, 0]), open[d, 2], open[d, 3]
            if day >= last:  # their papers end on this day, or have ended
                if day > last:
                    break
                long, midnight = ask[LENGTH] * 60, np.int64(open[d, 1])
                starts = ending_by(starts, instants[d], np.int64(0), long, midnight)
                others = ending_by(others, instants[d], np.int64(64), long, midnight)
            here = (m, ask, room.lots, near, keys[d], rows[d], instants[d], n, rank)
            if others != NONE and _works_outside(m, people[row, PATTERN], instants[d, STARTS:]):
                _offer_claims(here, others, np.int64(64))
            if plain[d] == 0 or people[row, ZONE] != zone:
                _offer_claims(here, starts, np.int64(0))
                continue
            word = words[day, row]
            found = runs(word, quarters) & starts
            if found != NONE and (plain[d] == 1 or is_odd(held, row, day)):
                _offer_claims(here, found, np.int64(0))
            elif found != NONE:
                _offer_plain(here, found, zones[zone, day, 0], visits_of(people, held, visits, row, day), base, home)
            if word >> np.uint64(63):  # works past ten in the evening, perhaps
                _offer_claims(here, starts & late & ~found, np.int64(0))
    for d in range(rows.shape[0]):
        for start in range(rows.shape[1]):
            for place in range(rows.shape[2]):
                if keys[d, start, place] != NOBODY:
                    rows[d, start, place] = near[rows[d, start, place]]


@compiled
def _place_in_line(row: int, known: Any, liked: Any) -> Any:
    """Who knows the home better stands further in front, favourites next."""
    seen, favourite = np.int64(0), np.int64(0)
    if known.shape[0]:
        place = place_of(known[:, 0], row)
        if place >= 0:
            seen = min(known[place, 1], np.int64(MOST_KNOWN))
    if liked.shape[0]:
        favourite = np.int64(among(liked, row))
    return (((MOST_KNOWN - seen) << 1) | (1 - favourite)) << ADDED_BITS


@compiled
def _works_outside(m: Any, pattern: int, edges: Any) -> Any:
    """Whether the hours reach a start before six, or one from ten in the evening on."""
    return _works_between(m, pattern, edges[0], edges[1]) or _works_between(m, pattern, edges[2], edges[3])


@compiled
def _works_between(m: Any, pattern: int, first: int, last: int) -> Any:
    """Whether any of the hours lie at or after ``first`` and begin by ``last``."""
    spans, span_at = m.spans, m.span_at
    low, high = span_at[pattern], span_at[pattern + 1]
    while low < high:
        middle = (low + high) // 2
        if spans[middle, 0] <= last:
            low = middle + 1
        else:
            high = middle
    return first <= last and low > span_at[pattern] and spans[low - 1, 1] > first


@compiled
def _offer_claims(here: Any, starts: Any, offset: int) -> None:
    """Start by start, on the claims themselves."""
    m, ask, _, near, _, _, instants, n, _ = here
    row = near[n]
    for bit in range(64):
        if not (starts >> np.uint64(bit)) & ONE:
            continue
        start = instants[offset + bit]
        fits, added, paid, _ = fit_claims(m, ask, row, start, start + ask[LENGTH] * 60)
        if fits and ask[PAY] * 60 // (ask[LENGTH] + paid) >= m.people[row, FLOOR]:
            _offer(here, offset + bit, added)


@compiled
def _offer_plain(here: Any, starts: Any, midnight: int, packed: Any, base: int, home: Any) -> None:
    """Gap by gap: between two visits the starts that fit stand in one row and add the same minutes."""
    m, ask, _, near, _, _, instants, n, _ = here
    row = near[n]
    a, b, c = packed
    lat, lon = np.int64(m.people[row, LAT]), np.int64(m.people[row, LON])
    long, most, opens = ask[LENGTH] * 60, ask[MOST_TRAVEL], instants[0]
    if lasts(a) + lasts(b) + lasts(c) + long > ask[DAY_MOST]:
        return
    before, way_in, low = NONE, base, np.int64(0)
    from_lat, from_lon = lat, lon
    for nth in range(4):
        after = nth_visit(a, b, c, nth)
        out, high, to_lat, to_lon = base, np.int64(64), lat, lon
        if after != NONE:
            to_lat, to_lon = lat_of(after, lat), lon_of(after, lon)
            out = from_home(to_lat, to_lon, home, ask)
            high = bits_before(after, midnight, out, opens, ask)
        fit = starts & bits(low, high)
        paid = ask[PAY] * 60 // (ask[LENGTH] + way_in + (out if after == NONE else 0))
        fair = paid >= m.people[row, FLOOR]
        if fit != NONE and way_in <= most and (after == NONE or out <= most) and fair:
            if a != NONE:
                fit = with_breaks(a, b, c, midnight, ask, fit, opens, nth, way_in, out)
            own = np.int64(0)
            if before != NONE or after != NONE:
                own = minutes(from_lat, from_lon, to_lat, to_lon, ask)
            for bit in range(64):
                if (fit >> np.uint64(bit)) & ONE:
                    _offer(here, bit, max(0, way_in + out - own))
        if after == NONE:
            break
        before, way_in, from_lat, from_lon = after, out, to_lat, to_lon
        free = begins_at(before, midnight) + lasts(before) + slack_after(lasts(before), ask)
        low = -((opens - free - way_in * 60) // QUARTER)


@compiled
def _offer(here: Any, start: int, added: int) -> None:
    """Put one among the likeliest of a start. Lots are drawn only between equals."""
    m, ask, lots, near, all_keys, all_rows, _, n, rank = here
    keys, rows, key = all_keys[start], all_rows[start], rank + added
    most = keys.shape[0]
    if key > keys[most - 1]:
        return
    place = most
    while place > 0 and key <= keys[place - 1]:
        tied, other = key == keys[place - 1], rows[place - 1]
        if tied and not wins(ask[SEED:], m.ids, lots, (n, near[n]), (other, near[other])):
            break
        place -= 1
    if place == most:
        return
    for at in range(most - 1, place, -1):
        keys[at], rows[at] = keys[at - 1], rows[at - 1]
    keys[place], rows[place] = key, n
