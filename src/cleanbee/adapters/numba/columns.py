"""The market in columns: people, claims, working spans, and for each of their days one word and up to three visits.

People stand in the order of the grid's cells (row by row, a kilometre or more each), so that everyone near a home
stands in a few ranges; whoever came or moved since stands behind them, until the next ``sort``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, radians
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba.search_kernels import layout, point, shown, when, who, words
from cleanbee.domain.matching.shortlist import MOST_BEST

Ints = NDArray[np.int64]
CELL_M = 1_000
POLE = 89.0
KINDS = (
    np.int32,
    np.uint64,
    np.int32,
    np.int64,
    np.int64,
    np.int64,
    np.uint64,
    np.uint64,
    np.int64,
    np.int32,
    np.uint64,
)
MOST_CELLS = 8


@dataclass
class Columns:
    """All arrays of one market. ``people``, ``ids``, ``pool``, ``zones`` (midnight and six o'clock of each local day),
    ``spans`` by pattern, ``words[day, row]``; ``visits`` are packed, each person's by their start, in as much room as
    their claims have in ``pool``, and ``held[row]`` says which are whose day's (``search_kernels/held.py``); ``policy``
    is an ask that carries its numbers.
    """

    people: NDArray[np.int32]
    ids: NDArray[np.uint64]
    pool: NDArray[np.int32]
    zones: Ints
    spans: Ints
    span_at: Ints
    policy: Ints
    words: NDArray[np.uint64]
    held: NDArray[np.uint64]
    visits: NDArray[np.uint64]
    grid: Ints
    begins: NDArray[np.int32]
    _made: tuple[layout.Room, Ints] | None = field(default=None, init=False, repr=False)

    def __setattr__(self, name: str, value: Any) -> None:
        """Another array lies elsewhere: addresses are taken anew."""
        object.__setattr__(self, "_made", None)
        object.__setattr__(self, name, value)

    @property
    def arrays(self) -> tuple[Any, ...]:
        """What the kernels read, in their order."""
        known = (self.people, self.ids, self.pool, self.zones, self.spans, self.span_at)
        return (*known, self.words, self.held, self.grid, self.begins, self.visits)

    @property
    def bytes_each(self) -> float:
        """Memory a cleaner."""
        return sum(one.nbytes for one in self.arrays) / max(1, len(self.people))

    @property
    def where(self) -> Ints:
        """The addresses of everything, and how many there are of each. One question at a time."""
        return self._prepared()[1]

    def who(self, ask: Ints, folk: tuple[Ints, Ints, Ints]) -> tuple[Ints, int]:
        """The best, as rows of what is said of one (``layout.ROW`` to ``layout.MADE``), and how many could."""
        room, where = self._prepared()
        found, kept, _, _ = who.who(where, ask, *folk)
        return room.best[:kept], int(found)

    def when(self, ask: Ints, veto: Ints, open: NDArray[np.uint64], instants: Ints, plain: Ints) -> tuple[Ints, int]:
        """How many could come at each start of each day, and how many cleaners are near enough."""
        counts = np.zeros((len(open), 64), dtype=np.int64)
        near = when.when(self.where, ask, veto, open, instants, plain, counts)
        return counts, int(near)

    def offered(
        self, ask: Ints, folk: tuple[Ints, Ints, Ints], days: tuple[NDArray[np.uint64], Ints, Ints], most: int
    ) -> tuple[Ints, Ints]:
        """The likeliest few of each start of each day, as rows, and their keys (``layout.NOBODY``: no more)."""
        open, instants, plain = days
        keys = np.full((len(open), layout.STARTS, most), layout.NOBODY, dtype=np.int64)
        rows = np.zeros_like(keys)
        shown.offered(self.where, ask, folk, open, instants, plain, keys, rows)
        return rows, keys

    def refresh(self, row: int, first: int = 0, last: int = 1 << 30) -> None:
        """Work out one cleaner's days anew."""
        words.refresh(self.where, self.policy, row, first, last)

    def mark(self, row: int, claim: NDArray[np.int32]) -> bool:
        """Mark a visit that is new to somebody in place; false where their days must be worked out anew."""
        return bool(point.mark(self.where, self.policy, row, claim[np.newaxis]))

    def refresh_all(self) -> None:
        """Work out everybody's days, none of which was worked out before."""
        words.refresh_all(self.where, self.policy)

    def warm(self) -> None:
        """Compile every kernel, or read it from the cache, by asking about nobody while there is nobody."""
        nobody, known = np.zeros(0, dtype=np.int64), np.zeros((0, 3), dtype=np.int64)
        self.who(self.policy, (nobody, known, nobody))
        days, starts = np.zeros((0, 3), dtype=np.uint64), np.zeros((0, 64), dtype=np.int64)
        self.when(self.policy, nobody, days, starts, nobody)
        open, instants = np.zeros((0, 4), dtype=np.uint64), np.zeros((0, layout.STARTS + 4), dtype=np.int64)
        self.offered(self.policy, (nobody, known, nobody), (open, instants, nobody), 1)
        self.refresh(0, 0, 0)
        self.refresh_all()
        self.mark(0, np.zeros(layout.CLAIM, dtype=np.int32))

    def _prepared(self) -> tuple[layout.Room, Ints]:
        if self._made is None:
            rows, ranges = len(self.people) + 1, 3 * int(self.grid[layout.CELL_ROWS]) + 2
            room = layout.Room(
                ranges=np.empty((ranges, 2), dtype=np.int64),
                near=np.empty(rows, dtype=np.int64),
                away=np.empty(rows, dtype=np.int64),
                visits=np.empty((rows, 3), dtype=np.uint64),
                able=np.empty((rows, layout.FOUND), dtype=np.int64),
                lots=np.empty((rows, 4), dtype=np.uint64),
                order=np.empty(MOST_BEST, dtype=np.int64),
                best=np.empty((MOST_BEST, layout.FOUND), dtype=np.int64),
            )
            for one, kind in zip(self.arrays, KINDS, strict=True):
                assert one.flags.c_contiguous and one.dtype == kind, "kernels read these addresses as they are"
            assert len(self.visits) == len(self.pool), "visits have the room of claims"
            addresses = [one.ctypes.data for one in (*self.arrays, *room)]
            sizes = [len(self.people), len(self.words), len(self.pool), len(self.zones), len(self.spans)]
            sizes += [len(self.span_at), len(self.begins), ranges, MOST_BEST]
            where = np.array([*addresses, *sizes], dtype=np.int64)
            object.__setattr__(self, "_made", (room, where))
            return room, where
        return self._made


def blank_days(people: int, days: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Words of so many people over so many days, and what they hold on them: nothing is known."""
    assert days <= layout.MOST_KEPT, "a day is a bit"
    return np.zeros((days, people), dtype=np.uint64), np.zeros((people, layout.HELD), dtype=np.uint64)


def days_apart(columns: Columns) -> NDArray[np.uint64]:
    """The packed visits of each day by themselves, ``[block, day, row, 3]`` in blocks of ``layout.BLOCK`` rows."""
    rows, days = len(columns.people), len(columns.words)
    blocks = -(-rows // layout.BLOCK)
    found = np.zeros((days, blocks * layout.BLOCK, 3), dtype=np.uint64)
    at = columns.people[:, layout.AT].astype(np.int64)
    for day in range(days):
        one, two, odd = ((columns.held[:, k] >> np.uint64(day) & np.uint64(1)).astype(np.int64) for k in range(3))
        count = one + 2 * two
        for k in range(3):
            some = np.flatnonzero(count > k)
            found[day, some, k] = columns.visits[at[some] + k]
        found[day, np.flatnonzero(odd), 0] = layout.ODD
        at += count
    return np.ascontiguousarray(found.reshape(days, blocks, layout.BLOCK, 3).swapaxes(0, 1))


def grid_of(lat: NDArray[Any], lon: NDArray[Any], furthest_m: int) -> tuple[Ints, NDArray[np.int32], Ints]:
    """The grid's numbers for these bases, the first row of each cell, and the order in which people stand in it.

    Cells are a kilometre wide; far-flung markets get larger ones.
    """
    lat64, lon64 = lat.astype(np.int64), lon.astype(np.int64)
    everyone = len(lat64)
    south, north, west, east = (
        (int(lat64.min()), int(lat64.max()), int(lon64.min()), int(lon64.max())) if everyone else (0, 0, 0, 0)
    )
    high = round(CELL_M / layout.METRES_PER_E6)
    wide = round(high / cos(radians(min(abs(north + south) / 2e6, POLE))))
    while ((north - south) // high + 1) * ((east - west) // wide + 1) > MOST_CELLS * everyone + 4096:
        high, wide = high * 2, wide * 2
    rows, columns = (north - south) // high + 1, (east - west) // wide + 1
    cell = (lat64 - south) // high * columns + (lon64 - west) // wide
    order = np.argsort(cell, kind="stable")
    begins = np.searchsorted(cell[order], np.arange(rows * columns + 1)).astype(np.int32)
    numbers = np.array((south, west, high, wide, rows, columns, everyone, furthest_m, everyone), dtype=np.int64)
    return numbers, begins, order
