"""How late a day may become: exact against every single day there could be, and never better for more delay."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from cleanbee.domain.kernel import BookingId, with_
from cleanbee.domain.matching.late_risk import (
    PERMILLE,
    Ahead,
    Arrival,
    AtWork,
    Chances,
    Leg,
    OnTheWay,
    Over,
    Spread,
    State,
    There,
    arrivals,
    declared,
    length_of,
)

ALLOWED = 15


@st.composite
def spreads(draw: st.DrawFn, longest: int = 60) -> Spread:
    points = sorted(draw(st.lists(st.integers(1, longest), min_size=5, max_size=5)))
    return Spread(least_min=points[0], p50_min=points[1], p80_min=points[2], p90_min=points[3], most_min=points[4])


@st.composite
def days(draw: st.DrawFn, most: int = 4, longest: int = 60) -> list[Leg]:
    legs: list[Leg] = []
    start = draw(st.integers(0, 60))
    for place in range(draw(st.integers(1, most))):
        spread = draw(spreads(longest))
        way = draw(st.integers(0, 20))
        legs.append(Leg(booking=BookingId(UUID(int=place)), start_min=start, way_min=way, spread=spread))
        start += draw(st.integers(1, longest + 40))
    return legs


def risks(found: Sequence[Arrival]) -> list[int]:
    return [one.late_permille for one in found]


def share_after(chances: Chances, minute: int) -> Fraction:
    over = sum(weight for at, weight in enumerate(chances.weights, chances.first) if at > minute)
    return Fraction(over, chances.total)


def by_hand(legs: Sequence[Leg], now: int) -> list[dict[int, Fraction]]:
    """Every day there could be, one by one: all lengths of all visits, each day with its chance."""
    lengths = [
        [(at, Fraction(weight, 1000)) for at, weight in enumerate(one.weights, one.first) if weight]
        for one in (length_of(leg.spread) for leg in legs)
    ]
    found: list[dict[int, Fraction]] = [{} for _ in legs]
    for row in product(*lengths):
        chance, free = Fraction(1), now
        for place, (leg, (length, likely)) in enumerate(zip(legs, row, strict=True)):
            arrives = max(leg.start_min, max(free, now) + leg.way_min)
            free = arrives + length
            chance *= likely
            found[place].setdefault(arrives, Fraction(0))
            row_chance = Fraction(1)
            for _, each in row[place + 1 :]:
                row_chance *= each
            found[place][arrives] += chance * row_chance
    return found


@given(days(most=3, longest=8), st.integers(-30, 60))
def test_chances_are_those_of_counting_every_day_there_could_be(legs: list[Leg], now: int) -> None:
    counted = by_hand(legs, now)
    for one, expected in zip(arrivals(legs, now), counted, strict=True):
        total = one.arrives.total
        exact = {at: Fraction(w, total) for at, w in enumerate(one.arrives.weights, one.arrives.first) if w}
        assert exact == expected


@given(spreads(longest=300))
def test_a_length_is_some_length(spread: Spread) -> None:
    chances = length_of(spread)
    assert chances.total == PERMILLE
    assert chances.first + len(chances.weights) - 1 == spread.most_min
    for permille, minutes in ((500, spread.p50_min), (800, spread.p80_min), (900, spread.p90_min)):
        assert chances.within(permille) <= minutes, "what is said to be done by then is done by then"


@given(days(), st.integers(-30, 300), st.integers(0, 60))
def test_the_later_it_is_with_nothing_done_the_higher_every_risk(legs: list[Leg], now: int, by: int) -> None:
    early, late = arrivals(legs, now), arrivals(legs, now + by)
    for one, other in zip(early, late, strict=True):
        assert one.late_permille <= other.late_permille
        assert one.arrives.within(800) <= other.arrives.within(800)


def delayed(state: State, by: int) -> State:
    match state:
        case Ahead() | AtWork():
            return state
        case OnTheWay(arrives_min=at):
            return OnTheWay(arrives_min=at + by)
        case There(since_min=at):
            return There(since_min=at + by)
        case Over(began_min=began, ended_min=ended):
            return Over(began_min=began, ended_min=ended + by)


states = st.one_of(
    st.builds(OnTheWay, arrives_min=st.integers(0, 200)),
    st.builds(There, since_min=st.integers(0, 200)),
    st.builds(lambda at, more: Over(began_min=at, ended_min=at + more), st.integers(0, 100), st.integers(1, 200)),
)


@given(days(), states, st.integers(0, 200), st.integers(0, 60))
def test_more_delay_at_the_first_visit_never_lowers_a_later_risk(
    legs: list[Leg], state: State, now: int, by: int
) -> None:
    rest = legs[1:]
    on_time = arrivals([with_(legs[0], state=state), *rest], now)
    later = arrivals([with_(legs[0], state=delayed(state, by)), *rest], now)
    assert all(one <= other for one, other in zip(risks(on_time), risks(later), strict=True))


@given(days(), st.integers(0, 100), st.integers(0, 200), st.integers(0, 100))
def test_work_that_goes_on_and_on_never_lowers_a_later_risk(legs: list[Leg], began: int, past: int, by: int) -> None:
    at_work = [with_(legs[0], state=AtWork(began_min=began)), *legs[1:]]
    early, late = arrivals(at_work, began + past), arrivals(at_work, began + past + by)
    assert all(one <= other for one, other in zip(risks(early), risks(late), strict=True))


@given(days(), st.integers(0, 60), st.integers(0, 60))
def test_a_longer_way_never_lowers_a_risk(legs: list[Leg], place: int, by: int) -> None:
    at = place % len(legs)
    longer = [with_(leg, way_min=leg.way_min + by) if n == at else leg for n, leg in enumerate(legs)]
    before, after = arrivals(legs, 0), arrivals(longer, 0)
    assert all(one <= other for one, other in zip(risks(before), risks(after), strict=True))
    assert before[:at] == after[:at], "what comes before is untouched"


@given(days(), days())
def test_what_comes_later_says_nothing_about_what_comes_before(legs: list[Leg], others: list[Leg]) -> None:
    assert arrivals([*legs, *others], 0)[: len(legs)] == arrivals(legs, 0)


@given(days())
def test_enough_time_between_two_visits_swallows_all_delay(legs: list[Leg]) -> None:
    start, apart = 1_000, list[Leg]()
    for leg in legs:
        apart.append(with_(leg, start_min=start + leg.way_min))
        start += leg.way_min + leg.spread.most_min
    found = arrivals(apart, 0)
    assert risks(found) == [0] * len(legs)
    assert all(one.arrives.within(PERMILLE) == leg.start_min for one, leg in zip(found, apart, strict=True))


@given(days(), st.integers(-30, 300))
def test_nothing_gets_lost_on_the_way_to_the_evening(legs: list[Leg], now: int) -> None:
    for one in arrivals(legs, now):
        assert share_after(one.arrives, -10_000) == 1
        late = share_after(one.arrives, legs[[leg.booking for leg in legs].index(one.booking)].start_min + ALLOWED)
        assert one.late_permille - 1 < late * PERMILLE <= one.late_permille


def leg(start: int, way: int = 20, state: State | None = None) -> Leg:
    found = Leg(booking=BookingId(UUID(int=start)), start_min=start, way_min=way, spread=declared(150))
    return found if state is None else with_(found, state=state)


def test_the_house_rule_leaves_a_small_risk_for_the_second_visit_and_none_for_the_first() -> None:
    """09:00 for 150 minutes, 15 free, 20 on the way: the next one at 12:15 is late only past 190 minutes of work."""
    first, second = arrivals([leg(540), leg(735)], 500)
    assert first.late_permille == 0
    assert second.late_permille == 67, "of the slowest tenth, two thirds"
    assert [second.arrives.within(one) for one in (500, 800, 900)] == [735, 735, 740]


def test_half_an_hour_late_at_the_first_door_is_told_at_once_and_weighs_on_the_second() -> None:
    first, second = arrivals([leg(540, state=OnTheWay(arrives_min=570)), leg(735)], 530)
    assert first.late_permille == PERMILLE
    assert second.late_permille > arrivals([leg(540), leg(735)], 500)[1].late_permille


def test_whoever_has_worked_past_every_guess_may_end_the_next_minute() -> None:
    _, second = arrivals([leg(540, state=AtWork(began_min=540)), leg(735)], 800)
    assert second.arrives == Chances(first=821, weights=(1,)) and second.late_permille == PERMILLE


def test_an_arrival_time_that_has_passed_counts_as_now() -> None:
    (only,) = arrivals([leg(540, state=OnTheWay(arrives_min=545))], 560)
    assert only.arrives.within(PERMILLE) == 560 and only.late_permille == PERMILLE
