"""Days planned by PyVRP: a metaheuristic for long routes, here as peer and fallback. It proves nothing.

PyVRP is imported when it is asked, never before. It cannot say breaks, so what it proposes is judged by the rule.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from cleanbee.adapters.pyvrp.market import Market, market_of
from cleanbee.domain.kernel import BookingId, CleanerId
from cleanbee.domain.matching.day import Day, Map
from cleanbee.domain.matching.day_plan import DayPlan, Standing, plan_of, points_of, still_feasible
from cleanbee.ports.outbound.fitness import for_real_people
from cleanbee.ports.outbound.planner import DayPlanner, Patience

ENGINE = "pyvrp"
STEPS_A_ROUND = 20_000


class PyvrpPlanner:
    """PyVRP's search with one profile a cleaner: ways, wishes and skills are theirs."""

    def __init__(self, seed: int = 1) -> None:
        self._seed = seed

    def plan(self, day: Day, patience: Patience, standing: Standing = ()) -> DayPlan:
        """A plan that keeps every rule; its bound is 0. Without patience it is what stands."""
        here = Map(day)
        best = still_feasible(here, standing)
        market = market_of(here)
        if patience.left_s() > 0 and day.shifts and market.nodes:
            found = still_feasible(here, self._solved(market, patience))
            best = min(best, found, key=lambda routes: points_of(day, routes))
        return plan_of(day, best, bound=0, engine=ENGINE)

    def _solved(self, market: Market, patience: Patience) -> Standing:
        pyvrp: Any = import_module("pyvrp")
        result = pyvrp.solve(_data(pyvrp, market), _Until(patience), seed=self._seed, collect_stats=False)
        return [_row(market, route) for route in result.best.routes()]


class _Until:
    """PyVRP's way to ask whether to stop."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience

    def __call__(self, best_cost: float) -> bool:
        self._patience.spend(STEPS_A_ROUND)
        return self._patience.left_s() <= 0


def _data(pyvrp: Any, market: Market) -> Any:
    """The day as PyVRP's data: one location a node and a home, one profile a cleaner, prizes for what is served."""
    several = [group for group in market.groups if len(group) > 1]
    group_of = {node: n for n, group in enumerate(several) for node in group}
    clients = [
        pyvrp.Client(
            location=n,
            delivery=[node.minutes, 1],
            tw_early=node.first_min,
            tw_late=node.last_min,
            prize=node.unserved,
            required=False,
            group=group_of.get(n),
        )
        for n, node in enumerate(market.nodes)
    ]
    many = len(market.nodes)
    vehicles = [
        pyvrp.VehicleType(
            capacity=[cleaner.most_paid_min, market.most_visits],
            start_depot=n,
            end_depot=n,
            tw_early=cleaner.start_min,
            tw_late=cleaner.end_min,
            profile=n,
        )
        for n, cleaner in enumerate(market.cleaners)
    ]
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in range(many + len(vehicles))],
        clients=clients,
        depots=[pyvrp.Depot(location=many + n) for n in range(len(vehicles))],
        vehicle_types=vehicles,
        distance_matrices=[market.costs(n) for n in range(len(vehicles))],
        duration_matrices=[market.steps] * len(vehicles),
        groups=[pyvrp.ClientGroup(group, required=False) for group in several],
    )


def _row(market: Market, route: Any) -> tuple[CleanerId, tuple[BookingId, ...]]:
    nodes: list[int] = [one.idx for one in route if one.is_client()]
    number: int = route.vehicle_type()
    return market.cleaners[number].cleaner, tuple(market.nodes[node].booking for node in nodes)


@for_real_people
@asynccontextmanager
async def open_planner(settings: object) -> AsyncGenerator[DayPlanner]:
    """PyVRP behind the port."""
    yield PyvrpPlanner()
