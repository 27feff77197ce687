"""What every day planner promises: plans that may be carried out, and bounds that no plan undercuts."""

from __future__ import annotations

from abc import abstractmethod
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanbee.domain.kernel import BookingId, CleanerId
from cleanbee.domain.matching.day import (
    DAY_MIN,
    UNBOUND,
    Bond,
    Day,
    Pinned,
    Promised,
    Rules,
    Shift,
    StartOption,
    Visit,
    table_of_ways,
)
from cleanbee.domain.matching.day_check import faults
from cleanbee.domain.matching.day_plan import points_of, standing_of
from cleanbee.ports.outbound.planner import DayPlanner, Steps

SKILLS = ("deep", "ironing")
SOME_WORK = 200_000
ONE_SUITE_MANY_ADAPTERS = [
    HealthCheck.function_scoped_fixture,
    HealthCheck.differing_executors,
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
]


def cleaner(number: int) -> CleanerId:
    """The cleaner of this number."""
    return CleanerId(UUID(int=number + 1))


@st.composite
def starts(draw: st.DrawFn) -> StartOption:
    """One window in the middle of a day, sometimes off the grid, sometimes a single minute."""
    first = draw(st.integers(28, 60)) * 15 + draw(st.sampled_from([0, 0, 0, 7]))
    width = draw(st.sampled_from([0, 15, 45, 120, 300]))
    return StartOption(first_min=first, last_min=first + width, price=draw(st.sampled_from([0, 0, 0, 90])))


@st.composite
def shifts(draw: st.DrawFn, number: int, places: int) -> Shift:
    """A cleaner's day, long or short, empty now and then."""
    start = draw(st.integers(26, 50)) * 15
    return Shift(
        cleaner=cleaner(number),
        home=draw(st.integers(0, places - 1)),
        start_min=start,
        end_min=min(DAY_MIN, start + draw(st.sampled_from([0, 180, 300, 480, 600]))),
        skills=draw(st.frozensets(st.sampled_from(SKILLS))),
        most_paid_min=draw(st.sampled_from([120, 300, 480])),
    )


@st.composite
def visits(draw: st.DrawFn, number: int, places: int, cleaners: int) -> Visit:
    """A visit with any of what may be asked for."""
    someone = st.integers(0, max(cleaners - 1, 0)).map(cleaner)
    few = st.frozensets(someone, max_size=1)
    bonds: list[st.SearchStrategy[Bond]] = [st.just(UNBOUND)] * 3
    bonds.append(st.builds(Pinned, cleaner=someone))
    bonds.append(st.builds(Promised, cleaner=someone, move_price=st.integers(0, 900)))
    return Visit(
        booking=BookingId(UUID(int=1000 + number)),
        place=draw(st.integers(0, places - 1)),
        duration_min=draw(st.sampled_from([45, 90, 120, 200])),
        options=tuple(draw(st.lists(starts(), min_size=1, max_size=2))),
        slack_min=draw(st.sampled_from([0, 15, 30])),
        needs=draw(st.frozensets(st.sampled_from(SKILLS), max_size=1)),
        wishes=draw(few),
        never=draw(few),
        bond=draw(st.one_of(bonds)),
        unserved=draw(st.sampled_from([0, 700, 3_000, 5_000])),
    )


@st.composite
def days(draw: st.DrawFn, most_cleaners: int = 4, most_visits: int = 9) -> Day:
    """A small day with anything that the rule admits, one-way streets included."""
    places = draw(st.integers(1, 6))
    cleaners, many = draw(st.integers(0, most_cleaners)), draw(st.integers(0, most_visits))
    minutes = draw(st.lists(st.sampled_from([0, 4, 11, 18, 30, 45, 46]), min_size=places**2, max_size=places**2))
    return Day(
        shifts=tuple(draw(shifts(n, places)) for n in range(cleaners)),
        visits=tuple(draw(visits(n, places, cleaners)) for n in range(many)),
        places=places,
        ways=table_of_ways(places, lambda one, other: minutes[one * places + other]),
        rules=Rules(
            grid_min=draw(st.sampled_from([15, 15, 5])), break_after_min=draw(st.sampled_from([360, 240, DAY_MIN]))
        ),
    )


def two_visits(slack: int, way: int, gap: int) -> Day:
    """One cleaner, and two visits at fixed times in two places so far apart, with so many minutes between them."""

    def one(number: int, at: int) -> Visit:
        return Visit(
            booking=BookingId(UUID(int=1000 + number)),
            place=number,
            duration_min=60,
            options=(StartOption(first_min=at, last_min=at),),
            slack_min=slack,
            unserved=5_000,
        )

    shift = Shift(cleaner=cleaner(0), home=0, start_min=480, end_min=1080, most_paid_min=480)
    return Day(
        shifts=(shift,),
        visits=(one(0, 600), one(1, 660 + gap)),
        places=2,
        ways=table_of_ways(2, lambda here, there: 0 if here == there else way),
        rules=Rules(grid_min=15, break_after_min=DAY_MIN),
    )


class DayPlannerContract:
    """Planners of days."""

    @abstractmethod
    def open_planner(self) -> DayPlanner:
        """A planner that is ready."""

    @pytest.fixture
    def planner(self) -> DayPlanner:
        return self.open_planner()

    @settings(deadline=None, suppress_health_check=ONE_SUITE_MANY_ADAPTERS)
    @given(day=days())
    def test_a_plan_keeps_every_rule_and_its_bound_lies_below_it(self, planner: DayPlanner, day: Day) -> None:
        plan = planner.plan(day, Steps(SOME_WORK))
        assert not faults(day, plan)
        assert 0 <= plan.bound <= plan.objective == points_of(day, plan.routes)

    @pytest.mark.parametrize("slack", [0, 15, 30])
    @pytest.mark.parametrize("way", [0, 18, 45])
    @pytest.mark.parametrize("gap", [0, 15, 30, 45, 60, 75])
    def test_two_visits_are_one_persons_exactly_when_slack_and_way_fit_between_them(
        self, planner: DayPlanner, slack: int, way: int, gap: int
    ) -> None:
        day = two_visits(slack, way, gap)
        plan = planner.plan(day, Steps(SOME_WORK))
        assert not faults(day, plan)
        assert sum(len(route.stops) for route in plan.routes) == (2 if gap >= slack + way else 1)

    @settings(deadline=None, suppress_health_check=ONE_SUITE_MANY_ADAPTERS)
    @given(day=days())
    def test_without_any_patience_there_is_a_plan_at_once(self, planner: DayPlanner, day: Day) -> None:
        assert not faults(day, planner.plan(day, Steps(0)))

    @settings(deadline=None, suppress_health_check=ONE_SUITE_MANY_ADAPTERS)
    @given(day=days())
    def test_a_plan_is_never_worse_than_what_stands(self, planner: DayPlanner, day: Day) -> None:
        first = planner.plan(day, Steps(0))
        for patience in (Steps(0), Steps(SOME_WORK)):
            again = planner.plan(day, patience, standing_of(first))
            assert not faults(day, again)
            assert again.objective <= first.objective

    @settings(deadline=None, suppress_health_check=ONE_SUITE_MANY_ADAPTERS)
    @given(day=days(), data=st.data())
    def test_what_stands_may_be_nonsense(self, planner: DayPlanner, day: Day, data: st.DataObject) -> None:
        somebody = st.integers(0, 5).map(cleaner)
        bookings = st.integers(0, 10).map(lambda n: BookingId(UUID(int=1000 + n)))
        rows = st.lists(st.tuples(somebody, st.lists(bookings, max_size=4).map(tuple)), max_size=4)
        standing = data.draw(rows)
        assert not faults(day, planner.plan(day, Steps(0), standing))
