"""The proof of an assignment, what a pair is worth, and places that lie near each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbee.domain.kernel import Place
from cleanbee.domain.matching.assignment import Assignment, Market, certify, morton
from cleanbee.domain.matching.utility import Ask, Prospect, declared_acceptance, utility

BEST = Assignment(cleaner_of=(1, 0), profits=(9, 8), prices=(1, 0))
MARKET = Market(
    begins=(0, 2, 3), links=(0, 1, 0), utilities=(10, 9, 9), outside=(0, 0), promised=(False, False), cleaners=2
)


def test_duals_prove_the_best_assignment() -> None:
    assert certify(MARKET, BEST).proved
    assert certify(MARKET, BEST).primal == 18


@pytest.mark.parametrize(
    "wrong",
    [
        Assignment(cleaner_of=(0, -1), profits=(9, 8), prices=(1, 0)),
        Assignment(cleaner_of=(1, 0), profits=(9, 9), prices=(0, 0)),
        Assignment(cleaner_of=(1, 0), profits=(10, 9), prices=(0, -1)),
        Assignment(cleaner_of=(0, 0), profits=(9, 8), prices=(1, 0)),
        Assignment(cleaner_of=(1, 1), profits=(9, 8), prices=(1, 0)),
        Assignment(cleaner_of=(-1, -1), profits=(-5, 5), prices=(0, 0)),
    ],
    ids=["worth less", "prices too low", "a price below nothing", "a cleaner twice", "not linked", "below left open"],
)
def test_nothing_else_is_proved(wrong: Assignment) -> None:
    assert not certify(MARKET, wrong).proved


def test_a_promise_left_open_is_never_proved() -> None:
    market = Market(begins=(0, 0), links=(), utilities=(), outside=(0,), promised=(True,), cleaners=0)
    assert not certify(market, Assignment(cleaner_of=(-1,), profits=(0,), prices=())).proved


def test_a_pair_is_worth_its_chances_times_the_value_and_what_is_owed() -> None:
    assert utility(Prospect(made_permille=900, accept_permille=800, value=10_000)) == 7_200
    assert utility(Prospect(made_permille=900, accept_permille=800, value=10_000, owed=1_000)) == 7_800
    assert utility(Prospect(made_permille=900, accept_permille=800, value=10_000, owed=99_000)) == 13_200


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 10**6))
def test_whoever_is_owed_more_is_never_worth_less(value: int, owed: int, more: int) -> None:
    assert utility(Prospect(value=value, owed=owed + more)) >= utility(Prospect(value=value, owed=owed))


@given(st.integers(0, 300), st.integers(0, 3))
def test_a_longer_way_never_makes_a_yes_likelier(minutes: int, visits: int) -> None:
    near, far = (declared_acceptance(Ask(added_min=one, visits_here=visits)) for one in (minutes, minutes + 1))
    assert 0 <= far <= near <= 1000


def test_the_bits_of_both_coordinates_take_turns() -> None:
    south_west = Place(lat_e6=-90_000_000, lon_e6=-180_000_000)
    assert morton(south_west) == 0
    assert morton(Place(lat_e6=-90_000_000 + 0b101, lon_e6=-180_000_000 + 0b011)) == 0b100111
