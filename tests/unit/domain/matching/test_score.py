"""What makes a cleaner suit a job, in whole numbers."""

from __future__ import annotations

from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbee.domain.kernel import CleanerId
from cleanbee.domain.matching.rank import fairness_debts, late_permille, rank
from cleanbee.domain.matching.score import WEIGHTS, Terms, score, scores, terms

HOUSE = UUID("0191d000-0000-7000-8000-000000000001")


def named(one: Terms) -> dict[str, int]:
    return dict(zip(WEIGHTS, terms(one), strict=True))


def cleaners(count: int) -> list[CleanerId]:
    return [CleanerId(uuid5(HOUSE, str(n))) for n in range(count)]


def test_the_weights_sum_to_a_hundred() -> None:
    assert sum(WEIGHTS.values()) == 100


@pytest.mark.parametrize(
    ("candidate", "term", "points"),
    [
        (Terms(visits_here=0), "continuity", 0),
        (Terms(visits_here=3), "continuity", 600),
        (Terms(visits_here=5), "continuity", 1000),
        (Terms(visits_here=12, days_since=180), "continuity", 1000),
        (Terms(visits_here=12, days_since=181), "continuity", 500),
        (Terms(visits_here=1, days_since=181), "continuity", 100),
        (Terms(added_min=0), "travel", 1000),
        (Terms(added_min=7), "travel", 844),
        (Terms(added_min=44), "travel", 22),
        (Terms(added_min=45), "travel", 0),
        (Terms(added_min=300), "travel", 0),
        (Terms(late_permille=0), "lateness", 1000),
        (Terms(late_permille=1000), "lateness", 0),
        (Terms(favourite=True, shared=True), "preference", 1000),
        (Terms(shared=True), "preference", 500),
        (Terms(), "preference", 0),
        (Terms(), "rating", 800),
        (Terms(stars_sum=5000, stars_count=1000), "rating", 998),
        (Terms(stars_sum=1000, stars_count=1000), "rating", 0),
        (Terms(debt=0, day_pay=10080), "fairness", 0),
        (Terms(debt=10080, day_pay=10080), "fairness", 500),
        (Terms(visits=0), "newcomer", 1000),
        (Terms(visits=9), "newcomer", 100),
        (Terms(visits=10), "newcomer", 0),
    ],
)
def test_each_term_is_worth_what_the_table_says(candidate: Terms, term: str, points: int) -> None:
    assert named(candidate)[term] == points


def test_a_score_is_the_sum_of_its_weighted_terms() -> None:
    one = Terms(visits_here=3, added_min=9, late_permille=50, shared=True, visits=40)
    assert score(one) == 30 * 600 + 25 * 800 + 15 * 950 + 10 * 500 + 10 * 800 + 5 * 0 + 5 * 0


@given(st.integers(0, 90), st.integers(1, 60))
def test_a_shorter_way_is_never_worth_less(added: int, more: int) -> None:
    assert score(Terms(added_min=added)) >= score(Terms(added_min=added + more))


@given(st.integers(0, 20), st.integers(0, 400))
def test_knowing_the_home_better_is_never_worth_less(visits: int, days: int) -> None:
    here = Terms(visits_here=visits, days_since=days)
    assert score(Terms(visits_here=visits + 1, days_since=days)) >= score(here)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), st.integers(0, 2**64))
def test_the_best_score_is_asked_first_and_equals_are_drawn_the_same_way_each_time(added: list[int], dice: int) -> None:
    who = cleaners(len(added))
    candidates = {one: Terms(added_min=minutes) for one, minutes in zip(who, added, strict=True)}
    seed = uuid5(HOUSE, str(dice))
    ranked = rank(candidates, scores(list(candidates.values())), seed)
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)
    turned = dict(reversed(candidates.items()))
    again = rank(turned, scores(list(turned.values())), seed)
    assert [one.cleaner for one in again] == [one.cleaner for one in ranked]


def test_equals_do_not_always_come_in_the_same_order() -> None:
    who = {one: Terms() for one in cleaners(6)}
    orders = {
        tuple(one.cleaner for one in rank(who, scores(list(who.values())), uuid5(HOUSE, f"seed {n}")))
        for n in range(20)
    }
    assert len(orders) > 10


def test_a_scorer_that_breaks_the_rule_is_a_bug() -> None:
    (one,) = cleaners(1)
    with pytest.raises(AssertionError, match="does not keep the rule"):
        rank({one: Terms()}, [score(Terms()) + 1], HOUSE)


def test_more_time_to_spare_never_makes_lateness_likelier() -> None:
    chances = [late_permille(spare) for spare in range(-5, 40)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == 200
    assert chances[-1] == 0


@given(st.lists(st.integers(0, 2400), max_size=20))
def test_only_those_below_the_average_are_owed_work(minutes: list[int]) -> None:
    debts = fairness_debts(minutes, 420)
    average = sum(minutes) // max(1, len(minutes))
    assert len(debts) == len(minutes)
    assert all((debt > 0) == (average - own >= 15) for debt, own in zip(debts, minutes, strict=True))
