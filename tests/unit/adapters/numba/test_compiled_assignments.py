"""The compiled assigner keeps the promise, and is as good as the plain one on thousands of markets."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest
from hypothesis import given
from tests.thorough import examples, explored

from cleanbee.adapters.numba.assigner import NumbaAssigner
from cleanbee.adapters.reference.assigner import ReferenceAssigner
from cleanbee.domain.kernel import with_
from cleanbee.domain.matching.assignment import Market, certify
from cleanbee.ports.contracts.assigner import AssignerContract, market_of, markets, most
from cleanbee.ports.outbound.assigner import Assigner

pytestmark = pytest.mark.slow


@cache
def compiled() -> NumbaAssigner:
    """Compiled once for all questions."""
    return NumbaAssigner()


class TestNumbaAssigner(AssignerContract):
    def open_assigner(self) -> Assigner:
        return compiled()


@explored(2000)
@given(market=markets(promises=True))
def test_it_is_as_good_as_the_plain_one_on_every_small_market(market: Market) -> None:
    ours, plain = compiled().assign(market), ReferenceAssigner().assign(market)
    assert bool(ours.unkept) == bool(plain.unkept)
    if not ours.unkept:
        assert certify(market, ours).primal == certify(market, plain).primal == most(market)


def city(random: Random, bookings: int, cleaners: int, dearest: int) -> Market:
    """A market larger than any that can be tried out, where each booking has a few neighbours."""
    rows = [
        {(b * cleaners // bookings + random.randrange(30)) % cleaners: random.randrange(-5, dearest) for _ in range(8)}
        for b in range(bookings)
    ]
    return market_of(rows, [random.randrange(3) for _ in rows], [False] * bookings, cleaners)


@pytest.mark.parametrize("seed", range(examples(40)))
def test_larger_markets_and_their_changes_are_proved_too(seed: int) -> None:
    random = Random(seed)
    market = city(random, random.randrange(100, 400), random.randrange(100, 400), random.choice([4, 100, 10**6]))
    answer = compiled().assign(market)
    assert certify(market, answer).proved
    changed = with_(market, utilities=tuple(u + (random.random() < 0.02) * 50 for u in market.utilities))
    again, fresh = compiled().again(changed, answer), compiled().assign(changed)
    assert certify(changed, again).proved
    assert certify(changed, again).primal == certify(changed, fresh).primal
