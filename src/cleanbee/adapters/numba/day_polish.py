"""Making a plan better a few neighbours at a time: all their days that could, the best choice among them in whole days.

At given prices a plan's distance from the bound is a sum: what each cleaner's day costs above their cheapest one, and
what each visit that is left out costs above its price. So it is known where there is something to gain, and a day that
lies further above its cleaner's cheapest than the whole neighbourhood has to gain cannot be part of anything better.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba.day_choice import Choice
from cleanbee.adapters.numba.day_columns import Columns
from cleanbee.adapters.numba.day_dive import dive
from cleanbee.adapters.numba.day_kernel import SCALE, Numbers
from cleanbee.adapters.numba.day_master import twice_in
from cleanbee.adapters.numba.day_part import Part
from cleanbee.adapters.numba.day_prices import STEPS_A_VALUE, Prices
from cleanbee.adapters.numba.day_pricing import Days, Pricing, joined
from cleanbee.ports.outbound.planner import Patience

LEAST_NEIGHBOURS, MOST_NEIGHBOURS = 8, 60
MOST_DAYS = 1_200
SLOW_S = 0.4
NOISE = (0, 0, 40, 80)
DIVES = 0.4
STEPS_A_CHOICE = 50_000
"""What a choice in whole days costs in steps of work, however small."""

LEAST_WIDE, MOST_WIDE = 20, 60
HARDLY = 1000
"""One part in so many above the best known is still gone on from."""


@dataclass
class Polish:
    """What is known while a plan is made better."""

    columns: Columns
    pricing: Pricing
    prices: Prices
    choice: Choice
    patience: Patience
    seed: int
    size: int = 10

    def __post_init__(self) -> None:
        self._dice = Random(self.seed)

    def run(self) -> Choice:
        """Go on until nothing is left to gain or patience ends."""
        dice, best = self._dice, self.choice
        nearness = _nearness(self.columns)
        while self.patience.left_s() > 0 and best.objective * SCALE - self.prices.bound >= SCALE:
            self.patience.spend(STEPS_A_CHOICE)
            loss = self._losses()
            middle = dice.choices(range(len(loss)), [int(one) + SCALE for one in loss])[0]
            if dice.random() < DIVES:
                wide = min(len(loss), max(LEAST_WIDE, int(len(loss) * dice.uniform(0.2, 1.2))), MOST_WIDE)
                open_ = _around(nearness[middle], wide, dice)
                self._take(dive(self.pricing, self.prices, self.patience, self.choice, open_, dice), best.objective)
                if self.choice.objective < best.objective:
                    best = self.choice
                continue
            noise = dice.choice(NOISE)
            took = self._improve(_around(nearness[middle], self.size, dice), noise, best.objective)
            if self.choice.objective < best.objective:
                best = self.choice
            if took < SLOW_S / 4 and not noise:
                self.size = min(self.size + 1, MOST_NEIGHBOURS, self.columns.cleaners)
            elif took > SLOW_S:
                self.size = max(self.size * 4 // 5, LEAST_NEIGHBOURS)
        return best

    def _losses(self) -> Numbers:
        """What each cleaner's day costs above their cheapest one, scaled."""
        return self.pricing.reduced(self.choice.days, self.prices.worth) - self.prices.least

    def _improve(self, cleaners: Numbers, noise: int, best: int) -> float:
        """The best choice of these cleaners, at points that are off by some noise: what it took in seconds."""
        before = self.patience.left_s()
        only = self._visits_around(cleaners)
        days = self._days_that_could(cleaners, only)
        if not len(days):
            return 0.0
        current = self.choice.days.those(cleaners)
        current = current.those(current.nodes[:, 0] >= 0)
        part = Part(self.pricing, cleaners, only)
        part.add(current, self._noise(noise, len(current)))
        part.add(days, self._noise(noise, len(days)))
        taken = part.master.whole(min(SLOW_S * 1.5, self.patience.left_s()), np.arange(len(current)))
        self.patience.spend(len(part.days) * STEPS_A_VALUE * 20)
        other = self.choice.copy()
        for cleaner in cleaners:
            other.clear(int(cleaner))
        other.put_without_doubles(part.days.those(taken))
        self._take(other, best)
        return before - self.patience.left_s()

    def _noise(self, most: int, count: int) -> Numbers:
        return np.array([self._dice.randint(0, most) for _ in range(count)], np.int64)

    def _take(self, other: Choice, best: int) -> None:
        """Go on from the other plan where it is better, or hardly worse than the best known."""
        if other.objective < max(self.choice.objective + 1, best + best // HARDLY):
            self.choice = other

    def _visits_around(self, cleaners: Numbers) -> NDArray[np.bool_]:
        """What these cleaners do and what nobody does."""
        only = ~self.choice.served
        for cleaner in cleaners:
            only[self.choice.visits_of(int(cleaner))] = True
        return only

    def _fined(self) -> NDArray[np.bool_]:
        """Of which cuts the plan pays the fine."""
        held = twice_in(self.pricing.members_of(self.choice.days), self.prices.worth.triples)
        return np.asarray(held.any(axis=0), bool)

    def _days_that_could(self, cleaners: Numbers, only: NDArray[np.bool_]) -> Days:
        """Their days that could be part of something better, the likeliest where these are too many."""
        worth, left = self.prices.worth, ~self.choice.served
        losses = self._losses()[cleaners].sum()
        around = np.append(only, np.zeros(1 + self.columns.cleaners, bool))
        around[self.columns.visits + 1 + cleaners] = True
        unused = worth.fines * ~self._fined() * (around[worth.triples].sum(axis=1) > 1)
        gain = int(losses + (self.columns.unserved[left] * SCALE - worth.visits[left]).sum() + unused.sum())
        reach = gain
        while True:
            each = MOST_DAYS if reach < SCALE else MOST_DAYS // 4
            found = [
                self.pricing.near(cleaner, worth, int(self.prices.least[cleaner]) + reach, only, each)
                for cleaner in (int(one) for one in cleaners)
            ]
            if sum(len(days) for days in found) <= MOST_DAYS or reach < SCALE:
                return joined(*found)
            reach = reach * 3 // 5


def _nearness(columns: Columns) -> Numbers:
    """For each cleaner all of them, nearest home first."""
    day = columns.day
    table = np.frombuffer(day.ways, np.uint16).reshape(day.places, day.places)
    homes = np.array([shift.home for shift in day.shifts], np.int64)
    return np.argsort(table[np.ix_(homes, homes)], axis=1, kind="stable")


def _around(nearest: Numbers, size: int, dice: Random) -> Numbers:
    """The nearest, most of them."""
    first, rest = nearest[:1], nearest[1 : size * 3 // 2 + 1]
    chosen = sorted(dice.sample(range(len(rest)), min(size - 1, len(rest))))
    return np.concatenate([first, rest[chosen]])
