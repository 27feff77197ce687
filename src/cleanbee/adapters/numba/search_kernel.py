"""The compiled search: free functions over whole numbers in columns. They must equal the rules of ``domain/``.

All of it stands in one file because a compiled kernel is cached by its own file's text alone: a rule that was changed
next door would go on being answered as it was. The rules' numbers come in with each question (``ask``).

Times are seconds since the columns' origin, places millionths of a degree, ways minutes. A word holds the 64 quarter
hours from six in the morning of one cleaner's local day; a bit is set where nothing forbids working all of that
quarter: hours, claims, and the rest between two days of work. Up to three visits of a day are packed into 64 bits
each. A day that does not fit into that (holds, time off, a fourth visit, odd seconds) is marked ``ODD``: its word
forbids too little, never too much, and each start is judged by ``_fit_claims``, which reads the claims themselves.
"""

from __future__ import annotations

from math import ceil, cos, radians, sin, sqrt
from typing import Any, NamedTuple

import numba
import numpy as np
from numba import extending

NUMBA: Any = numba  # its functions carry no types
EXTENDING: Any = extending
carray, types = NUMBA.carray, NUMBA.types
compiled: Any = NUMBA.njit(cache=True, nogil=True)

# A person is one cache line of 32-bit numbers.
(
    LAT,
    LON,
    AREA,
    FLOOR,
    FEATURES,
    FEATURES_HIGH,
    PAPERS,
    STARS,
    RATED,
    VISITS,
    ZONE,
    PATTERN,
    AT,
    CLAIMS,
    ROOM,
    LONGEST,
) = range(16)
PERSON = 16
# A claim is half of one.
START, END, BLOCKED, FREE, UNTIL, PLACE_LAT, PLACE_LON, VISIT = range(8)
CLAIM = 8
FOREVER = 2**31 - 1
# What a question says.
(
    FROM, TO, SLACK, DAY, BIT, QUARTERS, HOME_LAT, HOME_LON, NEED, LOCALE, PETS, PAPERS_DAY, PAY, NOW, DETOUR, PACE,
    MOST_TRAVEL, DAY_MOST, BREAK, BREAK_AFTER, REST, DAY_PAY, QUARTER_PAY, MOST, PLAIN, SLACK_SHORT, SLACK_LONG,
    LONG_FROM, LENGTH, GRID_ZONE, ZONES, NO_SPARE, SPARE_MIN, JUDGED,
) = range(34)  # fmt: skip
# Behind them stand the score's numbers, and the seed of the draw.
NUMBERS, SEED = 34, 34 + 15
ASK = SEED + 2
# What a grid says: its corner, the size of a cell, how many cells, how many people stand in it, how far anybody goes.
SOUTH, WEST, HIGH, WIDE, CELL_ROWS, CELL_COLUMNS, SORTED, FURTHEST, EVERYONE = range(9)
GRID = 9
METRES_PER_E6 = 0.111_195
TURN_E6 = 360_000_000
# What is said of one who could come: the row, then the inputs of the score.
ROW, POINTS, HERE, SINCE, ADDED, LATE, FAVOURITE, SHARED, ABOVE, COUNTED, DEBT, PAID, MADE = range(13)
FOUND = 13


class Columns(NamedTuple):
    """The market as the kernels see it; ``adapters/numba/columns.py`` says what each array is."""

    people: Any
    ids: Any
    pool: Any
    zones: Any
    spans: Any
    span_at: Any
    words: Any
    days: Any
    grid: Any
    begins: Any


class Room(NamedTuple):
    """Room to work in: ranges of rows, who is near, how far, their visits, who is able, their lots, the best."""

    ranges: Any
    near: Any
    away: Any
    visits: Any
    able: Any
    lots: Any
    order: Any
    best: Any


ODD = np.uint64(2**64 - 1)
ALL = np.uint64(2**64 - 1)
NONE = np.uint64(0)
ONE = np.uint64(1)
QUARTER = 900
TWO_DAYS = 172_800
A_DAY = 86_400
BLOCK = 64
PLANES = 20
LAT_HALF, LON_HALF = 1 << 17, 1 << 18
MOST_WAY, MOST_LONG, MOST_START = 45, 1023, 2000
AMPLE = 600
NEARBY, HALF_RADIANS = 500_000, 3.141592653589793 / 360e6


@EXTENDING.intrinsic
def _pointer(typing: Any, address: Any) -> Any:
    """An address as a pointer."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return types.voidptr(types.int64), build


@compiled
def _market(where: Any) -> Any:
    """The columns at these addresses: one argument instead of twenty, each of which would cost its time."""
    rows, days, claims, zones, spans, patterns, cells = (
        where[17],
        where[18],
        where[19],
        where[20],
        where[21],
        where[22],
        where[23],
    )
    return Columns(
        carray(_pointer(where[0]), (rows, PERSON), np.int32),
        carray(_pointer(where[1]), (rows, 2), np.uint64),
        carray(_pointer(where[2]), (claims, CLAIM), np.int32),
        carray(_pointer(where[3]), (zones, days + 1, 2), np.int64),
        carray(_pointer(where[4]), (spans, 2), np.int64),
        carray(_pointer(where[5]), (patterns,), np.int64),
        carray(_pointer(where[6]), (days, rows), np.uint64),
        carray(_pointer(where[7]), (rows, days, 3), np.uint64),
        carray(_pointer(where[8]), (GRID,), np.int64),
        carray(_pointer(where[9]), (cells,), np.int32),
    )


@compiled
def _room(where: Any) -> Any:
    rows, ranges, most = where[17] + 1, where[24], where[25]
    return Room(
        carray(_pointer(where[10]), (ranges, 2), np.int64),
        carray(_pointer(where[11]), (rows,), np.int64),
        carray(_pointer(where[12]), (rows,), np.int64),
        carray(_pointer(where[13]), (rows, 3), np.uint64),
        carray(_pointer(where[14]), (rows, FOUND), np.int64),
        carray(_pointer(where[15]), (rows, 4), np.uint64),
        carray(_pointer(where[16]), (most,), np.int64),
        carray(_pointer(where[26]), (most, FOUND), np.int64),
    )


@compiled
def minutes(lat: int, lon: int, to_lat: int, to_lon: int, ask: Any) -> Any:
    """``Pace.minutes``."""
    return -((-metres(lat, lon, to_lat, to_lon) * ask[DETOUR]) // (100 * ask[PACE]))


@compiled
def metres(lat: int, lon: int, to_lat: int, to_lon: int) -> Any:
    """``reach.metres``, the same operations in the same order."""
    middle = radians((lat + to_lat) / 2_000_000)
    north = (to_lat - lat) * 111_195 / 1_000_000
    turned = (to_lon - lon + 180_000_000) % 360_000_000 - 180_000_000
    east = turned * 111_195 / 1_000_000 * cos(middle)
    return np.int64(np.rint(sqrt(north * north + east * east)))


@compiled
def roughly(north: int, east: int, home: Any) -> Any:
    """Metres to a place so far north and east of the home, within a metre; -1 where that is too far to say."""
    if abs(north) > NEARBY or abs(east) > NEARBY:
        return -1.0
    turn = north * HALF_RADIANS
    flat = home[0] * (1.0 - 0.5 * turn * turn) - home[1] * turn
    y, x = north * METRES_PER_E6, east * METRES_PER_E6 * flat
    return sqrt(y * y + x * x)


@compiled
def from_home(lat: int, lon: int, home: Any, ask: Any) -> Any:
    """``minutes`` between a place and the home, cheaply: the cosine by its series around the home's, good to a metre.

    Where a metre more or less could change the minute, and far away, the exact way decides.
    """
    far = roughly(lat - ask[HOME_LAT], lon - ask[HOME_LON], home)
    if far < 0.0:
        return minutes(lat, lon, ask[HOME_LAT], ask[HOME_LON], ask)
    least, most = np.int64(ceil((far - 1.0) * home[2])), np.int64(ceil((far + 1.0) * home[2]))
    if least == most:
        return least
    return minutes(lat, lon, ask[HOME_LAT], ask[HOME_LON], ask)


@compiled
def at_home(ask: Any) -> Any:
    """What ``from_home`` needs: the cosine and sine of the home's latitude, minutes a metre."""
    angle = radians(ask[HOME_LAT] / 1e6)
    return cos(angle), sin(angle), ask[DETOUR] / (100.0 * ask[PACE])


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


@compiled
def ranges_near(where: Any, lat: int, lon: int, ranges: Any) -> Any:
    """The rows that hold everyone who may reach this place, as from and to; how many ranges."""
    return near_ranges(_market(where), lat, lon, ranges)


@compiled
def near_ranges(m: Any, lat: int, lon: int, ranges: Any) -> Any:
    """The rows that hold everyone who may reach this place, as from and to; how many ranges."""
    grid, begins = m.grid, m.begins
    found, columns, south, high, wide = 0, grid[CELL_COLUMNS], grid[SOUTH], grid[HIGH], grid[WIDE]
    reach = grid[FURTHEST] + 2.0
    north = np.int64(reach / METRES_PER_E6) + 1
    first, last = max((lat - north - south) // high, 0), min((lat + north - south) // high, grid[CELL_ROWS] - 1)
    steepest = min((abs(lat) + north + high) / 1e6, 89.0)
    stretch = 1.0 / METRES_PER_E6 / cos(radians(steepest))
    for y in range(first, last + 1):
        low = south + y * high
        away = max(0, low - lat, lat - low - high) * METRES_PER_E6
        half = np.int64(sqrt(max(reach * reach - away * away, 0.0)) * stretch) + 2
        around = 2 * (half + wide) >= TURN_E6
        turns = 0 if around or (abs(lon) + half < TURN_E6 // 2) else 1
        for turn in range(-turns, turns + 1):
            left, right = np.int64(0), columns - 1
            if not around:
                middle = lon + turn * TURN_E6 - grid[WEST]
                left, right = max(left, (middle - half) // wide), min(right, (middle + half) // wide)
            if left <= right:
                begin, end = begins[y * columns + left], begins[y * columns + right + 1]
                if begin < end:
                    ranges[found, 0], ranges[found, 1] = begin, end
                    found += 1
    if grid[SORTED] < grid[EVERYONE]:
        ranges[found, 0], ranges[found, 1] = grid[SORTED], grid[EVERYONE]
        found += 1
    return found


# --- what is known of a day ------------------------------------------------------------------------------------------


@compiled
def refresh(where: Any, ask: Any, row: int, first: int, last: int) -> None:
    """Work out the words and visits of one cleaner's days from ``first`` to before ``last`` anew."""
    _refresh(_market(where), ask, row, first, last)


@compiled
def _refresh(m: Any, ask: Any, row: int, first: int, last: int) -> None:
    """Work out the words and visits of one cleaner's days from ``first`` to before ``last`` anew."""
    if m.people[row, PATTERN] < 0:
        return
    for day in range(max(first, 0), min(last, m.words.shape[0])):
        _refresh_day(m, ask, row, day, _hours_word(m, row, day))


@compiled
def _refresh_day(m: Any, ask: Any, row: int, day: int, hours: Any) -> None:
    """One day, whose hours are known."""
    words, packed, zones, zone = m.words, m.days[row, day], m.zones, m.people[row, ZONE]
    near = _around(m.people, m.pool, row, zones[zone, day, 0], zones[zone, day + 1, 0])
    if near[0] == near[1]:
        words[day, row] = hours
        if packed[0] != NONE:  # else nothing is written: memory that was never touched costs none
            packed[:] = NONE
        return
    words[day, row], odd = _word(m, ask, row, day, hours, near)
    _visits(m, ask, packed, row, day, odd, near)


@compiled
def refresh_all(where: Any, ask: Any) -> None:
    """Work out everything. Many work the same hours: what a day of theirs is without claims is worked out once."""
    m = _market(where)
    people, words, patterns, everyone = m.people, m.words, m.span_at.shape[0] - 1, m.grid[EVERYONE]
    known, hours = np.full(patterns, -1, dtype=np.int64), np.zeros((patterns, words.shape[0]), dtype=np.uint64)
    for block in range(0, everyone, BLOCK):  # one day of neighbours lies side by side, one neighbour's days do not
        last = min(block + BLOCK, everyone)
        for row in range(block, last):
            pattern = people[row, PATTERN]
            if pattern >= 0 and known[pattern] < 0:
                known[pattern] = people[row, ZONE]
                for day in range(words.shape[0]):
                    hours[pattern, day] = _hours_word(m, row, day)
        for day in range(words.shape[0]):
            for row in range(block, last):
                pattern = people[row, PATTERN]
                if pattern >= 0:
                    assert known[pattern] == people[row, ZONE], "a week is one zone's"
                    _refresh_day(m, ask, row, day, hours[pattern, day])


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
def _visits(m: Any, ask: Any, packed: Any, row: int, day: int, odd: bool, near: Any) -> None:
    people, pool, zones = m.people, m.pool, m.zones
    zone, found = people[row, ZONE], 0
    midnight, next_midnight = zones[zone, day, 0], zones[zone, day + 1, 0]
    packed[:] = NONE
    first, last = near
    for n in range(first, last):
        if not pool[n, VISIT] or pool[n, START] < midnight or pool[n, START] >= next_midnight:
            continue
        if pool[n, UNTIL] != FOREVER:
            continue
        if found == 3:
            odd = True
            break
        packed[found] = _pack(m, ask, row, n, midnight, next_midnight)
        odd |= packed[found] == ODD
        found += 1
    if odd:
        packed[0] = ODD


@compiled
def _pack(m: Any, ask: Any, row: int, n: int, midnight: int, next_midnight: int) -> Any:
    people, pool = m.people, m.pool
    start, long, way = pool[n, START] - midnight, pool[n, END] - pool[n, START], pool[n, START] - pool[n, BLOCKED]
    north = pool[n, PLACE_LAT] - people[row, LAT] + LAT_HALF
    east = pool[n, PLACE_LON] - people[row, LON] + LON_HALF
    if start % 60 or long % 60 or way % 60 or start > MOST_START * 60 or long > MOST_LONG * 60 or way > MOST_WAY * 60:
        return ODD
    if pool[n, FREE] - pool[n, END] != slack_after(long, ask) or pool[n, FREE] > next_midnight:
        return ODD
    if north < 0 or north >= 2 * LAT_HALF or east < 0 or east >= 2 * LON_HALF:
        return ODD
    high = (np.uint64(start // 60) << np.uint64(53)) | (np.uint64(long // 60) << np.uint64(43))
    return high | (np.uint64(way // 60) << np.uint64(37)) | (np.uint64(north) << np.uint64(19)) | np.uint64(east)


@compiled
def slack_after(long: int, ask: Any) -> Any:
    """Seconds kept free after work of so many seconds, by the policy the columns were made under."""
    return ask[SLACK_LONG] if long // 60 >= ask[LONG_FROM] else ask[SLACK_SHORT]


# --- how work fits ---------------------------------------------------------------------------------------------------


@compiled
def _fit_claims(m: Any, ask: Any, row: int, start: int, end: int) -> Any:
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
            if _row_too_long(seen, visits, began, ended, start - way_in * 60, end, ask):
                return True
            if seen == 0 or start - way_in * 60 - ended >= ask[BREAK]:
                began, visits = start, 0
            ended, visits, seen = end, visits + 1, seen + 1
        if not last:
            leaves = pool[n, START] - out * 60 if n == after else pool[n, BLOCKED]
            if _row_too_long(seen, visits, began, ended, leaves, pool[n, END], ask):
                return True
            if seen == 0 or leaves - ended >= ask[BREAK]:
                began, visits = pool[n, START], 0
            ended, visits, seen = pool[n, END], visits + 1, seen + 1
    return False


@compiled
def _row_too_long(seen: int, visits: int, began: int, ended: int, leaves: int, end: int, ask: Any) -> Any:
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
def _promised(m: Any, ask: Any, row: int, start: int, end: int) -> Any:
    """Minutes promised in the two days around the work."""
    people, pool = m.people, m.pool
    total = 0
    for n in range(people[row, AT], people[row, AT] + people[row, CLAIMS]):
        if pool[n, VISIT] and _read(pool, n, start, end, ask):
            total += (pool[n, END] - pool[n, START]) // 60
    return total


# --- the same on a plain day -----------------------------------------------------------------------------------------


@compiled
def _begins(visit: Any, midnight: int) -> Any:
    return midnight + np.int64(visit >> np.uint64(53)) * 60


@compiled
def _lasts(visit: Any) -> Any:
    return np.int64((visit >> np.uint64(43)) & np.uint64(1023)) * 60


@compiled
def _way_to(visit: Any) -> Any:
    return np.int64((visit >> np.uint64(37)) & np.uint64(63))


@compiled
def _lat_of(visit: Any, lat: int) -> Any:
    return lat + np.int64((visit >> np.uint64(19)) & np.uint64(2**18 - 1)) - LAT_HALF


@compiled
def _lon_of(visit: Any, lon: int) -> Any:
    return lon + np.int64(visit & np.uint64(2**19 - 1)) - LON_HALF


@compiled
def _nth(a: Any, b: Any, c: Any, n: int) -> Any:
    return a if n == 0 else (b if n == 1 else (c if n == 2 else NONE))


@compiled
def _gap(before: Any, after: Any, midnight: int, lat: int, lon: int, base_way: int, home: Any, ask: Any) -> Any:
    """The ways of work between two packed visits (``NONE``: the base): in, out, their own, free from, until."""
    way_in, out, own, free, until = base_way, base_way, np.int64(0), np.int64(-FOREVER), np.int64(FOREVER)
    from_lat, from_lon, to_lat, to_lon = lat, lon, lat, lon
    if before != NONE:
        free = _begins(before, midnight) + _lasts(before) + slack_after(_lasts(before), ask)
        from_lat, from_lon = _lat_of(before, lat), _lon_of(before, lon)
        way_in = from_home(from_lat, from_lon, home, ask)
    if after != NONE:
        until = _begins(after, midnight)
        to_lat, to_lon = _lat_of(after, lat), _lon_of(after, lon)
        out = from_home(to_lat, to_lon, home, ask)
    if before != NONE or after != NONE:
        own = minutes(from_lat, from_lon, to_lat, to_lon, ask)
    return way_in, out, own, free, until


@compiled
def _fit_plain(a: Any, b: Any, c: Any, midnight: int, lat: int, lon: int, base_way: int, home: Any, ask: Any) -> Any:
    """``_fit_claims`` on a day of the packed visits ``a``, ``b``, ``c``, for a start whose quarters are all free."""
    start, end = ask[FROM], ask[TO]
    no = (False, np.int64(0), np.int64(0), np.int64(0))
    here = np.int64(a != NONE and _begins(a, midnight) < start)
    here += b != NONE and _begins(b, midnight) < start
    here += c != NONE and _begins(c, midnight) < start
    if _lasts(a) + _lasts(b) + _lasts(c) + end - start > ask[DAY_MOST]:
        return no
    before, after = _nth(a, b, c, here - 1) if here > 0 else NONE, _nth(a, b, c, here)
    way_in, out, own, free, until = _gap(before, after, midnight, lat, lon, base_way, home, ask)
    last = after == NONE
    if way_in > ask[MOST_TRAVEL] or start - way_in * 60 < free:
        return no
    if not last and (out > ask[MOST_TRAVEL] or until - out * 60 < end + ask[SLACK]):
        return no
    if a != NONE and _no_break_plain(a, b, c, midnight, ask, start, end, here, way_in, out):
        return no
    spare = np.int64(AMPLE)
    if here > 0:
        spare = min(spare, (start - way_in * 60 - free) // 60)
    if not last:
        spare = min(spare, (until - out * 60 - end - ask[SLACK]) // 60)
    return True, max(0, way_in + out - own), way_in + (out if last else 0), max(0, spare)


@compiled
def _no_break_plain(
    a: Any, b: Any, c: Any, midnight: int, ask: Any, start: int, end: int, here: int, way_in: int, out: int
) -> Any:
    """Whether a day of packed visits with the new one among them goes on too long without a break."""
    latest = c if c != NONE else (b if b != NONE else a)
    if max(end, _begins(latest, midnight) + _lasts(latest)) - min(start, _begins(a, midnight)) <= ask[BREAK_AFTER]:
        return False
    visits, began, ended, seen = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
    for n in range(4):
        if n == here:
            if _row_too_long(seen, visits, began, ended, start - way_in * 60, end, ask):
                return True
            if seen == 0 or start - way_in * 60 - ended >= ask[BREAK]:
                began, visits = np.int64(start), np.int64(0)
            ended, visits, seen = np.int64(end), visits + 1, seen + 1
        visit = _nth(a, b, c, n)
        if visit == NONE:
            if n >= here:
                break
            continue
        starts = _begins(visit, midnight)
        ends = starts + _lasts(visit)
        leaves = starts - (out if n == here else _way_to(visit)) * 60
        if _row_too_long(seen, visits, began, ended, leaves, ends, ask):
            return True
        if seen == 0 or leaves - ended >= ask[BREAK]:
            began, visits = starts, np.int64(0)
        ended, visits, seen = ends, visits + 1, seen + 1
    return False


@compiled
def _promised_plain(days: Any, zones: Any, row: int, zone: int, day: int, ask: Any, start: int, end: int) -> Any:
    """``_promised`` over five plain days; -1 when one of them is odd."""
    total = np.int64(0)
    for one in range(day - 2, day + 3):
        if days[row, one, 0] == ODD:
            return np.int64(-1)
        edge = abs(one - day) == 2
        for n in range(3):
            visit = days[row, one, n]
            if visit == NONE:
                break
            long = np.int64((visit >> np.uint64(43)) & np.uint64(1023))
            if edge:
                began = zones[zone, one, 0] + np.int64(visit >> np.uint64(53)) * 60
                way = np.int64((visit >> np.uint64(37)) & np.uint64(63))
                free = began + long * 60 + slack_after(long * 60, ask)
                if began - way * 60 >= end + TWO_DAYS or free <= start - TWO_DAYS:
                    continue
            total += long
    return total


# --- who could do this -----------------------------------------------------------------------------------------------


@compiled
def who(where: Any, ask: Any, veto: Any, known: Any, liked: Any) -> Any:
    """The best into ``best``; how many could, how many are in ``best``, how many were looked at.

    ``veto``, ``known`` (row, visits, days since) and ``liked`` are sorted by row.
    """
    m, room, numbers, seed = _market(where), _room(where), ask[NUMBERS:], ask[SEED:]
    near, able, order, best = room.near, room.able, room.order, room.best
    seen, count = _free(m, ask, room)
    near_enough = _reached(m.people, ask, veto, near, room.away, count)
    found = _fitting(m, ask, room, near_enough)
    promised = np.int64(0)
    for n in range(found):
        promised += able[n, DEBT]
    kept, most = np.int64(0), ask[MOST]
    for n in range(found):
        _inputs(m.people, able, n, ask, promised // found, known, liked)
        able[n, POINTS] = _points(able, n, numbers)
        kept = _keep(m.ids, able, room.lots, order, n, kept, most, seed)
    for place in range(kept):
        for k in range(FOUND):
            best[place, k] = able[order[place], k]
    return found, kept, seen, count


@compiled
def _free(m: Any, ask: Any, room: Any) -> Any:
    """Who has all the quarters free, or stands where the word says nothing."""
    people, words = m.people, m.words
    ranges, near = room.ranges, room.near
    seen, count = np.int64(0), np.int64(0)
    day, wanted = ask[DAY], bits(ask[BIT], ask[BIT] + ask[QUARTERS])
    judged, one_grid = ask[JUDGED] != 0, ask[ZONES] == 1
    for r in range(near_ranges(m, ask[HOME_LAT], ask[HOME_LON], ranges)):
        first, last = ranges[r, 0], ranges[r, 1]
        seen += last - first
        if judged and one_grid:
            column = words[day]
            for row in range(first, last):
                near[count] = row
                count += (column[row] & wanted) == wanted
        else:
            for row in range(first, last):
                near[count] = row
                count += not judged or people[row, ZONE] != ask[GRID_ZONE] or (words[day, row] & wanted) == wanted
    return seen, count


@compiled
def _reached(people: Any, ask: Any, veto: Any, near: Any, away: Any, count: int) -> Any:
    """Of those in ``near``, whoever may and goes that far, in their place, and the minutes from there (``away``)."""
    may, need, papers, home = np.int64(0), ask[NEED], ask[PAPERS_DAY], at_home(ask)
    lat, lon = ask[HOME_LAT], ask[HOME_LON]
    for n in range(count):
        row = near[n]
        features = np.int64(np.uint32(people[row, FEATURES])) | (np.int64(people[row, FEATURES_HIGH]) << 32)
        near[may] = row
        may += ((features & need) == need) & (people[row, PAPERS] >= papers)
    found = np.int64(0)
    for n in range(may):
        row = near[n]
        there_lat, there_lon, area = np.int64(people[row, LAT]), np.int64(people[row, LON]), people[row, AREA]
        far = roughly(there_lat - lat, there_lon - lon, home)
        if far < 0.0 or abs(far - area) <= 1.0:
            within = metres(there_lat, there_lon, lat, lon) <= area
        else:
            within = far < area
        if within:
            near[found], away[found] = row, from_home(there_lat, there_lon, home, ask)
            found += 1
    if veto.shape[0] == 0:
        return found
    may, found = found, np.int64(0)
    for n in range(may):
        near[found], away[found] = near[n], away[n]
        found += not _among(veto, near[n])
    return found


@compiled
def _among(rows: Any, row: int) -> Any:
    return _place_of(rows, row) >= 0


@compiled
def _place_of(rows: Any, row: int) -> Any:
    low, high = 0, rows.shape[0]
    while low < high:
        middle = (low + high) // 2
        if rows[middle] < row:
            low = middle + 1
        else:
            high = middle
    return low if low < rows.shape[0] and rows[low] == row else -1


@compiled
def _fitting(m: Any, ask: Any, room: Any, count: int) -> Any:
    """Whoever the work fits, by the quickest way that is exact, and whose pay floor is kept, into ``able``."""
    people, zones, days = m.people, m.zones, m.days
    near, away, able = room.near, room.away, room.able
    start, end, day, grid_zone = ask[FROM], ask[TO], ask[DAY], ask[GRID_ZONE]
    judged, midnight = ask[PLAIN] != 0, zones[max(grid_zone, 0), day, 0] if zones.shape[0] else 0
    visits, home = room.visits, at_home(ask)
    for n in range(count):  # fetched all at once: the waits for memory overlap
        for k in range(3):
            visits[n, k] = days[near[n], day, k]
    found = np.int64(0)
    for n in range(count):
        row, a = near[n], visits[n, 0]
        plain = judged and people[row, ZONE] == grid_zone and a != ODD
        if plain:
            lat, lon = np.int64(people[row, LAT]), np.int64(people[row, LON])
            fits, added, paid, spare = _fit_plain(a, visits[n, 1], visits[n, 2], midnight, lat, lon, away[n], home, ask)
        else:
            fits, added, paid, spare = _fit_claims(m, ask, row, start, end)
        if fits and ask[PAY] * 60 // (ask[LENGTH] + paid) >= people[row, FLOOR]:
            able[found, ROW], able[found, ADDED], able[found, DEBT] = row, added, plain
            able[found, LATE] = max(0, ask[NO_SPARE] - ask[SPARE_MIN] * spare)
            found += 1
    for n in range(found):
        row, promised = able[n, ROW], np.int64(-1)
        if able[n, DEBT]:
            promised = _promised_plain(days, zones, row, grid_zone, day, ask, start, end)
        able[n, DEBT] = promised if promised >= 0 else _promised(m, ask, row, start, end)
    return found


@compiled
def _inputs(people: Any, able: Any, n: int, ask: Any, average: int, known: Any, liked: Any) -> None:
    """What the score is made of, as ``assess`` gathers it."""
    row = able[n, ROW]
    features = np.int64(np.uint32(people[row, FEATURES])) | (np.int64(people[row, FEATURES_HIGH]) << 32)
    able[n, HERE], able[n, SINCE], able[n, FAVOURITE] = 0, 0, 0
    if known.shape[0]:
        place = _place_of(known[:, 0], row)
        if place >= 0:
            able[n, HERE], able[n, SINCE] = known[place, 1], known[place, 2]
    if liked.shape[0]:
        able[n, FAVOURITE] = _among(liked, row)
    able[n, SHARED] = (features & ask[LOCALE]) != 0 or ask[PETS] != 0
    able[n, ABOVE], able[n, COUNTED] = people[row, STARS], people[row, RATED]
    able[n, DEBT] = max(0, average - able[n, DEBT]) // 15 * ask[QUARTER_PAY]
    able[n, PAID], able[n, MADE] = ask[DAY_PAY], people[row, VISITS]


@compiled
def _points(able: Any, n: int, numbers: Any) -> Any:
    """``score.score``."""
    full, full_visits, fresh_days, most_travel = numbers[7], numbers[8], numbers[9], numbers[10]
    prior_count, prior_stars, least_stars, newcomer = numbers[11], numbers[12], numbers[13], numbers[14]
    continuity = full * min(able[n, HERE], full_visits) // full_visits
    if able[n, SINCE] > fresh_days:
        continuity //= 2
    rated = able[n, COUNTED] + prior_count
    return (
        numbers[0] * continuity
        + numbers[1] * (full * max(0, most_travel - able[n, ADDED]) // most_travel)
        + numbers[2] * (full - able[n, LATE])
        + numbers[3] * (full if able[n, FAVOURITE] else (full // 2 if able[n, SHARED] else 0))
        + numbers[4] * (full * max(0, able[n, ABOVE] + prior_stars - least_stars * rated) // (2 * rated))
        + numbers[5] * (full * able[n, DEBT] // (able[n, DEBT] + able[n, PAID]))
        + numbers[6] * (full * max(0, newcomer - able[n, MADE]) // newcomer)
    )


@compiled
def _keep(ids: Any, able: Any, lots: Any, order: Any, n: int, kept: int, most: int, seed: Any) -> Any:
    """Put one among the best: by points, then by the draw. Lots are drawn only between equals."""
    points = able[n, POINTS]
    lots[n, 0] = NONE
    if kept == most and points < able[order[kept - 1], POINTS]:
        return kept
    place = kept
    while place > 0 and able[order[place - 1], POINTS] <= points:
        other = order[place - 1]
        tied = able[other, POINTS] == points
        if tied and not _wins(seed, ids, lots, (n, able[n, ROW]), (other, able[other, ROW])):
            break
        place -= 1
    if place == most:
        return kept
    for at in range(min(kept, most - 1), place, -1):
        order[at] = order[at - 1]
    order[place] = n
    return min(kept + 1, most)


@compiled
def _wins(seed: Any, ids: Any, lots: Any, one: Any, than: Any) -> Any:
    """Whether one of two equals is drawn first; each is the number of their lot and their row."""
    n, row = one
    other, other_row = than
    if lots[n, 0] == NONE:
        _draw(seed, ids[row], lots[n])
    if lots[other, 0] == NONE:
        _draw(seed, ids[other_row], lots[other])
    return _sooner(lots[n], lots[other])


@compiled
def _sooner(one: Any, other: Any) -> Any:
    for n in range(4):
        if one[n] != other[n]:
            return one[n] < other[n]
    return False


ROUNDS = np.array([
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
], dtype=np.uint64)  # fmt: skip
BEGIN = np.array([
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
], dtype=np.uint64)  # fmt: skip
LOW = np.uint64(0xFFFFFFFF)


@compiled
def _turn(word: Any, by: int) -> Any:
    return ((word >> np.uint64(by)) | (word << np.uint64(32 - by))) & LOW


@compiled
def _draw(seed: Any, id: Any, lot: Any) -> None:
    """``rank.draw``: SHA-256 of the seed and the id, 32 bytes, in one block."""
    w = np.empty(64, dtype=np.uint64)
    for n in range(2):
        root = np.uint64(seed[n])
        w[2 * n], w[2 * n + 1] = root >> np.uint64(32), root & LOW
        w[4 + 2 * n], w[5 + 2 * n] = id[n] >> np.uint64(32), id[n] & LOW
    w[8] = np.uint64(0x80000000)
    w[9:15] = NONE
    w[15] = np.uint64(256)
    for n in range(16, 64):
        a, b = w[n - 15], w[n - 2]
        small = _turn(a, 7) ^ _turn(a, 18) ^ (a >> np.uint64(3))
        large = _turn(b, 17) ^ _turn(b, 19) ^ (b >> np.uint64(10))
        w[n] = (w[n - 16] + small + w[n - 7] + large) & LOW
    s = BEGIN.copy()
    for n in range(64):
        e = _turn(s[4], 6) ^ _turn(s[4], 11) ^ _turn(s[4], 25)
        chosen = (s[4] & s[5]) ^ ((s[4] ^ LOW) & s[6])
        one = s[7] + e + chosen + ROUNDS[n] + w[n]
        a = _turn(s[0], 2) ^ _turn(s[0], 13) ^ _turn(s[0], 22)
        most = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2])
        for k in range(7, 0, -1):
            s[k] = s[k - 1]
        s[4] = (s[4] + one) & LOW
        s[0] = (one + a + most) & LOW
    for n in range(4):
        lot[n] = (((s[2 * n] + BEGIN[2 * n]) & LOW) << np.uint64(32)) | ((s[2 * n + 1] + BEGIN[2 * n + 1]) & LOW)


# --- when could somebody come ----------------------------------------------------------------------------------------


@compiled
def when(where: Any, ask: Any, veto: Any, open: Any, instants: Any, plain: Any, counts: Any) -> Any:
    """How many could come at each start: ``counts[day, quarter]``; how many cleaners were near enough.

    ``open[day]``: the number of the column, and as bits the starts that may be asked for; ``instants[day, quarter]``;
    ``plain[day]``: 0 where words say nothing of these starts, 1 where they never forbid too much, 2 where they decide.
    """
    m, room = _market(where), _room(where)
    people, words, days, zones = m.people, m.words, m.days, m.zones
    ranges, near, count = room.ranges, room.near, np.int64(0)
    for r in range(near_ranges(m, ask[HOME_LAT], ask[HOME_LON], ranges)):
        for row in range(ranges[r, 0], ranges[r, 1]):
            near[count] = row
            count += 1
    count = _reached(people, ask, veto, near, room.away, count)
    planes, quarters, zone = np.zeros((open.shape[0], PLANES), dtype=np.uint64), ask[QUARTERS], ask[GRID_ZONE]
    late, home = bits(65 - quarters, 64), at_home(ask)
    for n in range(count):
        row, base = near[n], room.away[n]
        lat, lon, floor = np.int64(people[row, LAT]), np.int64(people[row, LON]), np.int64(people[row, FLOOR])
        whole_day = base <= ask[MOST_TRAVEL] and ask[LENGTH] * 60 <= ask[DAY_MOST]
        whole_day = whole_day and ask[PAY] * 60 // (ask[LENGTH] + 2 * base) >= floor
        for d in range(open.shape[0]):
            day, starts = np.int64(open[d, 0]), open[d, 1]
            if plain[d] == 0 or people[row, ZONE] != zone:
                found = _starts_claims(m, ask, row, starts, instants, d)
            else:
                word, a = words[day, row], days[row, day, 0]
                found = runs(word, quarters) & starts
                if found != NONE and (a == ODD or plain[d] == 1):
                    found = _starts_claims(m, ask, row, found, instants, d)
                elif found != NONE and a == NONE:
                    found = found if whole_day else NONE
                elif found != NONE:
                    b, c, midnight = days[row, day, 1], days[row, day, 2], zones[zone, day, 0]
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
def runs(word: Any, quarters: int) -> Any:
    """Where so many free quarters begin."""
    have = np.int64(1)
    while have * 2 <= quarters:
        word &= word >> np.uint64(have)
        have *= 2
    if have < quarters:
        word &= word >> np.uint64(quarters - have)
    return word


@compiled
def _starts_claims(m: Any, ask: Any, row: int, starts: Any, instants: Any, d: int) -> Any:
    """Start by start, on the claims themselves."""
    found = NONE
    for bit in range(64):
        if not (starts >> np.uint64(bit)) & ONE:
            continue
        start = instants[d, bit]
        fits, _, paid, _ = _fit_claims(m, ask, row, start, start + ask[LENGTH] * 60)
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
    if _lasts(a) + _lasts(b) + _lasts(c) + long > ask[DAY_MOST]:
        return NONE
    found, before, way_in, low = NONE, NONE, base, np.int64(0)
    for here in range(4):
        after = _nth(a, b, c, here)
        out, high = base, np.int64(64)
        if after != NONE:
            out = from_home(_lat_of(after, lat), _lon_of(after, lon), home, ask)
            high = _bits_before(after, midnight, out, opens, ask)
        fit = starts & bits(low, high)
        paid = ask[PAY] * 60 // (ask[LENGTH] + way_in + (out if after == NONE else 0))
        if fit != NONE and way_in <= most and (after == NONE or out <= most) and paid >= floor:
            found |= _with_breaks(a, b, c, midnight, ask, fit, opens, here, way_in, out)
        if after == NONE:
            break
        before, way_in = after, out
        free = _begins(before, midnight) + _lasts(before) + slack_after(_lasts(before), ask)
        low = -((opens - free - way_in * 60) // QUARTER)
    return found


@compiled
def _bits_before(after: Any, midnight: int, out: int, opens: int, ask: Any) -> Any:
    """How many of a day's quarters are early enough to go on to the next visit in time."""
    long = ask[LENGTH] * 60
    return (_begins(after, midnight) - out * 60 - ask[SLACK] - long - opens) // QUARTER + 1


@compiled
def _with_breaks(
    a: Any, b: Any, c: Any, midnight: int, ask: Any, fit: Any, opens: int, here: int, way_in: int, out: int
) -> Any:
    """Without the starts that leave no break; a day that is short from end to end needs none."""
    latest, long, after = c if c != NONE else (b if b != NONE else a), ask[LENGTH] * 60, ask[BREAK_AFTER]
    first, last = _begins(a, midnight), _begins(latest, midnight) + _lasts(latest)
    left = fit
    if last - first <= after and long <= after:
        left &= ~bits(-((opens - last + after) // QUARTER), (first + after - long - opens) // QUARTER + 1)
    bit = np.int64(0)
    while left != NONE:
        if left & ONE:
            start = opens + bit * QUARTER
            if _no_break_plain(a, b, c, midnight, ask, start, start + long, here, way_in, out):
                fit &= ~(ONE << np.uint64(bit))
        left >>= ONE
        bit += 1
    return fit


# --- what a customer is shown ----------------------------------------------------------------------------------------


@compiled
def offered(where: Any, ask: Any, folk: Any, open: Any, instants: Any, plain: Any, keys: Any, rows: Any) -> None:
    """The likeliest of each start, best first: ``rows[day, start, place]``, and as ``keys`` what put them there.

    ``folk`` are veto, known (row, visits, …) and liked, each sorted by row. ``open[day]``: the number of the column,
    the starts between six and ten as bits, and the other ones of the day as bits; ``instants[day, start]``: the first
    64 are those between six and ten, the next 32 the quarters before six, then those from ten on, and at last the
    first and last of either; ``plain[day]`` as in ``when``. A key is who knows the home best, then whom the customer
    likes, then the minutes added (``ADDED_BITS``).
    """
    m, room = _market(where), _room(where)
    veto, known, liked = folk
    people, words, days, zones = m.people, m.words, m.days, m.zones
    ranges, near, count = room.ranges, room.near, np.int64(0)
    for r in range(near_ranges(m, ask[HOME_LAT], ask[HOME_LON], ranges)):
        for row in range(ranges[r, 0], ranges[r, 1]):
            near[count] = row
            count += 1
    count = _reached(people, ask, veto, near, room.away, count)
    quarters, zone, home, late = ask[QUARTERS], ask[GRID_ZONE], at_home(ask), bits(65 - ask[QUARTERS], 64)
    for n in range(count):
        row, base = near[n], room.away[n]
        if people[row, PATTERN] < 0:
            continue
        room.lots[n, 0] = NONE
        rank = _place_in_line(row, known, liked)
        for d in range(open.shape[0]):
            day, starts = np.int64(open[d, 0]), open[d, 1]
            here = (m, ask, room.lots, near, keys[d], rows[d], instants[d], n, rank)
            if open[d, 2] != NONE and _works_outside(m, people[row, PATTERN], instants[d, STARTS:]):
                _offer_claims(here, open[d, 2], np.int64(64))
            if plain[d] == 0 or people[row, ZONE] != zone:
                _offer_claims(here, starts, np.int64(0))
                continue
            word, a = words[day, row], days[row, day, 0]
            found = runs(word, quarters) & starts
            if found != NONE and (a == ODD or plain[d] == 1):
                _offer_claims(here, found, np.int64(0))
            elif found != NONE:
                _offer_plain(here, found, zones[zone, day, 0], plain_of(days, row, day), base, home)
            if word >> np.uint64(63):  # works past ten in the evening, perhaps
                _offer_claims(here, starts & late & ~found, np.int64(0))
    for d in range(rows.shape[0]):
        for start in range(rows.shape[1]):
            for place in range(rows.shape[2]):
                if keys[d, start, place] != NOBODY:
                    rows[d, start, place] = near[rows[d, start, place]]


NOBODY, STARTS = 2**62, 96
ADDED_BITS = 20
MOST_KNOWN = 2**30


@compiled
def plain_of(days: Any, row: int, day: int) -> Any:
    """The packed visits of one day."""
    return days[row, day, 0], days[row, day, 1], days[row, day, 2]


@compiled
def _place_in_line(row: int, known: Any, liked: Any) -> Any:
    """Who knows the home better stands further in front, favourites next."""
    seen, favourite = np.int64(0), np.int64(0)
    if known.shape[0]:
        place = _place_of(known[:, 0], row)
        if place >= 0:
            seen = min(known[place, 1], np.int64(MOST_KNOWN))
    if liked.shape[0]:
        favourite = np.int64(_among(liked, row))
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
        fits, added, paid, _ = _fit_claims(m, ask, row, start, start + ask[LENGTH] * 60)
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
    if _lasts(a) + _lasts(b) + _lasts(c) + long > ask[DAY_MOST]:
        return
    before, way_in, low = NONE, base, np.int64(0)
    from_lat, from_lon = lat, lon
    for nth in range(4):
        after = _nth(a, b, c, nth)
        out, high, to_lat, to_lon = base, np.int64(64), lat, lon
        if after != NONE:
            to_lat, to_lon = _lat_of(after, lat), _lon_of(after, lon)
            out = from_home(to_lat, to_lon, home, ask)
            high = _bits_before(after, midnight, out, opens, ask)
        fit = starts & bits(low, high)
        paid = ask[PAY] * 60 // (ask[LENGTH] + way_in + (out if after == NONE else 0))
        fair = paid >= m.people[row, FLOOR]
        if fit != NONE and way_in <= most and (after == NONE or out <= most) and fair:
            if a != NONE:
                fit = _with_breaks(a, b, c, midnight, ask, fit, opens, nth, way_in, out)
            own = np.int64(0)
            if before != NONE or after != NONE:
                own = minutes(from_lat, from_lon, to_lat, to_lon, ask)
            for bit in range(64):
                if (fit >> np.uint64(bit)) & ONE:
                    _offer(here, bit, max(0, way_in + out - own))
        if after == NONE:
            break
        before, way_in, from_lat, from_lon = after, out, to_lat, to_lon
        free = _begins(before, midnight) + _lasts(before) + slack_after(_lasts(before), ask)
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
        if tied and not _wins(ask[SEED:], m.ids, lots, (n, near[n]), (other, near[other])):
            break
        place -= 1
    if place == most:
        return
    for at in range(most - 1, place, -1):
        keys[at], rows[at] = keys[at - 1], rows[at - 1]
    keys[place], rows[place] = key, n


@compiled
def refresh_each(where: Any, ask: Any, rows: Any, numbers: Any) -> None:
    """Work out one day of each of these people anew."""
    m = _market(where)
    for n in range(rows.shape[0]):
        _refresh(m, ask, rows[n], numbers[n], numbers[n] + 1)
