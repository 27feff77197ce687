"""How far it is, and whether a cleaner goes there at all."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, radians, sqrt

from cleanbee.domain.kernel import Place, Value
from cleanbee.domain.people.person import Cleaner

TravelMinutes = Callable[[Place, Place], int]
"""Whole minutes from one place to another, rounded up; 0 for the same place."""

METRES_PER_DEGREE = 111_195


def metres(one: Place, other: Place) -> int:
    """The straight line between two places in whole metres; exact enough for towns.

    Only operations that every machine rounds alike: the compiled search says the same to the last metre.
    """
    middle = radians((one.lat_e6 + other.lat_e6) / 2_000_000)
    north = (other.lat_e6 - one.lat_e6) * METRES_PER_DEGREE / 1_000_000
    turned = (other.lon_e6 - one.lon_e6 + 180_000_000) % 360_000_000 - 180_000_000
    east = turned * METRES_PER_DEGREE / 1_000_000 * cos(middle)
    return round(sqrt(north * north + east * east))


class Pace(Value, frozen=True, kw_only=True):
    """Minutes by the straight line, times a detour (in hundredths), at a pace (metres a minute), rounded up."""

    detour_pct: int = 140
    m_per_min: int = 250

    def __post_init__(self) -> None:
        assert self.detour_pct >= 100 and self.m_per_min > 0, "no way is shorter than the straight line"

    def minutes(self, origin: Place, to: Place) -> int:
        """Whole minutes of travel, rounded up; 0 for the same place."""
        return -(-metres(origin, to) * self.detour_pct // (100 * self.m_per_min))


def goes_there(cleaner: Cleaner, home: Place) -> bool:
    """Whether the home lies in the area the cleaner serves, its edge included."""
    return metres(cleaner.base, home) <= cleaner.area_m


MOST_AREA_M = 30_000
"""Nobody cleans further away than this from where they start, as the crow flies; it bounds every search."""


def box_around(home: Place, metres_each_way: int = MOST_AREA_M) -> tuple[int, int, int, int]:
    """South, west, north and east of a box (millionths of a degree) that holds every base within reach of a home."""
    north = metres_each_way * 1_000_000 // METRES_PER_DEGREE + 1
    furthest = min(abs(home.lat_e6) + north, 89_000_000)
    east = round(north / cos(radians(furthest / 1_000_000))) + 1
    return home.lat_e6 - north, home.lon_e6 - east, home.lat_e6 + north, home.lon_e6 + east


def in_box(place: Place, box: tuple[int, int, int, int]) -> bool:
    """Whether a place lies in such a box, its edges included."""
    south, west, north, east = box
    return south <= place.lat_e6 <= north and west <= place.lon_e6 <= east
