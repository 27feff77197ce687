"""Some cleaners and some visits as a linear programme of their own, with the numbers of the whole day outside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba.day_kernel import SCALE, Numbers
from cleanbee.adapters.numba.day_master import Master, Relaxed
from cleanbee.adapters.numba.day_pricing import Among, Days, Pricing, Worth, joined, no_days, worth_of


class Part:
    """The open cleaners and visits, the days known for them, and the programme that chooses among these."""

    def __init__(self, pricing: Pricing, cleaners: Numbers, visits: NDArray[np.bool_]) -> None:
        columns = pricing.columns
        self._pricing, self._columns = pricing, columns
        self.among = Among(cleaners, visits)
        self._which = np.nonzero(visits)[0]
        self._local = np.full(columns.visits + 1 + columns.cleaners, len(self._which), np.int64)
        self._local[self._which] = np.arange(len(self._which))
        self._local[columns.visits + 1 + cleaners] = len(self._which) + 1 + np.arange(len(cleaners))
        self.master = Master(len(cleaners), columns.unserved[self._which])
        self._triples = np.zeros((0, 3), np.int64)
        self.days = no_days()

    def add(self, days: Days, noise: Numbers | int = 0) -> None:
        """Know these days too; they must be of the open cleaners and visits. ``noise`` is added to their points."""
        owner = self._local[self._columns.visits + 1 + days.owner] - len(self._which) - 1
        self.master.add(owner, self._local[self._pricing.visits_of(days)], days.points + noise)
        self.days = joined(self.days, days)

    def cut(self, triples: Numbers) -> None:
        """At most one day may hold two of the same three members; only those that are open here."""
        inside = (self._local[triples] != len(self._which)).all(axis=1)
        self._triples = triples[inside]
        self.master.cut(self._local[self._triples])

    def worth(self, solved: Relaxed) -> Worth:
        """What visits are worth at a solution; those that are not open are worth nothing."""
        visits = np.zeros(self._columns.visits, np.int64)
        visits[self._which] = np.floor(solved.duals * SCALE).astype(np.int64)
        visits = np.clip(visits, 0, self._columns.unserved * SCALE)
        fines = np.floor(solved.fines * SCALE).astype(np.int64)
        return worth_of(visits, self._columns.cleaners, self._triples, fines)
