"""After an event a day is planned again around its promises."""

from __future__ import annotations

import pytest

from cleanbee.adapters.reference.planner import ReferencePlanner
from cleanbee.domain.kernel import with_
from cleanbee.domain.matching.day import Day, Pinned
from cleanbee.domain.matching.day_check import faults
from cleanbee.domain.matching.day_plan import DayPlan, standing_of
from cleanbee.domain.matching.repair import (
    MOVE_IN_TIME,
    MOVE_TO_ANOTHER,
    CleanerSick,
    DayEvent,
    FinishesLate,
    VisitCancelled,
    day_after,
    kept,
)
from cleanbee.entrypoints.bench.dayplan_city import city
from cleanbee.ports.outbound.planner import Steps

NOON = 720


@pytest.fixture(scope="module")
def day() -> Day:
    return city(20, 45, 3)


@pytest.fixture(scope="module")
def told(day: Day) -> DayPlan:
    return ReferencePlanner().plan(day, Steps(0))


def again(day: Day, told: DayPlan, event: DayEvent) -> DayPlan:
    after = day_after(day, told, event)
    plan = ReferencePlanner().plan(after, Steps(0), standing_of(told))
    assert not faults(after, plan)
    return plan


def busiest(plan: DayPlan) -> int:
    return max(range(len(plan.routes)), key=lambda n: len(plan.routes[n].stops))


def test_who_is_sick_makes_no_visit_that_has_not_begun(day: Day, told: DayPlan) -> None:
    route = told.routes[busiest(told)]
    plan = again(day, told, CleanerSick(cleaner=route.cleaner, at_min=NOON))
    begun = {stop.booking for stop in route.stops if stop.start_min <= NOON}
    theirs = {stop.booking for one in plan.routes if one.cleaner == route.cleaner for stop in one.stops}
    assert theirs == begun


def test_nobody_else_is_moved_when_a_visit_is_cancelled(day: Day, told: DayPlan) -> None:
    booking = told.routes[busiest(told)].stops[-1].booking
    event = VisitCancelled(booking=booking, at_min=0)
    plan = again(day, told, event)
    assert booking not in {stop.booking for route in plan.routes for stop in route.stops}
    found = kept(told, plan, event)
    assert found.kept_permille == 1000 and not found.dropped


def test_whoever_finishes_late_stays_until_they_are_done(day: Day, told: DayPlan) -> None:
    first = told.routes[busiest(told)].stops[0]
    event = FinishesLate(booking=first.booking, late_min=75, at_min=first.end_min)
    plan = again(day, told, event)
    late = next(stop for route in plan.routes for stop in route.stops if stop.booking == first.booking)
    assert (late.start_min, late.end_min) == (first.start_min, first.end_min + 75)
    own = {stop.booking for stop in told.routes[busiest(told)].stops}
    found = kept(told, plan, event)
    assert {*found.moved_to_another, *found.moved_in_time, *found.dropped} <= own


def test_what_has_begun_is_moved_by_nobody(day: Day, told: DayPlan) -> None:
    event = CleanerSick(cleaner=told.routes[0].cleaner, at_min=NOON)
    plan = again(day, told, event)
    begun = {(r.cleaner, s.booking, s.start_min) for r in told.routes for s in r.stops if s.start_min <= NOON}
    assert begun <= {(route.cleaner, stop.booking, stop.start_min) for route in plan.routes for stop in route.stops}


def test_every_broken_promise_has_its_price(day: Day, told: DayPlan) -> None:
    after = day_after(day, told, VisitCancelled(booking=told.routes[0].stops[0].booking, at_min=0))
    promised = {stop.booking: stop.start_min for route in told.routes for stop in route.stops}
    for visit in after.visits:
        if visit.booking in promised:
            same, *others = visit.options
            assert (same.first_min, same.last_min, same.price) == (promised[visit.booking], promised[visit.booking], 0)
            assert all(option.price >= MOVE_IN_TIME for option in others)
            assert getattr(visit.bond, "move_price", MOVE_TO_ANOTHER) == MOVE_TO_ANOTHER


def test_a_chosen_cleaner_who_is_sick_is_not_silently_swapped(day: Day, told: DayPlan) -> None:
    route = told.routes[busiest(told)]
    chosen = route.stops[0].booking
    visits = tuple(
        with_(visit, bond=Pinned(cleaner=route.cleaner)) if visit.booking == chosen else visit for visit in day.visits
    )
    plan = again(with_(day, visits=visits), told, CleanerSick(cleaner=route.cleaner, at_min=0))
    assert chosen in plan.unserved
