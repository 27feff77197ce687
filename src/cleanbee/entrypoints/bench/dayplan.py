"""Day plans with a proof: ours beside others at equal time, every plan checked, and repair after events."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from cleanbee.domain.matching.day import Day, Map
from cleanbee.domain.matching.day_check import faults
from cleanbee.domain.matching.day_plan import DayPlan, Standing, plan_of, standing_of, still_feasible
from cleanbee.domain.matching.repair import CleanerSick, DayEvent, FinishesLate, VisitCancelled, day_after, kept
from cleanbee.entrypoints.bench import dayplan_peers as contenders
from cleanbee.entrypoints.bench.apart import Told, ask_apart
from cleanbee.entrypoints.bench.dayplan_city import city
from cleanbee.entrypoints.bench.outcome import Asked, Measured
from cleanbee.ports.outbound.planner import Steps

Repaired = tuple[str, float, int, int]
"""What happened, CPU seconds to repair it, visits moved or dropped, kept in a thousand."""


@dataclass(frozen=True)
class Instance:
    """A city, the seconds of own time that everybody may take, and the gap (per cent) to be proved in it, if any."""

    cleaners: int
    visits: int
    seconds: float
    goal: float | None = None
    tight: bool = True

    @property
    def name(self) -> str:
        """Cleaners × visits."""
        return f"{self.cleaners}x{self.visits}"


QUICK = (Instance(60, 110, 5, tight=False), Instance(60, 180, 10, goal=0.5))
FULL = (*QUICK, Instance(200, 600, 20, goal=1.0), Instance(500, 1500, 120))
FIRST_S, REPAIR_S, KEPT = 0.1, 1.0, 950


@dataclass
class Sheet:
    """What was measured, and the goals as reached shares: 1 or more is reached."""

    figures: dict[str, object] = field(default_factory=dict[str, object])
    shares: list[float] = field(default_factory=list[float])


async def run(asked: Asked) -> Measured:
    """Each instance by each contender, one after the other, each in a process of its own."""
    sheet = Sheet()
    for instance in QUICK if asked.quick else FULL:
        _compare(instance, asked, sheet)
    _beginnings(asked.seed, sheet)
    return Measured("dayplan, the goal reached least", min(sheet.shares), 1.0, sheet.figures)


def _compare(instance: Instance, asked: Asked, sheet: Sheet) -> None:
    size, name = (instance.cleaners, instance.visits, asked.seed), instance.name
    day = city(*size)
    most = instance.seconds * 10 + 120
    told: Told[DayPlan] = ask_apart(contenders.ours, (size, instance.seconds), most)
    plan = told.answer
    assert plan is not None, f"no plan of ours: {told.why}"
    assert not (wrong := faults(day, plan)), wrong
    gap = percent(plan.objective, plan.bound)
    sheet.figures[f"{name} bound"] = plan.bound
    sheet.figures[f"{name} ours"] = f"+{gap:.2f} % {_cost(told)}; {len(plan.unserved)} of {instance.visits} left out"
    if instance.goal is not None:
        sheet.shares.append(instance.goal / max(gap, 1e-9))
    others = contenders.PEERS if asked.peers else {}
    for peer, make in {"greedy": contenders.greedy, **others}.items():
        answer: Told[Standing] = ask_apart(make, (size, instance.seconds), most)
        sheet.figures[f"{name} {peer}"] = _judged(day, plan, answer, instance, sheet)


def _judged(day: Day, ours: DayPlan, told: Told[Standing], instance: Instance, sheet: Sheet) -> str:
    """The peer's plan as the rule sees it: what it cannot say and so gets wrong is struck, the rest counts."""
    if told.answer is None:
        return f"no answer: {told.why}"
    plan = plan_of(day, still_feasible(Map(day), told.answer), bound=ours.bound, engine="peer")
    assert not (wrong := faults(day, plan)), wrong
    struck = sum(len(row) for _, row in told.answer) - sum(len(route.stops) for route in plan.routes)
    if instance.tight:
        sheet.shares.append(plan.objective / ours.objective)
    return f"+{percent(plan.objective, ours.bound):.2f} % {_cost(told)}" + (f"; {struck} struck" if struck else "")


def _cost(told: Told[DayPlan] | Told[Standing]) -> str:
    return f"in {told.wall_s:.1f} s (CPU {told.cpu_s:.1f} s, {told.peak_mb} MB)"


def percent(objective: int, bound: int) -> float:
    """By how many per cent of the bound the objective lies above it."""
    return 100.0 * (objective - bound) / bound


def _beginnings(seed: int, sheet: Sheet) -> None:
    """The first plan, and repairs of a told one, at 60 × 180."""
    told: Told[tuple[float, list[Repaired]]] = ask_apart(repairs, (seed,), 300)
    assert told.answer is not None, told.why
    first, repaired = told.answer
    sheet.figures["60x180 first plan"] = f"{first * 1000:.0f} ms CPU"
    sheet.shares.append(FIRST_S / first)
    for what, seconds, moved, permille in repaired:
        sheet.figures[f"60x180 {what}"] = (
            f"{seconds:.2f} s CPU, {moved} of the others moved, {permille / 10:.1f} % kept"
        )
        sheet.shares += [REPAIR_S / seconds, permille / KEPT]


def repairs(seed: int) -> contenders.Callable[[], tuple[float, list[Repaired]]]:
    """Times the first plan and each repair; the told plan is made beforehand."""
    from cleanbee.adapters.numba.planner import NumbaPlanner

    planner, day = NumbaPlanner(), city(60, 180, seed)
    planner.plan(city(4, 8, 1), Steps(3_000_000))

    def timed() -> tuple[float, list[Repaired]]:
        began = time.process_time()
        planner.plan(day, Steps(0))
        first = time.process_time() - began
        told = planner.plan(day, contenders.own_time(5.0))
        return first, [_repair(planner, day, told, name, event) for name, event in _events(told)]

    return timed


def _repair(planner: contenders.DayPlanner, day: Day, told: DayPlan, name: str, event: DayEvent) -> Repaired:
    began = time.process_time()
    after = day_after(day, told, event)
    plan = planner.plan(after, contenders.own_time(REPAIR_S * 0.8), standing_of(told))
    took = time.process_time() - began
    assert not (wrong := faults(after, plan)), wrong
    found = kept(told, plan, event)
    return name, took, found.others - found.same, found.kept_permille


def _events(told: DayPlan) -> list[tuple[str, DayEvent]]:
    """A sick cleaner in the morning, a cancelled visit, a late finish: each where it hurts most."""
    route = max(told.routes, key=lambda one: len(one.stops))
    first = min(route.stops, key=lambda stop: stop.start_min)
    return [
        ("sick cleaner", CleanerSick(cleaner=route.cleaner, at_min=420)),
        ("cancelled visit", VisitCancelled(booking=first.booking, at_min=420)),
        ("late finish", FinishesLate(booking=first.booking, late_min=60, at_min=first.end_min)),
    ]
