"""A visit marked on its day in place leaves exactly what working the days out anew leaves."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbee.adapters.numba.columns import days_apart
from cleanbee.adapters.numba.search import NumbaSearch
from cleanbee.ports.contracts.search import PACE
from cleanbee.ports.contracts.towns import Town

pytestmark = pytest.mark.slow


def told_one_by_one(town: Town) -> NumbaSearch:
    """A search that looks at the town's days and hears of its claims afterwards, in any order."""
    search = NumbaSearch(PACE)
    for fact in (*town.cleaners, *town.hours):
        search.learn(fact)
    asyncio.run(search.when(town.when()))
    for claim in town.random.sample(town.claims, len(town.claims)):
        search.learn(claim)
    return search


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_days_told_claim_by_claim_are_those_worked_out_at_once(seed: int) -> None:
    market = told_one_by_one(Town(seed))._market
    columns = market.columns
    words, days = columns.words.copy(), days_apart(columns)
    for row in market.rows.values():
        columns.refresh(row)
    assert (words == columns.words).all()
    assert (days == days_apart(columns)).all()


def test_most_visits_of_calm_days_are_marked_in_place() -> None:
    marked = asked = 0
    for seed in range(20):
        town = Town(seed)
        market = told_one_by_one(town)._market if town.calm else None
        for claim in town.claims if market is not None else ():
            market.free(claim.id)
        for claim in town.claims if market is not None else ():
            asked += 1
            marked += market._mark(claim)
            market.learn_claim(claim)
    assert marked > asked // 3
