"""Everyone at once in columns: made out of arrays in one go, then changed one person after the other."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba.columns import blank_days, grid_of
from cleanbee.adapters.numba.market import ROOM, Market
from cleanbee.adapters.numba.questions import Days
from cleanbee.adapters.numba.search_kernels import layout
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.reach import Pace
from cleanbee.domain.kernel import Window
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.policy import Policy
from cleanbee.ports.outbound.market import NEVER_ENDS, TAKEN, Everyone, Person

Ints = NDArray[np.int64]
SPARE_SHARE, SPARE_ROWS = 4, 1 << 16
FARTHEST = 2**31 - 2


class Crowd(Market):
    """A market that is told of people whole: claims stand in the pool alone, nobody keeps them as values."""

    def __init__(self, everyone: Everyone, days: Days, pace: Pace, policy: Policy) -> None:
        super().__init__(days, pace, policy)
        people, count = everyone.cleaners, len(everyone.cleaners)
        lat = np.array([one.base.lat_e6 for one in people], dtype=np.int64)
        lon = np.array([one.base.lon_e6 for one in people], dtype=np.int64)
        furthest = max((one.area_m for one in people), default=0)
        numbers, begins, order = grid_of(lat, lon, furthest)
        standing: list[Cleaner] = [people[n] for n in order.tolist()]
        columns, room = self.columns, max(ROOM, count + count // SPARE_SHARE)
        columns.people = np.zeros((room, layout.PERSON), dtype=np.int32)
        columns.ids = np.zeros((room, 2), dtype=np.uint64)
        columns.words, columns.held = blank_days(room, days.count)
        columns.grid, columns.begins = numbers, begins
        self.by_row = [one.id for one in standing]
        self.rows = {id: row for row, id in enumerate(self.by_row)}
        self.cleaners = {one.id: one for one in standing}
        self._people(standing)
        place = np.empty(count, dtype=np.int64)
        place[order] = np.arange(count)
        self._all_work(everyone.weeks, everyone.works, place)
        self._all_taken(everyone.taken, place)
        columns.refresh_all()

    def put(self, person: Person) -> None:
        """Somebody as they are now."""
        cleaner = person.cleaner
        self.learn_cleaner(cleaner)
        row = self.rows[cleaner.id]
        if person.hours is not None:
            self.hours[cleaner.id] = person.hours
            self._works(row, person.hours)
        self._write([self._claim(one) for one in person.claims if self._near(one.blocked)], row)
        self.columns.refresh(row)

    def _near(self, span: Window) -> bool:
        """Whether a claim can have a say on any day that is kept."""
        return abs(self.days.since(span.start)) < FARTHEST and abs(self.days.since(span.end)) < FARTHEST

    def _people(self, standing: Sequence[Cleaner]) -> None:
        count, own = len(standing), self.columns.people
        own[:, layout.PATTERN] = -1
        if not count:
            return
        raw = b"".join(one.id.bytes for one in standing)
        self.columns.ids[:count] = np.frombuffer(raw, dtype=">u8").reshape(-1, 2)
        known: dict[tuple[object, ...], int] = {}
        features: list[int] = []
        for one in standing:
            key = (one.skills, one.languages, one.pets_ok, type(one.phase))
            if key not in known:
                known[key] = self.features_of(one)
            features.append(known[key])
            for customer in one.blocked_customers:
                self.vetoes.setdefault(customer, set()).add(one.id)
        packed = np.array(features, dtype=np.int64)
        own[:count, layout.FEATURES] = (packed & 0xFFFFFFFF).astype(np.uint32).view(np.int32)
        own[:count, layout.FEATURES_HIGH] = packed >> 32
        told = {
            layout.LAT: [one.base.lat_e6 for one in standing],
            layout.LON: [one.base.lon_e6 for one in standing],
            layout.AREA: [one.area_m for one in standing],
            layout.FLOOR: [one.pay_floor_per_h for one in standing],
            layout.PAPERS: [self.papers_of(one) for one in standing],
            layout.STARS: [one.stars_sum for one in standing],
            layout.RATED: [one.stars_count for one in standing],
            layout.VISITS: [one.visits for one in standing],
        }
        for column, values in told.items():
            own[:count, column] = values

    def _all_work(self, weeks: Sequence[Hours], works: array[int], place: Ints) -> None:
        """Each week once, then who works it."""
        columns, spans = self.columns, list[Ints]()
        each = np.empty((len(weeks), 2), dtype=np.int32)
        for n, one in enumerate(weeks):
            key = (one.zone, one.weekly, one.dates)
            if key not in self.patterns:
                self.patterns[key] = len(self.patterns)
                spans.append(self.days.spans(one))
            each[n] = self._zone(one.zone), self.patterns[key]
        if spans:
            columns.spans = np.concatenate(spans)
            columns.span_at = np.concatenate([[0], np.cumsum([len(one) for one in spans])]).astype(np.int64)
        told = np.frombuffer(works, dtype=np.int64)
        working = told >= 0
        columns.people[place[working], layout.ZONE : layout.PATTERN + 1] = each[told[working]]

    def _all_taken(self, taken: array[int], place: Ints) -> None:
        """Everybody's claims by person and start."""
        columns, count = self.columns, len(place)
        told = np.frombuffer(taken, dtype=np.int64).reshape(-1, len(TAKEN))
        rows = place[told[:, 0]]
        times = told[:, 1:6] - self.days.origin
        order = np.lexsort((times[:, 0], rows))
        rows, times, told = rows[order], times[order], told[order]
        end = len(rows) + layout.SPARE * count
        columns.pool = np.zeros((end + end // SPARE_SHARE + SPARE_ROWS, layout.CLAIM), dtype=np.int32)
        columns.visits = np.zeros(len(columns.pool), dtype=np.uint64)
        pool = np.empty((len(rows), layout.CLAIM), dtype=np.int32)
        pool[:, layout.START], pool[:, layout.END] = times[:, 0], times[:, 1]
        pool[:, layout.BLOCKED], pool[:, layout.FREE] = times[:, 2], times[:, 3]
        pool[:, layout.UNTIL] = np.where(told[:, 5] == NEVER_ENDS, layout.FOREVER, np.minimum(times[:, 4], FARTHEST))
        pool[:, layout.PLACE_LAT : layout.VISIT + 1] = told[:, 6:]
        columns.pool[np.arange(len(rows)) + layout.SPARE * rows] = pool
        self._pool_end = end
        counts = np.bincount(rows, minlength=count)
        room = counts + layout.SPARE
        own = columns.people[:count]
        own[:, layout.AT], own[:, layout.CLAIMS], own[:, layout.ROOM] = np.cumsum(room) - room, counts, room
        longest = np.zeros(count, dtype=np.int64)
        np.maximum.at(longest, rows, times[:, 3] - times[:, 0])
        own[:, layout.LONGEST] = longest
