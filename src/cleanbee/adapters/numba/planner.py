"""Days planned by column generation: compiled pricing, HiGHS for the choice, a proof with every plan.

Numba and HiGHS are imported when this adapter is opened, never before.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from cleanbee.domain.matching.day import Day, Map
from cleanbee.domain.matching.day_plan import DayPlan, Standing, plan_of, still_feasible
from cleanbee.ports.outbound.fitness import for_real_people
from cleanbee.ports.outbound.planner import DayPlanner, Patience

ENGINE = "numba"


class NumbaPlanner:
    """First everybody's best day one after the other, then prices, whole days, and neighbours until patience ends."""

    def __init__(self, seed: int = 1) -> None:
        from cleanbee.adapters.numba.day_plans import planned

        self._planned, self._seed = planned, seed

    def plan(self, day: Day, patience: Patience, standing: Standing = ()) -> DayPlan:
        """A plan that keeps every rule, never worse than what still stands, and a bound that is proved exactly."""
        routes, bound = self._planned(day, still_feasible(Map(day), standing), patience, self._seed)
        return plan_of(day, routes, bound=bound, engine=ENGINE)


@for_real_people
@asynccontextmanager
async def open_planner(settings: object) -> AsyncGenerator[DayPlanner]:
    """The column-generation planner."""
    yield NumbaPlanner()
