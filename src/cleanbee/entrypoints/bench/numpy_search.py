"""The same two questions answered by numpy, as well as we know how: whole columns at a time, the cheapest and most
selective filter first, each next one only on what is left, arithmetic in the narrowest type that is exact.

It answers for plain days alone, which is all that the bench's towns have.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy

from cleanbee.adapters.numba.search_kernels import layout, near, words
from cleanbee.domain.matching import rank, score
from cleanbee.entrypoints.bench.town import Town, metres, minutes, ways

np: Any = numpy  # what its arithmetic returns is not worth the words here
Ints = Any
NOBODY = np.empty(0, dtype=np.int64)


@dataclass
class NumpySearch:
    """Every fact of people a column of its own; ``rows`` narrows to the ranges near the home when ``sorted_cells``."""

    town: Town
    sorted_cells: bool

    def __post_init__(self) -> None:
        columns = self.town.columns
        self.words, self.days, self.zone = columns.words, self.town.days_apart, columns.zones[0]
        folk = np.ascontiguousarray(columns.people.T)
        self.lat, self.lon, self.area = folk[layout.LAT], folk[layout.LON], folk[layout.AREA]
        self.floor, self.features, self.papers = folk[layout.FLOOR], folk[layout.FEATURES], folk[layout.PAPERS]
        self.stars, self.rated, self.visits = folk[layout.STARS], folk[layout.RATED], folk[layout.VISITS]
        self._ranges = np.empty((3 * int(columns.grid[layout.CELL_ROWS]) + 2, 2), dtype=np.int64)

    def who(self, ask: Ints, seed: Ints) -> tuple[list[tuple[int, int]], int]:
        """The best as (row, score), and how many could."""
        rows = self._near(ask) if self.sorted_cells else None
        rows = self._free(ask, rows)
        rows = rows[self._may(rows, ask)]
        far = metres(self.lat[rows], self.lon[rows], ask[layout.HOME_LAT], ask[layout.HOME_LON])
        near = far <= self.area[rows]
        rows, far = rows[near], far[near]
        visits = Packed(
            self._visits(rows, ask[layout.DAY]), self.zone[ask[layout.DAY], 0], self.lat[rows], self.lon[rows]
        )
        fits, added, paid, spare = visits.fit(ask, minutes(far), ask[layout.FROM], ask[layout.TO])
        fits &= ask[layout.PAY] * 60 // (ask[layout.LENGTH] + paid) >= self.floor[rows]
        rows, added, spare = rows[fits], added[fits], spare[fits]
        if not len(rows):
            return [], 0
        points = self._points(rows, ask, added, spare)
        return self._best(rows, points, int(ask[layout.MOST]), seed), len(rows)

    def when(self, ask: Ints, open: Ints, instants: Ints) -> Ints:
        """How many could come at each start of each day."""
        rows = self._near(ask) if self.sorted_cells else np.arange(len(self.lat))
        rows = rows[self._may(rows, ask)]
        far = metres(self.lat[rows], self.lon[rows], ask[layout.HOME_LAT], ask[layout.HOME_LON])
        near = far <= self.area[rows]
        rows, base = rows[near], minutes(far[near])
        number, starts = open[:, 0].astype(np.int64), open[:, 2]
        begins = _runs(self.words[number[:, np.newaxis], rows], int(ask[layout.QUARTERS])) & starts[:, np.newaxis]
        d, r = np.nonzero(begins)
        one, day = rows[r], number[d]
        visits = Packed(self._visits(one, day), self.zone[day, 0][:, np.newaxis], self.lat[one], self.lon[one])
        found = visits.starts(ask, base[r], self.floor[one], begins[d, r], instants[d, 0])
        left = self.papers[one] - ask[layout.PAPERS_DAY] + number[0] - day
        found[left < 0] = 0
        tonight = instants + ask[layout.LENGTH] * 60 <= open[:, 1].astype(np.int64)[:, np.newaxis]
        found[left == 0] &= np.packbits(tonight, axis=1, bitorder="little").view(np.uint64)[:, 0][d[left == 0]]
        bits = np.unpackbits(found.view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        who, bit = np.nonzero(bits)
        return np.bincount(d[who] * 64 + bit, minlength=len(open) * 64).reshape(-1, 64)

    def _visits(self, rows: Ints, day: Any) -> Ints:
        return self.days[rows // layout.BLOCK, day, rows % layout.BLOCK]

    def _near(self, ask: Ints) -> Ints:
        found = near.ranges_near(self.town.columns.where, ask[layout.HOME_LAT], ask[layout.HOME_LON], self._ranges)
        return np.concatenate([NOBODY, *(np.arange(first, last) for first, last in self._ranges[:found].tolist())])

    def _free(self, ask: Ints, rows: Ints | None) -> Ints:
        wanted = words.bits(ask[layout.BIT], ask[layout.BIT] + ask[layout.QUARTERS])
        wanted = np.uint64(wanted)
        word = self.words[ask[layout.DAY]]
        if rows is None:
            return np.flatnonzero((word & wanted) == wanted)
        return rows[(word[rows] & wanted) == wanted]

    def _may(self, rows: Ints, ask: Ints) -> Ints:
        need = np.int32(ask[layout.NEED])
        return ((self.features[rows] & need) == need) & (self.papers[rows] >= ask[layout.PAPERS_DAY])

    def _points(self, rows: Ints, ask: Ints, added: Ints, spare: Ints) -> Ints:
        promised = self._promised(rows, ask)
        debt = np.maximum(0, promised.sum() // len(rows) - promised) // 15 * ask[layout.QUARTER_PAY]
        shared = (self.features[rows] & ask[layout.LOCALE] != 0) | bool(ask[layout.PETS])
        full, weights = score.FULL, tuple(score.WEIGHTS.values())
        rated = self.rated[rows].astype(np.int64) + score.PRIOR_COUNT
        above = self.stars[rows].astype(np.int64) + score.PRIOR_STARS - score.LEAST_STARS * rated
        late = np.maximum(0, rank.NO_SPARE_PERMILLE - rank.PERMILLE_A_MIN * spare)
        return (
            weights[1] * (full * np.maximum(0, score.MOST_TRAVEL_MIN - added) // score.MOST_TRAVEL_MIN)
            + weights[2] * (full - late)
            + weights[3] * np.where(shared, full // 2, 0)
            + weights[4] * (full * np.maximum(0, above) // (2 * rated))
            + weights[5] * (full * debt // (debt + ask[layout.DAY_PAY]))
            + weights[6] * (full * np.maximum(0, score.NEWCOMER_VISITS - self.visits[rows]) // score.NEWCOMER_VISITS)
        )

    def _promised(self, rows: Ints, ask: Ints) -> Ints:
        day = int(ask[layout.DAY])
        around = self._visits(rows, slice(day - 2, day + 3))
        long = ((around >> np.uint64(43)) & np.uint64(1023)).astype(np.int64)
        total = long[:, 1:4].sum(axis=(1, 2))
        for edge in (0, 4):
            begins, ends, free, way = _times(around[:, edge], self.zone[day - 2 + edge, 0], ask)
            read = (begins - way * 60 < ask[layout.TO] + layout.TWO_DAYS) & (free > ask[layout.FROM] - layout.TWO_DAYS)
            total += np.where(read & (ends > begins), long[:, edge], 0).sum(axis=1)
        return total

    def _best(self, rows: Ints, points: Ints, most: int, seed: Ints) -> list[tuple[int, int]]:
        if len(rows) > most:
            least = np.partition(points, len(points) - most)[len(points) - most]
            kept = points >= least
            rows, points = rows[kept], points[kept]
        found = list(zip(rows.tolist(), points.tolist(), strict=True))
        ids = self.town.columns.ids
        again = len({points for _, points in found}) < len(found)
        root = seed.astype(">u8").tobytes()
        found.sort(
            key=lambda one: (-one[1], sha256(root + ids[one[0]].astype(">u8").tobytes()).digest() if again else b"")
        )
        return found[:most]


@dataclass
class Packed:
    """The visits of one day of some people, unpacked."""

    packed: Ints
    midnight: Any
    lat: Any
    lon: Any

    def take(self, who: Ints) -> Packed:
        """Some of them, some several times."""
        return Packed(self.packed[who], self.midnight[who], self.lat[who], self.lon[who])

    def starts(self, ask: Ints, base: Ints, floor: Ints, begins: Ints, opens: Ints) -> Ints:
        """Gap by gap as bits: between two visits the starts that fit stand in one row."""
        long, found = ask[layout.LENGTH] * 60, np.zeros_like(begins)
        starts, ends, free, way = _times(self.packed, self.midnight, ask)
        there, each = self.packed != 0, np.arange(len(base))
        busy = np.flatnonzero(there[:, 0])
        ways_home = np.tile(base[:, np.newaxis], (1, 3))
        for n in range(3):
            some = busy if n == 0 else np.flatnonzero(there[:, n])
            at = self._place(each, np.full(len(base), n), there[:, n])
            ways_home[some, n] = ways(at[0][some], at[1][some], ask[layout.HOME_LAT], ask[layout.HOME_LON])
        full = (ends - starts).sum(axis=1, where=there) + long > ask[layout.DAY_MOST]
        for here in range(4):
            real = np.ones(len(base), dtype=bool) if here == 0 else there[:, here - 1]
            last = ~there[:, here] if here < 3 else np.ones(len(base), dtype=bool)
            way_in = base if here == 0 else ways_home[:, here - 1]
            out = np.where(last, base, ways_home[:, min(here, 2)])
            low = np.zeros(len(base), dtype=np.int64)
            if here:
                low = -((opens - free[:, here - 1] - way_in * 60) // layout.QUARTER)
            high = (starts[:, min(here, 2)] - out * 60 - ask[layout.SLACK] - long - opens) // layout.QUARTER + 1
            fit = begins & _bits(low, np.where(last, 64, high))
            paid = ask[layout.PAY] * 60 // (ask[layout.LENGTH] + way_in + np.where(last, out, 0)) >= floor
            fit[~(real & ~full & paid & (np.maximum(way_in, np.where(last, 0, out)) <= ask[layout.MOST_TRAVEL]))] = 0
            self._take_breaks(ask, fit, (starts, ends, way), here, (opens, way_in, out))
            found |= fit
        return found

    def _take_breaks(
        self, ask: Ints, fit: Any, day: tuple[Ints, Ints, Ints], here: int, way: tuple[Any, Ints, Ints]
    ) -> None:
        """Take away the starts that leave no break; days that are short from end to end need none."""
        (starts, ends, _), (opens, way_in, out), long = day, way, ask[layout.LENGTH] * 60
        latest, after = np.where(self.packed != 0, ends, 0).max(axis=1), ask[layout.BREAK_AFTER]
        low = -((opens - latest + after) // layout.QUARTER)
        safe = _bits(low, (starts[:, 0] + after - long - opens) // layout.QUARTER + 1)
        safe[(latest - starts[:, 0] > after) | (long > after)] = 0
        safe[self.packed[:, 0] == 0] = ~np.uint64(0)
        unsure = fit & ~safe
        some = np.flatnonzero(unsure)
        bits = np.unpackbits(unsure[some].view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        which, bit = np.nonzero(bits)
        who = some[which]
        begin = opens[who] + bit * layout.QUARTER
        chosen = self.take(who)
        times = _times(chosen.packed, chosen.midnight, ask)
        work = (begin, begin + long, way_in[who], out[who])
        bad = chosen._no_break(ask, (times[0], times[1], times[3]), np.full(len(who), here), work)
        np.bitwise_and.at(fit, who[bad], ~(np.uint64(1) << bit[bad].astype(np.uint64)))

    def fit(self, ask: Ints, base: Ints, start: Any, end: Any) -> tuple[Ints, Ints, Ints, Ints]:
        """Whether work fits, minutes added, minutes paid, minutes to spare."""
        start, end = np.broadcast_to(start, base.shape), np.broadcast_to(end, base.shape)
        begins, ends, free, way = _times(self.packed, self.midnight, ask)
        there = self.packed != 0
        here = (there & (begins < start[:, np.newaxis])).sum(axis=1)
        worked, each = (ends - begins).sum(axis=1, where=there), np.arange(len(base))
        is_after = there[each, np.minimum(here, 2)] & (here < 3)
        before, after = np.maximum(here - 1, 0), np.minimum(here, 2)
        before_lat, before_lon = self._place(each, before, here > 0)
        after_lat, after_lon = self._place(each, after, is_after)
        home_lat, home_lon = ask[layout.HOME_LAT], ask[layout.HOME_LON]
        way_in = np.where(here > 0, ways(before_lat, before_lon, home_lat, home_lon), base)
        out = np.where(is_after, ways(after_lat, after_lon, home_lat, home_lon), base)
        own = ways(before_lat, before_lon, after_lat, after_lon)
        free_from = np.where(here > 0, free[each, before], -layout.FOREVER)
        until = np.where(is_after, begins[each, after], layout.FOREVER)
        fits = (worked + end - start <= ask[layout.DAY_MOST]) & (way_in <= ask[layout.MOST_TRAVEL])
        fits &= start - way_in * 60 >= free_from
        fits &= ~is_after | ((out <= ask[layout.MOST_TRAVEL]) & (until - out * 60 >= end + ask[layout.SLACK]))
        fits &= ~self._no_break(ask, (begins, ends, way), here, (start, end, way_in, out))
        spare = np.where(here > 0, (start - way_in * 60 - free_from) // 60, layout.AMPLE)
        spare = np.minimum(spare, np.where(is_after, (until - out * 60 - end - ask[layout.SLACK]) // 60, layout.AMPLE))
        added = np.maximum(0, way_in + out - own)
        return fits, added, way_in + np.where(is_after, 0, out), np.clip(spare, 0, layout.AMPLE)

    def _place(self, each: Ints, at: Ints, really: Ints) -> tuple[Ints, Ints]:
        one = self.packed[each, at]
        north = ((one >> np.uint64(19)) & np.uint64(2**18 - 1)).astype(np.int64) - layout.LAT_HALF
        east = (one & np.uint64(2**19 - 1)).astype(np.int64) - layout.LON_HALF
        return self.lat + np.where(really, north, 0), self.lon + np.where(really, east, 0)

    def _no_break(
        self, ask: Ints, day: tuple[Ints, Ints, Ints], here: Ints, work: tuple[Ints, Ints, Ints, Ints]
    ) -> Any:
        """Whether the day's visits with the new one among them go on too long without a break."""
        (begins, ends, way), (start, end, way_in, out) = day, work
        there = self.packed != 0
        visits, began, ended = np.zeros_like(start), np.zeros_like(start), np.full_like(start, -layout.FOREVER)
        bad = np.zeros(len(start), dtype=bool)
        for n in range(4):
            new = here == n
            visits, began, ended, bad = _row(ask, (visits, began, ended, bad), new, (start - way_in * 60, start, end))
            if n < 3:
                leaves = begins[:, n] - np.where(new, out, way[:, n]) * 60
                one = (leaves, begins[:, n], ends[:, n])
                visits, began, ended, bad = _row(ask, (visits, began, ended, bad), there[:, n], one)
        return bad


def _row(
    ask: Ints, state: tuple[Any, Any, Any, Any], real: Any, one: tuple[Any, Any, Any]
) -> tuple[Any, Any, Any, Any]:
    (visits, began, ended, bad), (leaves, starts, stops) = state, one
    pause = leaves - ended >= ask[layout.BREAK]
    began = np.where(real & pause, starts, began)
    visits = np.where(real, np.where(pause, 1, visits + 1), visits)
    ended = np.where(real, stops, ended)
    return visits, began, ended, bad | (real & (visits > 1) & (ended - began > ask[layout.BREAK_AFTER]))


def _times(packed: Ints, midnight: int, ask: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    begins = midnight + (packed >> np.uint64(53)).astype(np.int64) * 60
    long = ((packed >> np.uint64(43)) & np.uint64(1023)).astype(np.int64)
    slack = np.where(long >= ask[layout.LONG_FROM], ask[layout.SLACK_LONG], ask[layout.SLACK_SHORT])
    return (
        begins,
        begins + long * 60,
        begins + long * 60 + slack,
        ((packed >> np.uint64(37)) & np.uint64(63)).astype(np.int64),
    )


def _bits(first: Ints, last: Ints) -> Ints:
    """The bits from ``first`` to before ``last``, as far as they lie in a word."""
    first, last = np.clip(first, 0, 64), np.clip(last, 0, 64)
    return _below(last) & ~_below(first)


def _below(bit: Ints) -> Ints:
    half = np.uint64(1) << (bit // 2).astype(np.uint64)  # in two halves: a shift by 64 is none
    return half * (half << (bit % 2).astype(np.uint64)) - np.uint64(1)


def _runs(words: Ints, quarters: int) -> Ints:
    have = 1
    while have * 2 <= quarters:
        words = words & (words >> np.uint64(have))
        have *= 2
    return words & (words >> np.uint64(quarters - have)) if have < quarters else words
