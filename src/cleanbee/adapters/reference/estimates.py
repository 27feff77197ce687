"""How long work takes by the house's own guess, until it is learned."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from cleanbee.domain.matching.late_risk import Spread, WorkAhead, declared
from cleanbee.ports.outbound.estimates import Estimates
from cleanbee.ports.outbound.fitness import for_real_people


class DeclaredEstimates:
    """The declared model: the booked minutes, a little less or more."""

    def spreads(self, work: Sequence[WorkAhead]) -> Sequence[Spread]:
        """How long each takes, whoever does it and wherever."""
        return tuple(declared(one.minutes) for one in work)


@for_real_people
@asynccontextmanager
async def open_estimates(settings: object) -> AsyncGenerator[Estimates]:
    """The declared model."""
    yield DeclaredEstimates()
