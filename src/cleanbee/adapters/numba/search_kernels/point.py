"""A new visit marked on its day in place, where nothing else has to be worked out anew."""

from __future__ import annotations

from typing import Any

from cleanbee.adapters.numba.search_kernels.compiled import compiled, door
from cleanbee.adapters.numba.search_kernels.held import put_visit
from cleanbee.adapters.numba.search_kernels.layout import (
    A_DAY,
    BLOCKED,
    END,
    FOREVER,
    FREE,
    NONE,
    ODD,
    PATTERN,
    QUARTER,
    REST,
    START,
    UNTIL,
    VISIT,
    ZONE,
    market_at,
)
from cleanbee.adapters.numba.search_kernels.words import bits, day_of, pack


@door
def mark(where: Any, ask: Any, row: int, claim: Any) -> bool:
    """Mark a claim that is new to somebody; false where their days must be worked out anew, and nothing is changed."""
    return _mark(market_at(where), ask, row, claim)


@door
def mark_each(where: Any, ask: Any, rows: Any, claims: Any) -> int:
    """``mark`` for each of these people; how many were marked."""
    m, marked = market_at(where), 0
    for n in range(rows.shape[0]):
        marked += _mark(m, ask, rows[n], claims[n])
    return marked


@compiled
def _mark(m: Any, ask: Any, row: int, claim: Any) -> bool:
    """A confirmed visit within one day that has room for it: its quarters, its place in the day, the rest around it."""
    if m.people[row, PATTERN] < 0:
        return True
    zone, last = m.people[row, ZONE], m.words.shape[0]
    zones, start = m.zones[zone], claim[START]
    if claim[VISIT] == 0 or claim[UNTIL] != FOREVER or ask[REST] > A_DAY:
        return False
    if start < zones[0, 0] or start >= zones[last, 0]:
        return False
    day = day_of(m.zones, zone, start)
    midnight, opens, next_midnight = zones[day, 0], zones[day, 1], zones[day + 1, 0]
    if claim[BLOCKED] < midnight or claim[FREE] > next_midnight:
        return False
    visit = pack(m, ask, row, claim, midnight, next_midnight)
    if visit == ODD or not put_visit(m, row, day, visit):
        return False
    m.words[day, row] &= ~bits((start - opens) // QUARTER, -((opens - claim[FREE]) // QUARTER))
    if day > 0:
        early = bits((start - ask[REST] - zones[day - 1, 1]) // QUARTER, 64)
        if early != NONE:
            m.words[day - 1, row] &= ~early
    if day + 1 < last:
        late = bits(0, -((zones[day + 1, 1] - claim[END] - ask[REST]) // QUARTER))
        if late != NONE:
            m.words[day + 1, row] &= ~late
    return True
