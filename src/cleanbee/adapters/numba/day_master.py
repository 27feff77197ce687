"""The choice among known days as a linear programme, and as one in whole numbers. Only this file speaks to HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba.day_kernel import Numbers

Reals = NDArray[np.float64]


@dataclass(frozen=True)
class Relaxed:
    """The optimum over the known days in fractions: prices of visits, fines of cuts, shares of days."""

    objective: float
    duals: Reals
    fines: Reals
    taken: Reals


class Master:
    """Each cleaner at most one day, each visit at least once or left out at its price. Grows by days.

    Over-covering is allowed: it lets prices only be ≥ 0, and whoever makes a plan strikes the second visit.
    """

    def __init__(self, cleaners: int, unserved: Numbers, threads: int = 1) -> None:
        import highspy

        self._highspy, self._cleaners, self._visits = highspy, cleaners, len(unserved)
        self._highs: Any = highspy.Highs()
        self._set(output_flag=False, threads=threads, presolve="off", simplex_strategy=1)
        rows = cleaners + self._visits
        infinite = highspy.kHighsInf
        low = np.append(np.full(cleaners, -infinite), np.ones(self._visits))
        high = np.append(np.ones(cleaners), np.full(self._visits, infinite))
        nothing = np.zeros(0, np.int32)
        self._highs.addRows(rows, low, high, 0, np.zeros(rows, np.int32), nothing, np.zeros(0))
        places = np.arange(cleaners, rows, dtype=np.int32)
        self._add(unserved.astype(np.float64), np.arange(self._visits, dtype=np.int32), places)
        self.days = 0
        self.triples = np.zeros((0, 3), np.int64)
        self._known = np.zeros((0, 0), np.int64)

    def add(self, owner: Numbers, visits: Numbers, points: Numbers) -> None:
        """Know these days too; ``visits`` row by row, the number after the last where there is none."""
        if not len(owner):
            return
        members = np.concatenate([self._visits + 1 + owner[:, None], visits], axis=1)
        twice = twice_in(members, self.triples)
        cuts = np.broadcast_to(self._cleaners + self._visits + np.arange(len(self.triples)), twice.shape)
        rows = np.concatenate([owner[:, None], self._cleaners + visits, cuts], axis=1)
        there = np.concatenate([np.ones((len(owner), 1), bool), visits < self._visits, twice], axis=1)
        self._known = np.concatenate([self._known, members]) if self.days else members
        begins = np.append(0, np.cumsum(there.sum(axis=1))[:-1]).astype(np.int32)
        self._add(points.astype(np.float64), begins, rows[there].astype(np.int32))
        self.days += len(owner)

    def cut(self, triples: Numbers) -> None:
        """From now on at most one day may hold two of the same three members."""
        for triple in triples:
            days = np.nonzero(twice_in(self._known, triple[None, :])[:, 0])[0]
            columns = (days + self._visits).astype(np.int32)
            self._highs.addRow(-self._highspy.kHighsInf, 1.0, len(columns), columns, np.ones(len(columns)))
        self.triples = np.concatenate([self.triples, triples])

    def inside(self, tolerance: float, limit_s: float) -> Relaxed:
        """The optimum from the inside: prices in the middle of all that are as good, which makes for few rounds."""
        self._set(solver="ipm", run_crossover="off", ipm_optimality_tolerance=tolerance)
        return self._solved(limit_s)

    def corner(self, limit_s: float) -> Relaxed:
        """The optimum at a corner: few days in fractions. Goes on from where the last one ended."""
        self._set(solver="simplex", run_crossover="on")
        return self._solved(limit_s)

    def fix(self, days: Numbers) -> None:
        """Take these days for certain."""
        columns = (days + self._visits).astype(np.int32)
        ones = np.ones(len(columns))
        self._highs.changeColsBounds(len(columns), columns, ones, ones)

    def whole(self, limit_s: float, start: Numbers) -> Numbers:
        """The best choice in whole numbers that is found in time, as numbers of days; ``start`` is one to beat."""
        count = self._visits + self.days
        kind = self._highspy.HighsVarType.kInteger
        self._highs.changeColsIntegrality(count, np.arange(count, dtype=np.int32), np.full(count, kind))
        self._set(solver="choose", run_crossover="on", presolve="on", mip_rel_gap=0.0, random_seed=1)
        self._set(time_limit=self._highs.getRunTime() + max(limit_s, 0.01))
        first = self._highspy.HighsSolution()
        first.col_value = list(self._as_columns(start))
        self._highs.setSolution(first)
        self._highs.run()
        values = np.array(self._highs.getSolution().col_value)
        return np.nonzero(values[self._visits :] > 0.5)[0] if len(values) == count else start

    def _as_columns(self, days: Numbers) -> Reals:
        values = np.zeros(self._visits + self.days)
        values[self._visits + days] = 1.0
        return values

    def _add(self, costs: Reals, begins: NDArray[np.int32], rows: NDArray[np.int32]) -> None:
        count, infinite = len(costs), self._highspy.kHighsInf
        none, most = np.zeros(count), np.full(count, infinite)
        self._highs.addCols(count, costs, none, most, len(rows), begins, rows, np.ones(len(rows)))

    def _solved(self, limit_s: float) -> Relaxed:
        self._set(time_limit=self._highs.getRunTime() + max(limit_s, 0.05))
        self._highs.run()
        solution = self._highs.getSolution()
        duals, values = np.array(solution.row_dual), np.array(solution.col_value)
        return Relaxed(
            objective=float(self._highs.getInfo().objective_function_value),
            duals=duals[self._cleaners : self._cleaners + self._visits] if len(duals) else np.zeros(self._visits),
            fines=np.maximum(0.0, -duals[self._cleaners + self._visits :]) if len(duals) else np.zeros(0),
            taken=values[self._visits :],
        )

    def _set(self, **options: object) -> None:
        for name, value in options.items():
            self._highs.setOptionValue(name, value)


def twice_in(members: Numbers, triples: Numbers) -> NDArray[np.bool_]:
    """Which days (rows of members) hold at least two of which three."""
    found = np.zeros((len(members), len(triples)), bool)
    for n, triple in enumerate(triples):
        found[:, n] = ((members == triple[0]) | (members == triple[1]) | (members == triple[2])).sum(axis=1) > 1
    return found
