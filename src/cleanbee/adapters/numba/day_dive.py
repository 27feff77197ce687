"""From fractions to whole days: take the surest days for certain, solve again, until everybody's day is decided."""

from __future__ import annotations

from random import Random

import numpy as np

from cleanbee.adapters.numba.day_choice import Choice, fill_in
from cleanbee.adapters.numba.day_kernel import SCALE, Numbers
from cleanbee.adapters.numba.day_master import Reals, Relaxed
from cleanbee.adapters.numba.day_part import Part
from cleanbee.adapters.numba.day_prices import STEPS_A_VALUE, Prices
from cleanbee.adapters.numba.day_pricing import Among, Pricing
from cleanbee.ports.outbound.planner import Patience

NEAR_POINTS = 500
ROUNDS = 4
SURE = 0.999
DARING = 0.8
"""How much less sure a day may be than another and still be taken before it."""

AT_ONCE = 60
"""One in so many cleaners gets their day in each round."""


def dive(pricing: Pricing, prices: Prices, patience: Patience, kept: Choice, open_: Numbers, dice: Random) -> Choice:
    """What is kept, with a new day for each open cleaner, near the fractional optimum.

    Whoever is left when patience ends gets the best of the rest.
    """
    choice = kept.copy()
    for cleaner in open_:
        choice.clear(int(cleaner))
    diving = Dive(pricing, prices, patience, Part(pricing, open_, ~choice.served), dice)
    while patience.left_s() > 0 and diving.deeper():
        pass
    choice.put_without_doubles(diving.part.days.those(diving.fixed))
    fill_in(choice, pricing, open_)
    return choice


class Dive:
    """The days that are taken for certain, and what is still open."""

    def __init__(self, pricing: Pricing, prices: Prices, patience: Patience, part: Part, dice: Random) -> None:
        self._pricing, self._patience, self.part, self._dice = pricing, patience, part, dice
        self._columns = pricing.columns
        known = prices.known
        within = np.append(part.among.visits, True)[pricing.visits_of(known)].all(axis=1)
        within &= np.isin(known.owner, part.among.cleaners)
        known = known.those(within)
        near = pricing.reduced(known, prices.worth) - prices.least[known.owner] < NEAR_POINTS * SCALE
        self.fixed = np.zeros(0, np.int64)
        part.cut(prices.worth.triples)
        part.add(known.those(near))
        self._busy, self._served = np.zeros(self._columns.cleaners, bool), ~part.among.visits

    def deeper(self) -> bool:
        """Solve what is open, take the surest days; whether there were any."""
        solved = self._settled()
        fresh = self._surest(solved.taken)
        if not len(fresh):
            return False
        self.part.master.fix(fresh)
        self.fixed = np.concatenate([self.fixed, fresh])
        self._busy[self.part.days.owner[fresh]] = True
        visits = self._pricing.visits_of(self.part.days.those(fresh))
        self._served[visits[visits < self._columns.visits]] = True
        return True

    def _settled(self) -> Relaxed:
        """The optimum of what is open, with the days added that it lacked."""
        solved = self._solved()
        for _ in range(ROUNDS):
            if self._patience.left_s() <= 0 or not len(solved.taken) or not self._add(solved):
                break
            solved = self._solved()
        return solved

    def _solved(self) -> Relaxed:
        self._patience.spend((len(self.part.days) + 10) * STEPS_A_VALUE)
        return self.part.master.corner(self._patience.left_s())

    def _add(self, solved: Relaxed) -> int:
        days, open_ = self.part.days, ~np.append(self._served, False)
        still = ~self._busy[days.owner] & open_[self._pricing.visits_of(days)].all(axis=1)
        cleaners = self.part.among.cleaners
        among = Among(cleaners[~self._busy[cleaners]], ~self._served)
        found = self._pricing.price(self.part.worth(solved), days.those(still), among=among).found
        self.part.add(found)
        return len(found)

    def _surest(self, taken: Reals) -> Numbers:
        """The days that are taken whole, and the next surest; none shares a cleaner or a visit with another."""
        days, columns = self.part.days, self._columns
        visits = self._pricing.visits_of(days)
        busy, served = self._busy.copy(), np.append(self._served, False)
        likely = np.nonzero(taken > 1e-6)[0]
        order = sorted(
            likely, key=lambda n: -taken[n] if taken[n] >= SURE else -taken[n] * self._dice.uniform(DARING, 1)
        )
        found: list[int] = []
        unsure = 0
        for day in order:
            served[columns.visits] = False
            if busy[days.owner[day]] or served[visits[day]].any():
                continue
            if taken[day] < SURE:
                if unsure >= max(1, len(self.part.among.cleaners) // AT_ONCE):
                    break
                unsure += 1
            busy[days.owner[day]] = True
            served[visits[day]] = True
            found.append(int(day))
        return np.array(found, np.int64)
