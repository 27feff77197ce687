"""A new visit marked on its day in place, where nothing else has to be worked out anew."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.compiled import compiled, door
from cleanbee.adapters.numba.search_kernels.held import end_of, place_of_day, put_visit
from cleanbee.adapters.numba.search_kernels.layout import (
    A_DAY,
    BLOCKED,
    END,
    FOREVER,
    FREE,
    LINE,
    NONE,
    ODD,
    PATTERN,
    QUARTER,
    REST,
    START,
    UNTIL,
    VISIT,
    ZONE,
    fetch,
    market_at,
)
from cleanbee.adapters.numba.search_kernels.words import bits, day_of, pack

AHEAD = 8


@door
def mark(where: Any, ask: Any, row: int, claims: Any) -> bool:
    """Mark the first of these claims, which is new to somebody; false where their days must be worked out anew, and
    nothing is changed.
    """
    m = market_at(where)
    return _mark((m.people, m.held, m.visits), m.words, m.zones, ask, row, claims, 0)


@door
def mark_each(where: Any, ask: Any, rows: Any, claims: Any) -> int:
    """``mark`` for each of these people; how many were marked. What the next ones change is fetched meanwhile."""
    m, marked, many = market_at(where), 0, rows.shape[0]
    people, held, visits, words, zones = m.people, m.held, m.visits, m.words, m.zones
    flat, folk = words.reshape(-1), (people, held, visits)
    for n in range(-2 * AHEAD, many):
        if n + 2 * AHEAD < many:
            fetch(people, rows[n + 2 * AHEAD])
            fetch(held, rows[n + 2 * AHEAD])
        if 0 <= n + AHEAD < many:
            row = rows[n + AHEAD]
            day = day_of(zones, people[row, ZONE], claims[n + AHEAD, START])
            for one in range(max(day - 1, 0), min(day + 2, words.shape[0])):
                fetch(flat, one * words.shape[1] + row)
            for place in range(place_of_day(people, held, row, day), end_of(people, held, row) + 1, LINE):
                fetch(visits, place)
        if n >= 0:
            marked += _mark(folk, words, zones, ask, rows[n], claims, n)
    return marked


@compiled
def _mark(folk: Any, words: Any, zones: Any, ask: Any, row: int, claims: Any, n: int) -> bool:
    """A confirmed visit within one day that has room for it: its quarters, its place in the day, the rest around it."""
    people, held, visits = folk
    if people[row, PATTERN] < 0:
        return True
    zone, last, rest = people[row, ZONE], words.shape[0], ask[REST]
    start, free = np.int64(claims[n, START]), np.int64(claims[n, FREE])
    if claims[n, VISIT] == 0 or claims[n, UNTIL] != FOREVER or rest > A_DAY:
        return False
    if start < zones[zone, 0, 0] or start >= zones[zone, last, 0]:
        return False
    day = day_of(zones, zone, start)
    midnight, opens, next_midnight = zones[zone, day, 0], zones[zone, day, 1], zones[zone, day + 1, 0]
    if claims[n, BLOCKED] < midnight or free > next_midnight:
        return False
    visit = pack(people, ask, row, claims, n, midnight, next_midnight)
    if visit == ODD or not put_visit(people, held, visits, row, day, visit):
        return False
    words[day, row] &= ~bits((start - opens) // QUARTER, -((opens - free) // QUARTER))
    if day > 0:
        early = bits((start - rest - zones[zone, day - 1, 1]) // QUARTER, 64)
        if early != NONE:
            words[day - 1, row] &= ~early
    if day + 1 < last:
        late = bits(0, -((zones[zone, day + 1, 1] - claims[n, END] - rest) // QUARTER))
        if late != NONE:
            words[day + 1, row] &= ~late
    return True
