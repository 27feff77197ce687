"""Who stands near enough to a home, and may come: ranges of the grid's cells, then one person after the other."""

from __future__ import annotations

from math import cos, radians, sqrt
from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.compiled import compiled, door
from cleanbee.adapters.numba.search_kernels.layout import (
    AREA,
    CELL_COLUMNS,
    CELL_ROWS,
    EVERYONE,
    FEATURES,
    FEATURES_HIGH,
    FURTHEST,
    HIGH,
    HOME_LAT,
    HOME_LON,
    LAT,
    LON,
    METRES_PER_E6,
    NEED,
    NONE,
    ONE,
    PAPERS,
    PAPERS_DAY,
    SORTED,
    SOUTH,
    TURN_E6,
    WEST,
    WIDE,
    fetch,
    market_at,
)
from cleanbee.adapters.numba.search_kernels.ways import at_home, from_home, metres, roughly


@door
def ranges_near(where: Any, lat: int, lon: int, ranges: Any) -> Any:
    """The rows that hold everyone who may reach this place, as from and to; how many ranges."""
    return near_ranges(market_at(where), lat, lon, ranges)


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


@compiled
def around(m: Any, ask: Any, room: Any) -> Any:
    """Everyone in those rows into ``near``; how many they are."""
    near, ranges, count = room.near, room.ranges, np.int64(0)
    for r in range(near_ranges(m, ask[HOME_LAT], ask[HOME_LON], ranges)):
        for row in range(ranges[r, 0], ranges[r, 1]):
            near[count] = row
            count += 1
            fetch(m.people, row)
    return count


@compiled
def reached(people: Any, ask: Any, veto: Any, near: Any, away: Any, count: int) -> Any:
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
        found += not among(veto, near[n])
    return found


@compiled
def papers_last(people: Any, ask: Any, row: int, open: Any) -> Any:
    """The number of the last day on which somebody's papers are good; ``PAPERS_DAY`` is the first day of ``open``."""
    return np.int64(people[row, PAPERS]) - ask[PAPERS_DAY] + np.int64(open[0, 0])


@compiled
def ending_by(starts: Any, instants: Any, offset: int, long: int, midnight: int) -> Any:
    """Of these starts, those whose work has ended by then."""
    kept = NONE
    for bit in range(64):
        if (starts >> np.uint64(bit)) & ONE and instants[offset + bit] + long <= midnight:
            kept |= ONE << np.uint64(bit)
    return kept


@compiled
def among(rows: Any, row: int) -> Any:
    """Whether a row is one of these, which are sorted."""
    return place_of(rows, row) >= 0


@compiled
def place_of(rows: Any, row: int) -> Any:
    """Where a row stands among these, which are sorted; -1 where it does not."""
    low, high = 0, rows.shape[0]
    while low < high:
        middle = (low + high) // 2
        if rows[middle] < row:
            low = middle + 1
        else:
            high = middle
    return low if low < rows.shape[0] and rows[low] == row else -1
