"""The starts beside the only visit of a day, which most busy days have: many people at once, without a branch.

Everything is whole minutes after six in the morning here, so that a processor can take eight people in one step.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.compiled import compiled
from cleanbee.adapters.numba.search_kernels.layout import (
    ALL,
    BREAK,
    BREAK_AFTER,
    DAY_MOST,
    HALF_RADIANS,
    HOME_LAT,
    HOME_LON,
    LENGTH,
    LONG_FROM,
    METRES_PER_E6,
    MOST_TRAVEL,
    NEARBY,
    NONE,
    PAY,
    SLACK,
    SLACK_LONG,
    SLACK_SHORT,
)
from cleanbee.adapters.numba.search_kernels.packed import lat_of, lon_of
from cleanbee.adapters.numba.search_kernels.ways import minutes

MINUTES = 64 * 15


@compiled
def ways_from_home(packed: Any, lat: Any, lon: Any, many: int, home: Any, ask: Any, ways: Any) -> None:
    """``from_home`` to each of these visits of people who live at ``lat`` and ``lon``."""
    home_lat, home_lon = ask[HOME_LAT], ask[HOME_LON]
    cosine, sine, pace = home
    unsure = np.int64(0)
    for k in range(many):
        north, east = lat_of(packed[k], lat[k]) - home_lat, lon_of(packed[k], lon[k]) - home_lon
        turn = north * HALF_RADIANS
        flat = cosine * (1.0 - 0.5 * turn * turn) - sine * turn
        y, x = north * METRES_PER_E6, east * METRES_PER_E6 * flat
        far = sqrt(y * y + x * x)
        least, most = np.int64(ceil((far - 1.0) * pace)), np.int64(ceil((far + 1.0) * pace))
        sure = (least == most) & (abs(north) <= NEARBY) & (abs(east) <= NEARBY)
        ways[k] = least if sure else -1
        unsure += not sure
    if unsure:
        for k in range(many):
            if ways[k] < 0:
                there_lat, there_lon = lat_of(packed[k], lat[k]), lon_of(packed[k], lon[k])
                ways[k] = minutes(there_lat, there_lon, home_lat, home_lon, ask)


@compiled
def beside_ones(packed: Any, ways: Any, bases: Any, floors: Any, many: int, since: int, ask: Any, starts: Any) -> None:
    """Of these starts, those that are left beside each one's visit; ``since``: minutes from midnight to six o'clock.

    The same as ``when``'s gaps with one visit: early starts are those whose way on is in time, and either leave a break
    before the visit or make no row with it that is too long; late ones likewise behind it.
    """
    long, most, pay = ask[LENGTH], ask[MOST_TRAVEL], ask[PAY] * 60
    slack, pause, row, day = ask[SLACK] // 60, ask[BREAK] // 60, ask[BREAK_AFTER] // 60, ask[DAY_MOST] // 60
    slack_long, slack_short, long_from = ask[SLACK_LONG] // 60, ask[SLACK_SHORT] // 60, ask[LONG_FROM]
    for k in range(many):
        visit, way = packed[k], ways[k]
        begins = np.int64(visit >> np.uint64(53)) - since
        lasts = np.int64((visit >> np.uint64(43)) & np.uint64(1023))
        ends = begins + lasts
        free = ends + (slack_long if lasts >= long_from else slack_short)
        early = _before(begins - way - slack - long + 1)
        early &= _before(begins - way - pause - long + 1) | ~_before(ends - row)
        late = ~_before(free + way)
        late &= ~_before(ends + way + pause) | _before(begins + row - long + 1)
        able = (way <= most) & (lasts + long <= day)
        there = able & (bases[k] <= most) & (pay >= floors[k] * (long + bases[k]))
        back = able & (pay >= floors[k] * (long + way + bases[k]))
        starts[k] &= (early if there else NONE) | (late if back else NONE)


@compiled
def _before(minute: int) -> Any:
    """The quarters that begin before this minute."""
    quarters = ((min(max(minute, 0), MINUTES) + 14) * 4370) >> 16  # a fifteenth, rounded up, which is exact up to here
    none = np.uint64(64 - quarters)
    return (ALL >> (none >> np.uint64(1))) >> (none - (none >> np.uint64(1)))
