"""The prices of visits: column generation from the inside, then cuts; the bound holds whenever it is stopped."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cleanbee.adapters.numba.day_columns import Columns
from cleanbee.adapters.numba.day_cuts import violated
from cleanbee.adapters.numba.day_kernel import SCALE, Numbers
from cleanbee.adapters.numba.day_master import Master, Relaxed
from cleanbee.adapters.numba.day_pricing import Days, Pricing, Worth, joined, worth_of
from cleanbee.ports.outbound.planner import Patience

STEPS_A_VALUE = 200
"""What one number in the linear programme costs in steps of work, about."""

CLOSE = 1e-5
"""The share of the objective within which the programme and the bound count as the same."""

CUT_SHARE = 0.35
"""How much of the patience at the start may be gone when the last cuts are looked for."""

WORTH_A_ROUND = 2e-5
"""By which share of itself a round of cuts must lift the bound, or the cuts end."""


@dataclass(frozen=True)
class Prices:
    """The best prices found, the bound they prove (scaled), each cleaner's cheapest day at them, the known days."""

    worth: Worth
    bound: int
    least: Numbers
    known: Days


class PriceSearch:
    """The linear programme over the days known so far, and the best prices it led to."""

    def __init__(self, columns: Columns, pricing: Pricing, first: Days, patience: Patience) -> None:
        self._columns, self._pricing, self._patience = columns, pricing, patience
        self._master = Master(columns.cleaners, columns.unserved)
        worth = worth_of(columns.unserved * SCALE * 3 // 4, columns.cleaners)
        self.best = Prices(worth, 0, np.zeros(columns.cleaners, np.int64), first)
        self._tolerance, self._known = 1e-2, first
        self._master.add(first.owner, pricing.visits_of(first), first.points)
        self._look(worth)

    def run(self) -> Prices:
        """Prices without cuts first; then cuts as long as they pay and patience allows."""
        at_first = self._patience.left_s()
        solved = self._settle()
        while solved is not None and self._patience.left_s() > at_first * (1 - CUT_SHARE):
            before = self.best.bound
            none, count = self._columns.visits, self._columns.visits + 1 + self._columns.cleaners
            members = self._pricing.members_of(self._known)[: len(solved.taken)]
            triples = violated(members, solved.taken, count, none, self._master.triples)
            if not len(triples):
                break
            self._master.cut(triples)
            self._tolerance = 1e-4
            solved = self._settle()
            if self.best.bound - before < before * WORTH_A_ROUND:
                break
        return replace(self.best, known=self._known)

    def _settle(self) -> Relaxed | None:
        """Solve and price in turns until no day is missing; None when patience ended before.

        The programme is solved from the inside, loosely at first: its prices then lie in the middle of all that are as
        good, which takes a third of the rounds that corners take.
        """
        while self._patience.left_s() > 0:
            solved = self._master.inside(self._tolerance, self._patience.left_s())
            self._patience.spend((len(self._known) + 10) * STEPS_A_VALUE)
            if not len(solved.taken):
                return None
            more = self._look(self._worth(solved))
            over = abs(solved.objective - self.best.bound / SCALE) / max(solved.objective, 1.0)
            if over < CLOSE or (not more and self._tolerance <= CLOSE):
                return solved
            self._tolerance = max(CLOSE / 10, min(self._tolerance, over / 10, 1.0 if more else self._tolerance / 100))
        return None

    def _look(self, worth: Worth) -> int:
        """Price every cleaner: how many days were missing."""
        priced = self._pricing.price(worth, self._known)
        if priced.bound > self.best.bound:
            self.best = Prices(worth, priced.bound, priced.least, self._known)
        self._known = joined(self._known, priced.found)
        self._master.add(priced.found.owner, self._pricing.visits_of(priced.found), priced.found.points)
        return len(priced.found)

    def _worth(self, solved: Relaxed) -> Worth:
        visits = np.clip(np.floor(solved.duals * SCALE), 0, self._columns.unserved * SCALE).astype(np.int64)
        fines = np.floor(solved.fines * SCALE).astype(np.int64)
        return worth_of(visits, self._columns.cleaners, self._master.triples, fines)
