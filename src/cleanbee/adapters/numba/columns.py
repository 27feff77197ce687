"""The market in columns: people, claims, working spans, and for each of their days one word and up to three visits.

People stand in the order of the grid's cells (row by row, a kilometre or more each), so that everyone near a home
stands in a few ranges; whoever came or moved since stands behind them, until the next ``sort``.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba import search_kernel as kernel

Ints = NDArray[np.int64]
CELL_M = 1_000
POLE = 89.0
MOST_CELLS = 8


@dataclass
class Columns:
    """All arrays of one market. ``people``, ``ids``, ``pool``, ``zones`` (midnight and six o'clock of each local day),
    ``spans`` by pattern, ``words[day, row]``, ``days[row, day, 3]``; ``policy`` is an ask that carries its numbers."""

    people: NDArray[np.int32]
    ids: NDArray[np.uint64]
    pool: NDArray[np.int32]
    zones: Ints
    spans: Ints
    span_at: Ints
    policy: Ints
    words: NDArray[np.uint64]
    days: NDArray[np.uint64]
    grid: Ints
    begins: Ints

    @property
    def known(self) -> tuple[Any, ...]:
        """What every kernel starts with."""
        return self.people, self.pool, self.zones, self.spans, self.span_at

    @property
    def bytes_each(self) -> float:
        """Memory a cleaner."""
        arrays = (self.people, self.ids, self.pool, self.spans, self.span_at, self.words, self.days, self.begins)
        return sum(one.nbytes for one in arrays) / max(1, len(self.people))

    def refresh(self, row: int, first: int = 0, last: int = 1 << 30) -> None:
        """Work out one cleaner's days anew."""
        kernel.refresh(*self.known, self.policy, self.words, self.days, row, first, last)

    def refresh_all(self) -> None:
        """Work out everybody's days."""
        kernel.refresh_all(*self.known, self.policy, self.words, self.days)


def blank_days(people: int, days: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Words and visits of so many people over so many days, nothing known."""
    return np.zeros((days, people), dtype=np.uint64), np.zeros((people, days, 3), dtype=np.uint64)


def grid_of(lat: NDArray[Any], lon: NDArray[Any], furthest_m: int) -> tuple[Ints, Ints, Ints]:
    """The grid's numbers for these bases, the first row of each cell, and the order in which people stand in it.

    Cells are a kilometre wide; far-flung markets get larger ones.
    """
    lat64, lon64 = lat.astype(np.int64), lon.astype(np.int64)
    everyone = len(lat64)
    south, north, west, east = (
        (int(lat64.min()), int(lat64.max()), int(lon64.min()), int(lon64.max())) if everyone else (0, 0, 0, 0)
    )
    high = round(CELL_M / kernel.METRES_PER_E6)
    wide = round(high / cos(radians(min(abs(north + south) / 2e6, POLE))))
    while ((north - south) // high + 1) * ((east - west) // wide + 1) > MOST_CELLS * everyone + 4096:
        high, wide = high * 2, wide * 2
    rows, columns = (north - south) // high + 1, (east - west) // wide + 1
    cell = (lat64 - south) // high * columns + (lon64 - west) // wide
    order = np.argsort(cell, kind="stable")
    begins = np.searchsorted(cell[order], np.arange(rows * columns + 1)).astype(np.int64)
    numbers = np.array((south, west, high, wide, rows, columns, everyone, furthest_m, everyone), dtype=np.int64)
    return numbers, begins, order
