"""Scores by a compiled kernel. Numba is imported when this adapter is opened, never before."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from cleanbee.domain.matching.score import Terms
from cleanbee.ports.outbound.fitness import for_real_people
from cleanbee.ports.outbound.matching import Scorer


class NumbaScorer:
    """The rule, compiled on construction (or read from the cache that ``NUMBA_CACHE_DIR`` names)."""

    def __init__(self) -> None:
        import numpy as np

        from cleanbee.adapters.numba.kernel import COLUMNS, numbers, score_columns

        self._np, self._names, self._numbers, self._kernel = np, COLUMNS, numbers(), score_columns
        self.score((Terms(),))

    def score(self, candidates: Sequence[Terms]) -> Sequence[int]:
        """The scores of these candidates, in their order."""
        np = self._np
        columns = np.empty((len(self._names), len(candidates)), dtype=np.int64)
        for row, name in enumerate(self._names):
            columns[row] = [getattr(one, name) for one in candidates]
        out = np.empty(len(candidates), dtype=np.int64)
        self._kernel(columns, self._numbers, out)
        return tuple(int(points) for points in out)


@for_real_people
@asynccontextmanager
async def open_scorer(settings: object) -> AsyncGenerator[Scorer]:
    """The compiled scorer, warm."""
    yield NumbaScorer()
