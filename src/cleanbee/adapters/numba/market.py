"""What the compiled search knows: domain values coming in one by one, kept in columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba.columns import Columns, blank_days, grid_of
from cleanbee.adapters.numba.questions import Days, policy_numbers
from cleanbee.adapters.numba.search_kernels import layout
from cleanbee.domain.availability.claim import Claim, Hold
from cleanbee.domain.availability.diary import is_visit, seconds
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.reach import Pace
from cleanbee.domain.kernel import ClaimId, CleanerId, CustomerId
from cleanbee.domain.matching.eligible import good_until
from cleanbee.domain.people.person import Active, Cleaner
from cleanbee.domain.platform.policy import Policy
from cleanbee.ports.outbound.market import up

FEATURE_BITS = 62
ROOM = 64


class TooManyFeatures(Exception):
    """More different skills and languages than there are bits."""


class Vocabulary:
    """Skills, languages and the two facts that are bits for everyone."""

    ACTIVE, PETS_OK = 1, 2

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}

    def learn(self, words: Iterable[str]) -> int:
        """The bits of these words; new ones get the next.

        :raises TooManyFeatures: there is none left.
        """
        found = 0
        for word in words:
            if word not in self._bits:
                if len(self._bits) + 2 >= FEATURE_BITS:
                    raise TooManyFeatures(word)
                self._bits[word] = 1 << (len(self._bits) + 2)
            found |= self._bits[word]
        return found

    def find(self, words: Iterable[str]) -> int | None:
        """The bits of these words, or nothing if nobody has ever had one of them."""
        found = 0
        for word in words:
            if word not in self._bits:
                return None
            found |= self._bits[word]
        return found


class Market:
    """Everyone there is. The last fact about each thing counts."""

    def __init__(self, days: Days, pace: Pace, policy: Policy) -> None:
        self.days, self.pace, self.policy = days, pace, policy
        self.words = Vocabulary()
        self.cleaners: dict[CleanerId, Cleaner] = {}
        self.hours: dict[CleanerId, Hours] = {}
        self.claims: dict[ClaimId, Claim] = {}
        self.own: dict[CleanerId, dict[ClaimId, Claim]] = {}
        self.rows: dict[CleanerId, int] = {}
        self.by_row: list[CleanerId] = []
        self.vetoes: dict[CustomerId, set[CleanerId]] = {}
        self.zones: dict[str, int] = {}
        self.patterns: dict[tuple[object, ...], int] = {}
        self._pool_end = 0
        numbers, begins, _ = grid_of(np.zeros(0), np.zeros(0), 0)
        words, held = blank_days(ROOM, days.count)
        self.columns = Columns(
            people=np.zeros((ROOM, layout.PERSON), dtype=np.int32),
            ids=np.zeros((ROOM, 2), dtype=np.uint64),
            pool=np.zeros((ROOM, layout.CLAIM), dtype=np.int32),
            zones=np.zeros((0, days.count + 1, 2), dtype=np.int64),
            spans=np.zeros((0, 2), dtype=np.int64),
            span_at=np.zeros(1, dtype=np.int64),
            policy=policy_numbers(policy, policy, pace),
            words=words,
            held=held,
            visits=np.zeros(ROOM, dtype=np.uint64),
            grid=numbers,
            begins=begins,
        )

    def learn_cleaner(self, cleaner: Cleaner) -> None:
        """A new version of somebody; whoever moved stands behind the sorted ones from now on."""
        old = self.cleaners.get(cleaner.id)
        if old is not None and old.version > cleaner.version:
            return
        self.cleaners[cleaner.id] = cleaner
        for customer in old.blocked_customers if old is not None else ():
            self.vetoes[customer].discard(cleaner.id)
        for customer in cleaner.blocked_customers:
            self.vetoes.setdefault(customer, set()).add(cleaner.id)
        if old is None or old.base != cleaner.base:
            self._new_row(cleaner)
        row = self.rows[cleaner.id]
        self._describe(row, cleaner)
        if old is None or old.base != cleaner.base:
            self.columns.refresh(row)

    def learn_hours(self, hours: Hours) -> None:
        """New working hours."""
        old = self.hours.get(hours.id)
        if old is not None and old.version > hours.version:
            return
        self.hours[hours.id] = hours
        row = self.rows.get(hours.id)
        if row is not None:
            self._works(row, hours)
            self.columns.refresh(row)

    def learn_claim(self, claim: Claim) -> None:
        """A claim as it is now."""
        old = self.claims.get(claim.id)
        if old is not None and old.cleaner != claim.cleaner:
            self.free(claim.id)
            old = None
        self.claims[claim.id] = claim
        self.own.setdefault(claim.cleaner, {})[claim.id] = claim
        if old is not None or not self._mark(claim):
            self._write_claims(claim.cleaner, claim if old is None else old, claim)

    def free(self, id: ClaimId) -> None:
        """A claim that is gone; freeing it twice changes nothing."""
        old = self.claims.pop(id, None)
        if old is not None:
            del self.own[old.cleaner][id]
            self._write_claims(old.cleaner, old, old)

    def sort(self) -> None:
        """Bring everybody into the order of the grid's cells; rows of those who moved away are dropped."""
        columns, alive = self.columns, np.array([self.rows[id] for id in self.rows], dtype=np.int64)
        places = columns.people[alive] if len(alive) else columns.people[:0]
        furthest = int(places[:, layout.AREA].max()) if len(alive) else 0
        numbers, begins, order = grid_of(places[:, layout.LAT], places[:, layout.LON], furthest)
        now = alive[order]
        room = max(ROOM, len(now))
        columns.people = _grown(columns.people[now], room)
        columns.ids = _grown(columns.ids[now], room)
        columns.held = _grown(columns.held[now], room)
        columns.words = np.ascontiguousarray(_grown(columns.words.T[now], room).T)
        columns.grid, columns.begins = numbers, begins
        names: list[CleanerId] = [self.by_row[row] for row in now.tolist()]
        self.by_row = names
        self.rows = {id: row for row, id in enumerate(names)}

    def rows_of(self, ids: Iterable[CleanerId]) -> list[int]:
        """The rows of those who are known."""
        return [self.rows[id] for id in ids if id in self.rows]

    def _new_row(self, cleaner: Cleaner) -> None:
        columns, row = self.columns, len(self.by_row)
        gone = self.rows.get(cleaner.id)
        if row == len(columns.people):
            room = 2 * row
            columns.people, columns.ids = _grown(columns.people, room), _grown(columns.ids, room)
            columns.held = _grown(columns.held, room)
            columns.words = np.ascontiguousarray(_grown(np.ascontiguousarray(columns.words.T), room).T)
        self.by_row.append(cleaner.id)
        self.rows[cleaner.id] = row
        columns.grid[layout.EVERYONE] = row + 1
        columns.people[row] = 0
        columns.people[row, layout.PATTERN] = -1
        if gone is not None:
            columns.people[row] = columns.people[gone]
            columns.people[gone, layout.FEATURES], columns.people[gone, layout.FEATURES_HIGH] = 0, 0
        high, low = divmod(cleaner.id.int, 1 << 64)
        columns.ids[row] = (high, low)

    def _describe(self, row: int, cleaner: Cleaner) -> None:
        features = self.features_of(cleaner)
        person, hours = self.columns.people[row], self.hours.get(cleaner.id)
        person[layout.LAT], person[layout.LON] = cleaner.base.lat_e6, cleaner.base.lon_e6
        person[layout.AREA], person[layout.FLOOR] = cleaner.area_m, cleaner.pay_floor_per_h
        person[layout.FEATURES] = np.uint32(features & 0xFFFFFFFF).astype(np.int32)
        person[layout.FEATURES_HIGH] = features >> 32
        person[layout.PAPERS] = self.papers_of(cleaner)
        person[layout.STARS], person[layout.RATED] = cleaner.stars_sum, cleaner.stars_count
        person[layout.VISITS] = cleaner.visits
        if hours is not None:
            self._works(row, hours)
        grid = self.columns.grid
        grid[layout.FURTHEST] = max(int(grid[layout.FURTHEST]), cleaner.area_m)
        if person[layout.AT] == 0 and cleaner.id in self.own:
            self._write_pool(row, cleaner.id)

    def features_of(self, cleaner: Cleaner) -> int:
        """What somebody is and can do, as bits."""
        words = [f"skill:{one}" for one in cleaner.skills] + [f"language:{one}" for one in cleaner.languages]
        facts = Vocabulary.ACTIVE * isinstance(cleaner.phase, Active) | Vocabulary.PETS_OK * cleaner.pets_ok
        return self.words.learn(words) | facts

    @staticmethod
    def papers_of(cleaner: Cleaner) -> int:
        """The last day on which a paper of each kind is good, as a number."""
        return good_until(cleaner).toordinal()

    def _works(self, row: int, hours: Hours) -> None:
        """The days of a diary are those of the hours' own clock."""
        person = self.columns.people[row]
        person[layout.ZONE], person[layout.PATTERN] = self._zone(hours.zone), self._pattern(hours)

    def _zone(self, name: str) -> int:
        if name not in self.zones:
            self.zones[name] = len(self.zones)
            new = self.days.of_zone(name)[np.newaxis]
            self.columns.zones = np.concatenate([self.columns.zones, new])
        return self.zones[name]

    def _pattern(self, hours: Hours) -> int:
        key = (hours.zone, hours.weekly, hours.dates)
        if key not in self.patterns:
            self.patterns[key] = len(self.patterns)
            columns = self.columns
            columns.spans = np.concatenate([columns.spans, self.days.spans(hours)])
            columns.span_at = np.append(columns.span_at, len(columns.spans))
        return self.patterns[key]

    def _mark(self, claim: Claim) -> bool:
        """A claim that is new, where a word and a place in its day say it all: in place."""
        row = self.rows.get(claim.cleaner)
        if row is None or not self.columns.mark(row, np.array(self._claim(claim), dtype=np.int32)):
            return False
        self._write_pool(row, claim.cleaner)
        return True

    def _write_claims(self, cleaner: CleanerId, *changed: Claim) -> None:
        row = self.rows.get(cleaner)
        if row is None:
            return
        self._write_pool(row, cleaner)
        if self.columns.people[row, layout.PATTERN] < 0:
            return
        zone = self.columns.zones[self.columns.people[row, layout.ZONE], :, 0]
        first = min(self.days.since(one.blocked.start) for one in changed)
        last = max(self.days.since(one.blocked.end) for one in changed)
        self.columns.refresh(row, int(np.searchsorted(zone, first)) - 4, int(np.searchsorted(zone, last)) + 4)

    def _write_pool(self, row: int, cleaner: CleanerId) -> None:
        self._write([self._claim(one) for one in self.own.get(cleaner, {}).values()], row)

    def _write(self, claims: list[tuple[int, ...]], row: int) -> None:
        """Somebody's claims into the pool, by their start."""
        columns, person = self.columns, self.columns.people[row]
        claims.sort(key=lambda one: one[layout.START])
        if len(claims) > person[layout.ROOM]:
            room = len(claims) + len(claims) // 2 + 2
            if self._pool_end + room > len(columns.pool):
                columns.pool = _grown(columns.pool, 2 * (self._pool_end + room))
                columns.visits = _grown(columns.visits, len(columns.pool))
            old, had = int(person[layout.AT]), int(person[layout.ROOM])
            columns.visits[self._pool_end : self._pool_end + had] = columns.visits[old : old + had]
            person[layout.AT], person[layout.ROOM] = self._pool_end, room
            self._pool_end += room
        person[layout.CLAIMS] = len(claims)
        at = int(person[layout.AT])
        own = columns.pool[at : at + len(claims)]
        if claims:
            own[:] = claims
        person[layout.LONGEST] = (own[:, layout.FREE] - own[:, layout.START]).max(initial=0)

    def _claim(self, claim: Claim) -> tuple[int, ...]:
        origin = self.days.origin
        until = up(claim.use.until) - origin if isinstance(claim.use, Hold) else layout.FOREVER
        place = (claim.place.lat_e6, claim.place.lon_e6) if claim.place is not None else (0, 0)
        return (
            seconds(claim.work.start) - origin,
            up(claim.work.end) - origin,
            seconds(claim.blocked.start) - origin,
            up(claim.blocked.end) - origin,
            until,
            *place,
            int(is_visit(claim)),
        )


def _grown(array: NDArray[Any], room: int) -> NDArray[Any]:
    more: NDArray[Any] = np.zeros((room, *array.shape[1:]), dtype=array.dtype)
    more[: len(array)] = array
    return more
