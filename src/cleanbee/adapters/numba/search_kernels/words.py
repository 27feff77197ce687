"""What is known of a day: its word and its packed visits, worked out anew from hours and claims."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.compiled import compiled, door
from cleanbee.adapters.numba.search_kernels.held import forget_days, put_day
from cleanbee.adapters.numba.search_kernels.layout import (
    A_DAY,
    ALL,
    AT,
    BLOCK,
    BLOCKED,
    CLAIMS,
    END,
    EVERYONE,
    FOREVER,
    FREE,
    LAT,
    LAT_HALF,
    LON,
    LON_HALF,
    LONG_FROM,
    LONGEST,
    MOST_LONG,
    MOST_START,
    MOST_WAY,
    NONE,
    ODD,
    ONE,
    PATTERN,
    PLACE_LAT,
    PLACE_LON,
    QUARTER,
    REST,
    SLACK_LONG,
    SLACK_SHORT,
    START,
    TWO_DAYS,
    UNTIL,
    VISIT,
    ZONE,
    market_at,
)


@compiled
def day_of(zones: Any, zone: int, instant: int) -> Any:
    """Which local day an instant falls on, as its number in the columns."""
    last = zones.shape[1] - 1
    day = min(max((instant - zones[zone, 0, 0]) // A_DAY, 0), last)
    while day < last and instant >= zones[zone, day + 1, 0]:
        day += 1
    while day > 0 and instant < zones[zone, day, 0]:
        day -= 1
    return day


@compiled
def bits(first: int, last: int) -> Any:
    """The bits from ``first`` to before ``last``, as far as they lie in a word."""
    first, last = max(first, 0), min(last, 64)
    if first >= last:
        return NONE
    upper = ALL if last == 64 else (ONE << np.uint64(last)) - ONE
    return upper & ~((ONE << np.uint64(first)) - ONE)


@door
def refresh(where: Any, ask: Any, row: int, first: int, last: int) -> None:
    """Work out the words and visits of one cleaner's days from ``first`` to before ``last`` anew."""
    _refresh(market_at(where), ask, row, first, last)


@compiled
def _refresh(m: Any, ask: Any, row: int, first: int, last: int) -> None:
    """Work out the words and visits of one cleaner's days from ``first`` to before ``last`` anew."""
    if m.people[row, PATTERN] < 0:
        return
    first, last = max(first, 0), min(last, m.words.shape[0])
    forget_days(m, row, first, last)
    for day in range(first, last):
        _refresh_day(m, ask, row, day, _hours_word(m, row, day))


@compiled
def _refresh_day(m: Any, ask: Any, row: int, day: int, hours: Any) -> None:
    """One day of which no visits are known, whose hours are."""
    words, zones, zone = m.words, m.zones, m.people[row, ZONE]
    near = _around(m.people, m.pool, row, zones[zone, day, 0], zones[zone, day + 1, 0])
    if near[0] == near[1]:
        words[day, row] = hours
        return
    words[day, row], odd = _word(m, ask, row, day, hours, near)
    _visits(m, ask, row, day, odd, near)


@door
def refresh_all(where: Any, ask: Any) -> None:
    """Work out everything, in columns that are blank. Many work the same hours: what a day of theirs is without claims
    is worked out once, and only the days that claims may touch are looked at one by one.
    """
    m = market_at(where)
    people, words, patterns, everyone = m.people, m.words, m.span_at.shape[0] - 1, m.grid[EVERYONE]
    known, hours = np.full(patterns, -1, dtype=np.int64), np.zeros((words.shape[0], patterns), dtype=np.uint64)
    for block in range(0, everyone, BLOCK):  # one day of neighbours lies side by side, one neighbour's days do not
        last = min(block + BLOCK, everyone)
        for row in range(block, last):
            pattern = people[row, PATTERN]
            if pattern < 0:
                continue
            if known[pattern] < 0:
                known[pattern] = people[row, ZONE]
                for day in range(words.shape[0]):
                    hours[day, pattern] = _hours_word(m, row, day)
            assert known[pattern] == people[row, ZONE], "a week is one zone's"
        for day in range(words.shape[0]):
            for row in range(block, last):
                pattern = people[row, PATTERN]
                if pattern >= 0:
                    words[day, row] = hours[day, pattern]
        for row in range(block, last):
            pattern, touched = people[row, PATTERN], _touched(m, row)
            if pattern >= 0:
                for day in range(touched[0], touched[1]):
                    _refresh_day(m, ask, row, day, hours[day, pattern])


@compiled
def _touched(m: Any, row: int) -> Any:
    """The days, from and to, in which somebody's claims may have a say: none else finds any ``_around`` it."""
    people, pool, zones = m.people, m.pool, m.zones
    low, end, zone = people[row, AT], people[row, AT] + people[row, CLAIMS], people[row, ZONE]
    if low == end:
        return 0, 0
    first = day_of(zones, zone, pool[low, START] - TWO_DAYS - A_DAY)
    last = day_of(zones, zone, pool[end - 1, START] + TWO_DAYS + people[row, LONGEST])
    return first, min(last + 1, m.words.shape[0])


@door
def refresh_each(where: Any, ask: Any, rows: Any, numbers: Any) -> None:
    """Work out one day of each of these people anew."""
    m = market_at(where)
    for n in range(rows.shape[0]):
        _refresh(m, ask, rows[n], numbers[n], numbers[n] + 1)


@compiled
def _hours_word(m: Any, row: int, day: int) -> Any:
    """The quarters that the hours leave, all of which they cover."""
    zones, spans, span_at = m.zones, m.spans, m.span_at
    zone, pattern = m.people[row, ZONE], m.people[row, PATTERN]
    opens, midnight, next_midnight = zones[zone, day, 1], zones[zone, day, 0], zones[zone, day + 1, 0]
    word, at, until = NONE, span_at[pattern], span_at[pattern + 1]
    while at + 32 < until and spans[at + 32, 1] <= midnight:
        at += 32
    while at < until and spans[at, 1] <= midnight:
        at += 1
    while at < until and spans[at, 0] < next_midnight:
        word |= bits(-((opens - spans[at, 0]) // QUARTER), (spans[at, 1] - opens) // QUARTER)
        at += 1
    return word


@compiled
def _word(m: Any, ask: Any, row: int, day: int, word: Any, near: Any) -> Any:
    """What the claims leave of the hours' quarters, and whether that is all there is to say."""
    people, pool, zones = m.people, m.pool, m.zones
    zone, odd = people[row, ZONE], False
    opens, midnight = zones[zone, day, 1], zones[zone, day, 0]
    next_midnight = zones[zone, day + 1, 0]
    first, last = near
    for n in range(first, last):
        if pool[n, FREE] <= midnight - TWO_DAYS or pool[n, BLOCKED] >= next_midnight + TWO_DAYS:
            continue
        touches = pool[n, BLOCKED] < next_midnight and pool[n, FREE] > midnight
        own = day_of(zones, zone, pool[n, START]) if pool[n, VISIT] else -1
        if pool[n, UNTIL] != FOREVER:
            odd |= touches or (own >= 0 and abs(own - day) <= 2)
            continue
        if touches:
            odd |= own != day
            taken = pool[n, START] if pool[n, VISIT] else pool[n, BLOCKED]
            word &= ~bits((taken - opens) // QUARTER, -((opens - pool[n, FREE]) // QUARTER))
        if own >= 0 and own < day:
            word &= ~bits(0, -((opens - pool[n, END] - ask[REST]) // QUARTER))
        elif own > day:
            word &= ~bits((pool[n, START] - ask[REST] - opens) // QUARTER, 64)
    return word, odd


@compiled
def _around(people: Any, pool: Any, row: int, midnight: int, next_midnight: int) -> Any:
    """Which of somebody's claims may have a say in a day: they stand by their start, none longer than ``LONGEST``."""
    low, end = people[row, AT], people[row, AT] + people[row, CLAIMS]
    high, earliest = end, midnight - TWO_DAYS - people[row, LONGEST]
    latest = next_midnight + TWO_DAYS + A_DAY
    if low == end or pool[low, START] >= latest or pool[end - 1, START] < earliest:
        return low, low
    while low < high:
        middle = (low + high) // 2
        if pool[middle, START] < earliest:
            low = middle + 1
        else:
            high = middle
    last = low
    while last < end and pool[last, START] < latest:
        last += 1
    return low, last


@compiled
def _visits(m: Any, ask: Any, row: int, day: int, odd: bool, near: Any) -> None:
    people, pool, zones = m.people, m.pool, m.zones
    zone, found = people[row, ZONE], 0
    midnight, next_midnight = zones[zone, day, 0], zones[zone, day + 1, 0]
    a, b, c = NONE, NONE, NONE
    first, last = near
    for n in range(first, last):
        if not pool[n, VISIT] or pool[n, START] < midnight or pool[n, START] >= next_midnight:
            continue
        if pool[n, UNTIL] != FOREVER:
            continue
        if found == 3:
            odd = True
            break
        one = pack(people, ask, row, pool, n, midnight, next_midnight)
        odd |= one == ODD
        a, b, c = one if found == 0 else a, one if found == 1 else b, one if found == 2 else c
        found += 1
    put_day(m, row, day, -1 if odd else found, (a, b, c))


@compiled
def pack(people: Any, ask: Any, row: int, claims: Any, n: int, midnight: int, next_midnight: int) -> Any:
    """A visit of somebody's as one number, which grows with its start; ``ODD`` where that cannot say all there is."""
    start, long, way = (
        claims[n, START] - midnight,
        claims[n, END] - claims[n, START],
        claims[n, START] - claims[n, BLOCKED],
    )
    north = claims[n, PLACE_LAT] - people[row, LAT] + LAT_HALF
    east = claims[n, PLACE_LON] - people[row, LON] + LON_HALF
    if start % 60 or long % 60 or way % 60 or start > MOST_START * 60 or long > MOST_LONG * 60 or way > MOST_WAY * 60:
        return ODD
    if claims[n, FREE] - claims[n, END] != slack_after(long, ask) or claims[n, FREE] > next_midnight:
        return ODD
    if north < 0 or north >= 2 * LAT_HALF or east < 0 or east >= 2 * LON_HALF:
        return ODD
    high = (np.uint64(start // 60) << np.uint64(53)) | (np.uint64(long // 60) << np.uint64(43))
    return high | (np.uint64(way // 60) << np.uint64(37)) | (np.uint64(north) << np.uint64(19)) | np.uint64(east)


@compiled
def slack_after(long: int, ask: Any) -> Any:
    """Seconds kept free after work of so many seconds, by the policy the columns were made under."""
    return ask[SLACK_LONG] if long // 60 >= ask[LONG_FROM] else ask[SLACK_SHORT]
