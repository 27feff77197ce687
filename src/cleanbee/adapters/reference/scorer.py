"""Scores by the rule itself, one after the other: slow enough to be read, and what every fast scorer is judged by."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from cleanbee.domain.matching.score import Terms, scores
from cleanbee.ports.outbound.fitness import for_real_people
from cleanbee.ports.outbound.matching import Scorer


class ReferenceScorer:
    """The rule in a loop."""

    def score(self, candidates: Sequence[Terms]) -> Sequence[int]:
        """The scores of these candidates, in their order."""
        return scores(candidates)


@for_real_people
@asynccontextmanager
async def open_scorer(settings: object) -> AsyncGenerator[Scorer]:
    """The scorer that needs nothing."""
    yield ReferenceScorer()
