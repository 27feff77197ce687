"""Minutes and metres between places, and the same cheaply where that is as exact."""

from __future__ import annotations

from math import ceil, cos, radians, sin, sqrt
from typing import Any

import numpy as np

from cleanbee.adapters.numba.search_kernels.compiled import compiled
from cleanbee.adapters.numba.search_kernels.layout import (
    DETOUR,
    HALF_RADIANS,
    HOME_LAT,
    HOME_LON,
    METRES_PER_E6,
    NEARBY,
    PACE,
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
