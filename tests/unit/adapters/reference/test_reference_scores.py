"""The rule in a loop keeps the scorers' promise."""

from __future__ import annotations

from cleanbee.adapters.reference.scorer import ReferenceScorer, open_scorer
from cleanbee.domain.matching.score import Terms
from cleanbee.ports.contracts.scorer import ScorerContract
from cleanbee.ports.outbound.matching import Scorer


class TestReferenceScorer(ScorerContract):
    def open_scorer(self) -> Scorer:
        return ReferenceScorer()


async def test_it_opens_without_any_settings() -> None:
    async with open_scorer(None) as scorer:
        assert list(scorer.score([Terms(favourite=True)])) == [25_000 + 15_000 + 10_000 + 8_000 + 5_000]
