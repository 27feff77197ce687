"""From fractions to whole days: take the surest days for certain, solve again, until everybody's day is decided."""

from __future__ import annotations

import numpy as np

from cleanbee.adapters.numba.day_choice import Choice, fill_in
from cleanbee.adapters.numba.day_columns import Columns
from cleanbee.adapters.numba.day_kernel import SCALE, Numbers
from cleanbee.adapters.numba.day_master import Master, Reals, Relaxed
from cleanbee.adapters.numba.day_prices import STEPS_A_VALUE, Prices
from cleanbee.adapters.numba.day_pricing import Among, Days, Pricing, Worth, joined, worth_of
from cleanbee.ports.outbound.planner import Patience

NEAR_POINTS = 500
ROUNDS = 4
SURE = 0.999
AT_ONCE = 60
"""One in so many cleaners gets their day in each round."""


def dive(columns: Columns, pricing: Pricing, prices: Prices, patience: Patience) -> Choice:
    """A plan in whole days near the fractional optimum; whoever is left when patience ends gets the best of the rest."""
    diving = Dive(columns, pricing, prices, patience)
    while patience.left_s() > 0 and diving.deeper():
        pass
    choice = Choice(columns)
    choice.put_without_doubles(diving.days.those(diving.fixed))
    fill_in(choice, pricing, np.arange(columns.cleaners))
    return choice


class Dive:
    """The days that are known, those that are taken for certain, and what is still open."""

    def __init__(self, columns: Columns, pricing: Pricing, prices: Prices, patience: Patience) -> None:
        self._columns, self._pricing, self._patience, self._prices = columns, pricing, patience, prices
        known = prices.known
        near = pricing.reduced(known, prices.worth) - prices.least[known.owner] < NEAR_POINTS * SCALE
        self.days = known.those(near)
        self.fixed = np.zeros(0, np.int64)
        self._master = Master(columns.cleaners, columns.unserved)
        self._master.cut(prices.worth.triples)
        self._master.add(self.days.owner, pricing.visits_of(self.days), self.days.points)
        self._busy, self._served = np.zeros(columns.cleaners, bool), np.zeros(columns.visits, bool)

    def deeper(self) -> bool:
        """Solve what is open, take the surest days; whether there were any."""
        solved = self._settled()
        fresh = _surest(self.days, self._pricing.visits_of(self.days), solved.taken, self.fixed, self._columns)
        if not len(fresh):
            return False
        self._master.fix(fresh)
        self.fixed = np.concatenate([self.fixed, fresh])
        self._busy[self.days.owner[fresh]] = True
        self._served = np.isin(np.arange(self._columns.visits), self._pricing.visits_of(self.days.those(self.fixed)))
        return True

    def _settled(self) -> Relaxed:
        """The optimum of what is open, with the days added that it lacked."""
        solved = self._solved()
        for _ in range(ROUNDS if len(self.fixed) else 0):
            if self._patience.left_s() <= 0 or not len(solved.taken) or not self._add(self._worth(solved)):
                break
            solved = self._solved()
        return solved

    def _solved(self) -> Relaxed:
        self._patience.spend(len(self.days) * STEPS_A_VALUE)
        return self._master.corner(self._patience.left_s())

    def _add(self, worth: Worth) -> int:
        open_ = ~np.append(self._served, False)
        still = ~self._busy[self.days.owner] & open_[self._pricing.visits_of(self.days)].all(axis=1)
        among = Among(np.nonzero(~self._busy)[0], ~self._served)
        found = self._pricing.price(worth, self.days.those(still), among=among).found
        self._master.add(found.owner, self._pricing.visits_of(found), found.points)
        self.days = joined(self.days, found)
        return len(found)

    def _worth(self, solved: Relaxed) -> Worth:
        visits = np.clip(np.floor(solved.duals * SCALE), 0, self._columns.unserved * SCALE).astype(np.int64)
        fines = np.floor(solved.fines * SCALE).astype(np.int64)
        return worth_of(visits, self._columns.cleaners, self._master.triples, fines)


def _surest(days: Days, visits: Numbers, taken: Reals, fixed: Numbers, columns: Columns) -> Numbers:
    """The days that are taken whole, and the next surest; none shares a cleaner or a visit with another."""
    busy, served = np.zeros(columns.cleaners, bool), np.zeros(columns.visits + 1, bool)
    busy[days.owner[fixed]] = True
    served[visits[fixed]] = True
    found: list[int] = []
    unsure = 0
    for day in np.argsort(-taken, kind="stable"):
        if taken[day] < 1e-6 or (taken[day] < SURE and unsure >= max(1, columns.cleaners // AT_ONCE)):
            break
        served[columns.visits] = False
        if busy[days.owner[day]] or served[visits[day]].any():
            continue
        unsure += int(taken[day] < SURE)
        busy[days.owner[day]] = True
        served[visits[day]] = True
        found.append(int(day))
    return np.array(found, np.int64)
