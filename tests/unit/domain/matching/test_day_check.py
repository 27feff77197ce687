"""The checker of day plans says no to each plan that may not be carried out, and so can fail whoever relies on it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from cleanbee.domain.kernel import BookingId, CleanerId, with_
from cleanbee.domain.matching.day import DAY_MIN, Day, Map, Pinned, Rules, Shift, StartOption, Visit, table_of_ways
from cleanbee.domain.matching.day_check import faults
from cleanbee.domain.matching.day_plan import DayPlan, plan_of
from cleanbee.domain.matching.day_route import Route, schedule

JOYCE, TOMASZ = (CleanerId(UUID(int=n)) for n in (1, 2))
FIRST, SECOND = (BookingId(UUID(int=n)) for n in (11, 12))


def visit(booking: BookingId, place: int, at: int) -> Visit:
    return Visit(
        booking=booking, place=place, duration_min=120,
        options=(StartOption(first_min=at, last_min=at + 60),), needs=frozenset({"deep"}), unserved=3_000,
    )  # fmt: skip


DAY = Day(
    shifts=tuple(
        Shift(cleaner=one, home=0, start_min=480, end_min=1020, skills=frozenset({"deep"})) for one in (JOYCE, TOMASZ)
    ),
    visits=(visit(FIRST, 1, 600), visit(SECOND, 2, 780)),
    places=3,
    ways=table_of_ways(3, lambda here, there: 0 if here == there else 20),
    rules=Rules(break_after_min=DAY_MIN),
)


def good(day: Day = DAY) -> DayPlan:
    """Joyce makes both visits."""
    row = [(one, one.options[0]) for one in DAY.visits]
    route = schedule(Map(DAY), DAY.shifts[0], row)
    assert route is not None
    return plan_of(day, [route], bound=0, engine="by hand")


def route(plan: DayPlan) -> Route:
    (found,) = plan.routes
    return found


def changed(plan: DayPlan, stop: int, **fields: int) -> DayPlan:
    stops = list(route(plan).stops)
    stops[stop] = with_(stops[stop], **fields)
    return with_(plan, routes=(with_(route(plan), stops=tuple(stops)),))


def shifts(**fields: object) -> Day:
    return with_(DAY, shifts=(with_(DAY.shifts[0], **fields), DAY.shifts[1]))


def first_visit(**fields: object) -> Day:
    return with_(DAY, visits=(with_(DAY.visits[0], **fields), DAY.visits[1]))


def twice(plan: DayPlan) -> DayPlan:
    return with_(plan, routes=(route(plan), route(plan)))


def by_two(plan: DayPlan) -> DayPlan:
    return with_(plan, routes=(route(plan), with_(route(plan), cleaner=TOMASZ)))


def by_a_stranger(plan: DayPlan) -> DayPlan:
    return with_(plan, routes=(with_(route(plan), cleaner=CleanerId(UUID(int=9))),))


def test_a_plan_that_keeps_every_rule_has_no_faults() -> None:
    assert faults(DAY, good()) == ()


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        (twice, "is sent out 2 times"),
        (by_two, "is served 2 times"),
        (by_a_stranger, "does not work that day"),
        (lambda plan: changed(plan, 1, start_min=825, end_min=960), "lasts as long as it does"),
        (lambda plan: changed(plan, 1, start_min=855, end_min=975), "starts at no time that was asked for"),
        (lambda plan: changed(plan, 1, start_min=790, end_min=910), "starts off the grid"),
        (lambda plan: changed(plan, 0, start_min=645, end_min=765), "starts before its cleaner can be there"),
        (lambda plan: changed(plan, 0, way_min=5), "the way to"),
        (lambda plan: with_(plan, unserved=(FIRST,)), "what is left out is not what is not served"),
        (lambda plan: with_(plan, objective=plan.objective + 1), "it costs"),
        (lambda plan: with_(plan, routes=(with_(route(plan), home_min=0),)), "home at another time"),
    ],
)
def test_a_plan_that_says_what_cannot_be_is_caught(spoilt: Callable[[DayPlan], DayPlan], words: str) -> None:
    assert any(words in one for one in faults(DAY, spoilt(good())))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (shifts(skills=frozenset[str]()), "asks for a skill that is not there"),
        (shifts(start_min=630), "lies outside the shift"),
        (shifts(end_min=885), "lies outside the shift"),
        (shifts(most_paid_min=239), "paid minutes"),
        (first_visit(never=frozenset({JOYCE})), "may not be served by this cleaner"),
        (first_visit(bond=Pinned(cleaner=TOMASZ)), "is somebody else's"),
        (first_visit(slack_min=60), "starts before its cleaner can be there"),
        (with_(DAY, rules=Rules(break_after_min=240, break_min=60)), "no break in a long row of visits"),
        (with_(DAY, rules=Rules(most_way_min=19, break_after_min=DAY_MIN)), "the way to"),
    ],
)
def test_a_plan_for_another_day_is_caught_by_the_rule_that_differs(day: Day, words: str) -> None:
    assert any(words in one for one in faults(day, good()))
