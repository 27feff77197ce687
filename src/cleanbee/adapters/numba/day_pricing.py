"""Which days are worth having at given prices of visits, and how cheap any plan can be at best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba.day_columns import Columns
from cleanbee.adapters.numba.day_kernel import DEEPEST, Numbers, best_rest, forget, reduced_costs, search
from cleanbee.ports.outbound.planner import Patience

MOST_FOUND = 60_000
FEW = 8


@dataclass(frozen=True)
class Days:
    """Possible days: whose, which nodes in their order (−1 behind the last), and their points."""

    owner: Numbers
    nodes: Numbers
    points: Numbers

    def __len__(self) -> int:
        return len(self.owner)

    def those(self, which: Numbers | NDArray[np.bool_]) -> Days:
        """Some of them."""
        return Days(self.owner[which], self.nodes[which], self.points[which])


def no_days() -> Days:
    """None yet."""
    return Days(np.zeros(0, np.int64), np.zeros((0, DEEPEST), np.int64), np.zeros(0, np.int64))


def joined(*parts: Days) -> Days:
    """All of them."""
    return Days(
        np.concatenate([one.owner for one in parts]),
        np.concatenate([one.nodes for one in parts]),
        np.concatenate([one.points for one in parts]),
    )


@dataclass(frozen=True)
class Worth:
    """What visits are worth (scaled), and the fines of days that hold two of a cut's three members (scaled, ≥ 0).

    Members are visits by number and, behind the number for none, cleaners. Of the days in any plan at most one holds
    two of the same three members, so that a plan pays each fine once at most.
    """

    visits: Numbers
    triples: Numbers
    fines: Numbers
    cut_at: Numbers
    cut_of: Numbers

    @property
    def whole(self) -> int:
        """The prices less the fines: a bound, once each cleaner's cheapest day at them is added."""
        return int(self.visits.sum() - self.fines.sum())


def worth_of(visits: Numbers, cleaners: int, triples: Numbers | None = None, fines: Numbers | None = None) -> Worth:
    """Prices, and fines where there are any."""
    if triples is None or fines is None:
        triples, fines = np.zeros((0, 3), np.int64), np.zeros(0, np.int64)
    triples, fines = triples[fines > 0], fines[fines > 0]
    order = np.argsort(triples.ravel(), kind="stable")
    cut_at = np.append(0, np.cumsum(np.bincount(triples.ravel(), minlength=len(visits) + 1 + cleaners))).astype(
        np.int64
    )
    return Worth(visits, triples, fines, cut_at, (order // 3).astype(np.int64))


@dataclass(frozen=True)
class Priced:
    """At some prices: no plan costs less than ``bound`` (scaled), the least reduced cost a cleaner, and new days."""

    bound: int
    least: Numbers
    found: Days


@dataclass(frozen=True)
class Among:
    """Some cleaners, and which visits they may do."""

    cleaners: Numbers
    visits: NDArray[np.bool_]


class Pricing:
    """Prices days. Keeps its scratch, so it belongs to one thread."""

    def __init__(self, columns: Columns, patience: Patience) -> None:
        self.columns, self._patience = columns, patience
        widest = int(np.diff(columns.ends).max(initial=0))
        self._rest = np.zeros((max(widest, 1), columns.slots), np.int64)
        self._at = np.full(len(columns.nodes), -1, np.int64)
        self._out = np.zeros((MOST_FOUND, DEEPEST), np.int64)
        self._points = np.zeros((MOST_FOUND, 2), np.int64)
        self._visit_of = np.append(columns.nodes[:, 0], columns.visits)

    def visits_of(self, days: Days) -> Numbers:
        """The visits of each day; where there is none, the number after the last visit."""
        return self._visit_of[days.nodes]

    def members_of(self, days: Days) -> Numbers:
        """The members of each day: its cleaner, its visits."""
        return np.concatenate([self.columns.visits + 1 + days.owner[:, None], self.visits_of(days)], axis=1)

    def reduced(self, days: Days, worth: Worth) -> Numbers:
        """Their reduced costs, scaled."""
        out = np.zeros(len(days), np.int64)
        members = self.members_of(days)
        reduced_costs(members, days.points, worth.visits, worth.cut_at, worth.cut_of, worth.fines, out)
        return out

    def price(self, worth: Worth, known: Days, share: float = 0.5, among: Among | None = None) -> Priced:
        """New days that are cheaper than any known one of their cleaner, and the bound at these prices.

        ``among`` looks only at some cleaners and visits, and ``known`` must hold only days of those; the bound is then
        theirs.
        """
        cleaners = range(self.columns.cleaners) if among is None else [int(one) for one in among.cleaners]
        least, found = np.zeros(self.columns.cleaners, np.int64), [no_days()]
        np.minimum.at(least, known.owner, self.reduced(known, worth))
        for cleaner in cleaners:
            able, floor = self._able(cleaner, None if among is None else among.visits), int(least[cleaner])
            if self._open(able, worth) < floor:
                _, lowest, steps = self._walk(cleaner, able, worth, floor, tighten=True, most=1)
                self._patience.spend(steps)
                if lowest < floor:
                    least[cleaner] = lowest
                    below = max(int(floor + (lowest - floor) * share), lowest + 1)
                    found.append(self._search(cleaner, able, worth, below, FEW))
            forget(able, self._at)
        return Priced(bound=worth.whole + int(least.sum()), least=least, found=joined(*found))

    def near(self, cleaner: int, worth: Worth, below: int, only: NDArray[np.bool_], most: int) -> Days:
        """A cleaner's days out of ``only`` these visits with a reduced cost below this; at most so many."""
        able = self._able(cleaner, only)
        self._open(able, worth)
        found = self._search(cleaner, able, worth, below, most)
        forget(able, self._at)
        return found

    def best(self, cleaner: int, worth: Worth, only: NDArray[np.bool_]) -> Days:
        """A cleaner's one best day out of ``only`` these visits; none where none pays."""
        able = self._able(cleaner, only)
        count = 0
        if self._open(able, worth) < 0:
            count, _, _ = self._walk(cleaner, able, worth, 0, tighten=True, most=1)
        forget(able, self._at)
        return Days(np.full(count, cleaner, np.int64), self._out[:count].copy(), self._points[:count, 0].copy())

    def _able(self, cleaner: int, only: NDArray[np.bool_] | None = None) -> Numbers:
        able = self.columns.able[self.columns.ends[cleaner] : self.columns.ends[cleaner + 1]]
        return able if only is None else np.ascontiguousarray(able[only[self.columns.nodes[able[:, 0], 0]]])

    def _open(self, able: Numbers, worth: Worth) -> int:
        columns = self.columns
        self._patience.spend(len(able) * columns.slots)
        return best_rest(able, columns.arcs, columns.begins, worth.visits[columns.nodes[:, 0]], self._rest, self._at)

    def _search(self, cleaner: int, able: Numbers, worth: Worth, below: int, most: int) -> Days:
        count, _, steps = self._walk(cleaner, able, worth, below, tighten=False, most=min(most, MOST_FOUND))
        self._patience.spend(steps)
        return Days(np.full(count, cleaner, np.int64), self._out[:count].copy(), self._points[:count, 0].copy())

    def _walk(
        self, cleaner: int, able: Numbers, worth: Worth, below: int, tighten: bool, most: int
    ) -> tuple[int, int, int]:
        columns = self.columns
        return search(
            able,
            columns.arcs,
            columns.begins,
            columns.nodes,
            worth.visits[columns.nodes[:, 0]],
            self._rest,
            self._at,
            worth.cut_at,
            worth.cut_of,
            worth.fines,
            columns.facts,
            columns.visits + 1 + cleaner,
            int(columns.most_paid[cleaner]),
            below,
            tighten,
            self._out[:most],
            self._points[:most],
        )
