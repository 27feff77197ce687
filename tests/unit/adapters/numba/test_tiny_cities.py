"""On tiny cities every day of every cleaner is tried: no bound lies above the best plan, no plan below it."""

from __future__ import annotations

from functools import cache

import pytest
from tests.thorough import examples

from cleanbee.adapters.numba.planner import NumbaPlanner
from cleanbee.domain.matching.day import Day, Map, Pinned, Promised, Rules, Shift, Visit
from cleanbee.domain.matching.day_check import faults
from cleanbee.entrypoints.bench.dayplan_city import city
from cleanbee.ports.outbound.planner import Steps

pytestmark = pytest.mark.slow

State = tuple[int, int, int]
"""When the last visit starts, when the first of its row without a break did, and how many stand in that row."""


def best_plan(day: Day) -> int:
    """The least any plan costs, by trying every order of visits, every start and every division among cleaners."""
    here, everybody = Map(day), range(1 << len(day.visits))
    left = [sum(v.unserved for n, v in enumerate(day.visits) if not served >> n & 1) for served in everybody]
    least: dict[int, int] = {0: 0}
    for shift in day.shifts:
        own = days_of(here, shift)
        found = dict(least)
        for served, cost in least.items():
            for visits, points in own.items():
                if not served & visits and cost + points < found.get(served | visits, 1 << 60):
                    found[served | visits] = cost + points
        least = found
    return min(cost + left[served] for served, cost in least.items())


def days_of(here: Map, shift: Shift) -> dict[int, int]:
    """Each set of visits this cleaner could serve, as bits, at its least cost."""
    found: dict[int, int] = {}
    able = [(n, visit) for n, visit in enumerate(here.day.visits) if is_able(shift, visit)]

    def go_on(row: tuple[tuple[int, Visit], ...], states: dict[State, int], way: int) -> None:
        rules = here.day.rules
        at = row[-1][1].place if row else shift.home
        if row:
            bits = sum(1 << n for n, _ in row)
            cost = min(states.values()) + rules.per_way_min * (way + here.way_min(at, shift.home))
            found[bits] = min(cost, found.get(bits, cost))
        for n, visit in able:
            paid = sum(one.duration_min for _, one in row) + visit.duration_min
            step = here.way_min(at, visit.place)
            if (n, visit) in row or step > rules.most_way_min or paid > shift.most_paid_min:
                continue
            after = next_states(here, shift, row[-1][1] if row else None, states, visit)
            if after:
                go_on((*row, (n, visit)), after, way + step)

    go_on((), {}, 0)
    return found


def next_states(
    here: Map, shift: Shift, last: Visit | None, states: dict[State, int], visit: Visit
) -> dict[State, int]:
    """Everything that may be after one more visit, at its least points besides ways."""
    rules, found = here.day.rules, dict[State, int]()
    for start in range(0, 1440, rules.grid_min):
        prices = [one.price for one in visit.options if one.first_min <= start <= one.last_min]
        if not prices or start < shift.start_min or start + visit.duration_min > shift.end_min:
            continue
        here_points = min(prices) + besides(here.day.rules, shift, visit)
        before = states.items() if last else [((0, start, 0), 0)]
        for (began, first, many), points in before:
            row = (start, first, many + 1)
            if last:
                free = start - here.way_min(last.place, visit.place) - began - last.duration_min
                if free < last.slack_min:
                    continue
                if free >= rules.break_min:
                    row = (start, start, 1)
            if row[2] > 1 and start + visit.duration_min - row[1] > rules.break_after_min:
                continue
            found[row] = min(points + here_points, found.get(row, 1 << 60))
    return found


def is_able(shift: Shift, visit: Visit) -> bool:
    pinned_elsewhere = isinstance(visit.bond, Pinned) and visit.bond.cleaner != shift.cleaner
    return visit.needs <= shift.skills and shift.cleaner not in visit.never and not pinned_elsewhere


def besides(rules: Rules, shift: Shift, visit: Visit) -> int:
    missed = bool(visit.wishes) and shift.cleaner not in visit.wishes
    broken = isinstance(visit.bond, Promised) and visit.bond.cleaner != shift.cleaner
    move = visit.bond.move_price if broken and isinstance(visit.bond, Promised) else 0
    return rules.per_missed_wish * missed + move


@cache
def compiled() -> NumbaPlanner:
    return NumbaPlanner()


def tiny(seed: int) -> Day:
    rules = Rules(break_after_min=(1440, 360, 240)[seed % 3])
    return city(2 + seed % 3, 5 + seed % 4, seed, rules)


def test_on_two_hundred_tiny_cities_the_best_plan_lies_between_bound_and_plan() -> None:
    proved = 0
    count = examples(200)
    for seed in range(count):
        day = tiny(seed)
        plan, best = compiled().plan(day, Steps(2_000_000)), best_plan(day)
        assert not faults(day, plan), seed
        assert plan.bound <= best <= plan.objective, seed
        proved += plan.objective == best
    assert proved >= count * 97 // 100, "the planner finds the best plan of nearly every tiny city"
