"""Those who plan days beside ours, each with what it can say of the day: ways, skills, wishes, options, paid minutes.

Each function makes its model and returns what is timed: a call that gives each cleaner's visits in their order.
Budgets are seconds of the process's own time, on one thread, so that a busy machine starves nobody; VROOM only looks at
the wall clock and gets four times as much of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import numpy as np

from cleanbee.adapters.pyvrp.market import Market, market_of
from cleanbee.adapters.pyvrp.planner import PyvrpPlanner
from cleanbee.adapters.reference.planner import ReferencePlanner
from cleanbee.domain.kernel import BookingId, CleanerId
from cleanbee.domain.matching.day import DAY_MIN, Day, Map
from cleanbee.domain.matching.day_plan import DayPlan, Standing, standing_of
from cleanbee.entrypoints.bench.dayplan_city import city
from cleanbee.ports.outbound.planner import DayPlanner, Seconds, Steps

FAR = 100_000
"""Minutes that nobody has: where one may not go."""

Ready = Callable[[], Standing]
Size = tuple[int, int, int]
"""Cleaners, visits, seed."""


def ours(size: Size, seconds: float) -> Callable[[], DayPlan]:
    """The column-generation planner, compiled beforehand."""
    from cleanbee.adapters.numba.planner import NumbaPlanner

    planner, day = NumbaPlanner(), city(*size)
    planner.plan(city(4, 8, 1), Steps(3_000_000))
    return lambda: _timed(planner, day, seconds)


def _timed(planner: DayPlanner, day: Day, seconds: float) -> DayPlan:
    return planner.plan(day, own_time(seconds))


def own_time(seconds: float) -> Seconds:
    """Patience of so much of this process's own time from now."""
    return Seconds(time.process_time() + seconds, time.process_time)


def greedy(size: Size, seconds: float) -> Ready:
    """Insertion over the rule."""
    planner, day = ReferencePlanner(), city(*size)
    return lambda: standing_of(_timed(planner, day, seconds))


def pyvrp(size: Size, seconds: float) -> Ready:
    """PyVRP: one profile a cleaner; options are groups of clients."""
    import_module("pyvrp")
    planner, day = PyvrpPlanner(), city(*size)
    return lambda: standing_of(_timed(planner, day, seconds))


def vroom(size: Size, seconds: float) -> Ready:
    """VROOM: one profile a cleaner, options are time windows, what is left out goes by priority."""
    solver: Any = import_module("vroom")
    market = market_of(Map(city(*size)))
    problem, many = solver.Input(), len(market.nodes)
    times = np.where(market.too_far, FAR, market.steps).astype(np.uint32) * 60
    for n, shift in enumerate(market.cleaners):
        problem.set_durations_matrix(f"c{n}", times)
        problem.set_costs_matrix(f"c{n}", market.costs(n).astype(np.uint32))
        window = solver.TimeWindow(shift.start_min * 60, shift.end_min * 60)
        skills = {v for v, group in enumerate(market.groups) if market.may(n)[group[0]]}
        place = many + n
        problem.add_vehicle(
            solver.Vehicle(
                n, place, place, profile=f"c{n}", capacity=[shift.most_paid_min], skills=skills, time_window=window
            )
        )
    for v, group in enumerate(market.groups):
        first = market.nodes[group[0]]
        windows = sorted((market.nodes[one].first_min, market.nodes[one].last_min) for one in group)
        problem.add_job(
            solver.Job(
                v,
                group[0],
                delivery=[first.minutes],
                skills={v},
                priority=min(100, first.unserved // 50),
                time_windows=[solver.TimeWindow(one * 60, other * 60) for one, other in _apart(windows)],
            )
        )
    return lambda: _vroom_rows(market, problem.solve(5, nb_threads=1, timeout=timedelta(seconds=4 * seconds)))


def _apart(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Windows in order, those that touch joined."""
    found: list[tuple[int, int]] = []
    for first, last in windows:
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _vroom_rows(market: Market, solution: Any) -> Standing:
    rows: dict[int, list[int]] = {}
    steps = solution.routes
    for vehicle, kind, job in zip(steps["vehicle_id"], steps["type"], steps["id"], strict=True):
        if kind == "job":
            rows.setdefault(int(vehicle), []).append(int(job))
    return [
        (market.cleaners[n].cleaner, tuple(market.nodes[market.groups[v][0]].booking for v in row))
        for n, row in rows.items()
    ]


def ortools(size: Size, seconds: float) -> Ready:
    """OR-tools routing: cheapest insertion, then guided local search; options are a disjunction."""
    pywrapcp: Any = import_module("ortools.constraint_solver.pywrapcp")
    ways: Any = import_module("ortools.constraint_solver.routing_enums_pb2")
    market = market_of(Map(city(*size)))
    many, cleaners = len(market.nodes), len(market.cleaners)
    homes = [many + n for n in range(cleaners)]
    manager = pywrapcp.RoutingIndexManager(many + cleaners, cleaners, homes, homes)
    model = pywrapcp.RoutingModel(manager)
    points = (market.ways * market.here.day.rules.per_way_min).tolist()
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(points))
    steps = np.where(market.too_far, FAR, market.steps).tolist()
    model.AddDimension(model.RegisterTransitMatrix(steps), DAY_MIN, DAY_MIN, False, "time")
    paid = [node.minutes for node in market.nodes] + [0] * cleaners
    most_paid = [shift.most_paid_min for shift in market.cleaners]
    model.AddDimensionWithVehicleCapacity(model.RegisterUnaryTransitVector(paid), 0, most_paid, True, "paid")
    besides = [
        model.RegisterUnaryTransitVector([*market.here_points(n).tolist(), *[0] * cleaners]) for n in range(cleaners)
    ]
    model.AddDimensionWithVehicleTransits(besides, 0, 1 << 40, True, "points")
    model.GetDimensionOrDie("points").SetSpanCostCoefficientForAllVehicles(1)
    _windows(market, manager, model)
    search = pywrapcp.DefaultRoutingSearchParameters()
    search.first_solution_strategy = ways.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    search.local_search_metaheuristic = ways.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    return lambda: _ortools_rows(market, manager, model, _within(model, search, seconds))


def _within(model: Any, search: Any, seconds: float) -> Any:
    """The best found in so much of this process's own time."""
    patience = own_time(seconds)
    model.CloseModelWithParameters(search)
    model.AddSearchMonitor(model.solver().CustomLimit(lambda: patience.left_s() <= 0))
    search.time_limit.FromSeconds(int(20 * seconds))
    return model.SolveWithParameters(search)


def _windows(market: Market, manager: Any, model: Any) -> None:
    clock = model.GetDimensionOrDie("time")
    able = [market.may(n) for n in range(len(market.cleaners))]
    for n, node in enumerate(market.nodes):
        index = manager.NodeToIndex(n)
        clock.CumulVar(index).SetRange(node.first_min, node.last_min)
        model.VehicleVar(index).SetValues([-1, *(c for c, one in enumerate(able) if one[n])])
    for group in market.groups:
        indices = [manager.NodeToIndex(n) for n in group]
        model.AddDisjunction(indices, market.nodes[group[0]].unserved, 1)
    for n, shift in enumerate(market.cleaners):
        clock.CumulVar(model.Start(n)).SetRange(shift.start_min, shift.end_min)
        clock.CumulVar(model.End(n)).SetRange(shift.start_min, shift.end_min)


def _ortools_rows(market: Market, manager: Any, model: Any, solution: Any) -> Standing:
    found: list[tuple[CleanerId, tuple[BookingId, ...]]] = []
    for n, shift in enumerate(market.cleaners if solution else ()):
        row: list[BookingId] = []
        index = solution.Value(model.NextVar(model.Start(n)))
        while not model.IsEnd(index):
            node: int = manager.IndexToNode(index)
            row.append(market.nodes[node].booking)
            index = solution.Value(model.NextVar(index))
        found.append((shift.cleaner, tuple(row)))
    return found


PEERS: dict[str, Callable[[Size, float], Ready]] = {"pyvrp": pyvrp, "vroom": vroom, "ortools": ortools}
