"""A city of bookings and cleaners for the assignment benches: seeded, 24 links a booking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cleanbee.domain.matching.assignment import Market

LINKS = 24
A_CELL = 8
REACH = 2
PER_KM2 = 100
VALUES = (4_000, 12_000)
ACCEPT_PERMILLE = (500, 1_000)
A_KM = 300


@dataclass(frozen=True)
class Arrays:
    """A market as arrays: where each booking's links begin, the cleaner and the utility of each link."""

    begins: Any
    links: Any
    utilities: Any
    cleaners: int

    @property
    def bookings(self) -> int:
        return len(self.begins) - 1

    @property
    def market(self) -> Market:
        """The same, as the port asks it; nothing is promised, and left open a booking is worth nothing."""
        nothing: Any = self.begins[:-1] * 0
        return Market(
            begins=self.begins, links=self.links, utilities=self.utilities,
            outside=nothing, promised=nothing, cleaners=self.cleaners,
        )  # fmt: skip


def city(count: int, seed: int, *, cleaners: int = 0, sorted_by_place: bool = True) -> Arrays:
    """The same city for the same seed: so many bookings, and as many cleaners or fewer (``cleaners``).

    Its nodes stand as they were drawn, or in Morton order (neighbours side by side).
    """
    import numpy as np

    dice = np.random.default_rng(seed)
    side = (count / PER_KM2) ** 0.5
    bookings, bases = dice.random((2, count, 2))
    bases = bases[: cleaners or count]
    booking, cleaner = _near(np, dice, bookings, bases)
    way_km = np.hypot(*(bookings[booking] - bases[cleaner]).T) * side
    value = dice.integers(*VALUES, count)[booking]
    utility = value * dice.integers(*ACCEPT_PERMILLE, len(booking)) // 1000 - (way_km * A_KM).astype(np.int64)
    if sorted_by_place:
        booking, cleaner = (_ranks(np, at)[ends] for at, ends in ((bookings, booking), (bases, cleaner)))
    order = np.lexsort((cleaner, booking))
    begins = np.zeros(count + 1, dtype=np.int64)
    begins[1:] = np.cumsum(np.bincount(booking, minlength=count))
    return Arrays(begins, cleaner[order], utility[order], len(bases))


def _near(np: Any, dice: Any, bookings: Any, cleaners: Any) -> tuple[Any, Any]:
    """About ``LINKS`` different cleaners out of the cells around each booking."""
    count, most = len(bookings), len(cleaners)
    width = max(1, int((most / A_CELL) ** 0.5))
    cell = np.minimum((cleaners * width).astype(np.int64), width - 1)
    key = cell[:, 1] * width + cell[:, 0]
    by_cell = np.argsort(key, kind="stable")
    firsts = np.searchsorted(key[by_cell], np.arange(width * width + 1))
    home = np.minimum((bookings * width).astype(np.int64), width - 1)
    low, high = np.maximum(home[:, 0] - REACH, 0), np.minimum(home[:, 0] + REACH, width - 1)
    rows = home[:, 1][:, None] + np.arange(-REACH, REACH + 1)
    inside = (rows >= 0) & (rows < width)
    rows = np.clip(rows, 0, width - 1)
    begin = firsts[rows * width + low[:, None]]
    sizes = np.where(inside, firsts[rows * width + high[:, None] + 1] - begin, 0)
    ends = np.cumsum(sizes, axis=1)
    drawn = (dice.random((count, LINKS + 2)) * ends[:, -1:]).astype(np.int64)
    row = (drawn[:, :, None] >= ends[:, None, :]).sum(axis=2)
    within = drawn - np.take_along_axis(ends - sizes, row, 1)
    cleaner = by_cell[np.take_along_axis(begin, row, 1) + within]
    pairs = np.unique(np.arange(count)[:, None] * most + cleaner)
    return pairs // most, pairs % most


def _ranks(np: Any, places: Any) -> Any:
    """Each node's place in Morton order."""
    x, y = (places * 65_535).astype(np.int64).T
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        x, y = (x | x << shift) & mask, (y | y << shift) & mask
    ranks = np.empty(len(places), dtype=np.int64)
    ranks[np.argsort(x | y << 1, kind="stable")] = np.arange(len(places))
    return ranks
