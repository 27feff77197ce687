"""The compiled day is the rule: the same days, at the same points, and never a cheaper rest than there is."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from tests.thorough import explored

from cleanbee.adapters.numba.day_columns import Columns, columns_of
from cleanbee.adapters.numba.day_kernel import FAR, SCALE
from cleanbee.adapters.numba.day_pricing import MOST_FOUND, Pricing, no_days, worth_of
from cleanbee.domain.kernel import BookingId, with_
from cleanbee.domain.matching.day import Day, Shift, StartOption, Visit, table_of_ways
from cleanbee.domain.matching.day_route import costs, schedule
from cleanbee.ports.contracts.planner import cleaner, days
from cleanbee.ports.outbound.planner import Steps

pytestmark = pytest.mark.slow

Row = tuple[int, ...]


def by_the_rule(columns: Columns, cleaner: int, row: Row = ()) -> Iterator[tuple[Row, int]]:
    """Every row of nodes that the rule allows this cleaner, and its points."""
    day = columns.day
    for node, (visit, _) in enumerate(columns.options):
        if visit in {columns.options[one][0] for one in row}:
            continue
        longer = (*row, node)
        picks = [(day.visits[v], day.visits[v].options[o]) for v, o in (columns.options[one] for one in longer)]
        if schedule(columns.here, day.shifts[cleaner], picks) is not None:
            yield longer, costs(columns.here, day.shifts[cleaner], picks).points
            yield from by_the_rule(columns, cleaner, longer)


@explored(150)
@given(day=days(most_cleaners=2, most_visits=5))
def test_kernel_and_rule_know_the_same_days_at_the_same_points(day: Day) -> None:
    columns = columns_of(day)
    if not day.shifts or not day.visits:
        return
    pricing = Pricing(columns, Steps(0))
    free, everything = worth_of(np.zeros(columns.visits, np.int64), columns.cleaners), np.ones(columns.visits, bool)
    for one in range(columns.cleaners):
        found = pricing.near(one, free, FAR // 2, everything, MOST_FOUND)
        compiled = {
            tuple(int(node) for node in nodes if node >= 0): int(points)
            for nodes, points in zip(found.nodes, found.points, strict=True)
        }
        assert compiled == dict(by_the_rule(columns, one))


@explored(150)
@given(day=days(most_cleaners=2, most_visits=5))
def test_the_priced_least_is_the_least_of_all_days(day: Day) -> None:
    columns = columns_of(day)
    if not day.shifts or not day.visits:
        return
    prices = columns.unserved * SCALE * 2 // 3
    triples = np.array([[0, columns.visits - 1, columns.visits + 1]], np.int64)
    worth = worth_of(prices, columns.cleaners, triples, np.array([300 * SCALE], np.int64))
    priced = Pricing(columns, Steps(0)).price(worth, no_days())
    for one in range(columns.cleaners):
        least = 0
        for row, points in by_the_rule(columns, one):
            visits = {columns.options[node][0] for node in row} | {columns.visits + 1 + one}
            fine = 300 * SCALE * (len(visits & set(triples[0].tolist())) > 1 and len(set(triples[0].tolist())) > 2)
            least = min(least, points * SCALE - sum(int(prices[v]) for v in visits if v < columns.visits) + fine)
        if len(set(triples[0].tolist())) > 2:
            assert priced.least[one] == least


def test_the_compiled_day_takes_the_break_that_the_rule_asks_for() -> None:
    visit = Visit(
        booking=BookingId(UUID(int=9)),
        place=0,
        duration_min=200,
        options=(StartOption(first_min=480, last_min=480),),
        unserved=5_000,
    )
    for start, fits in ((690, False), (705, False), (720, True)):
        later = StartOption(first_min=start, last_min=start)
        second = with_(visit, booking=BookingId(UUID(int=10)), options=(later,))
        shift = Shift(cleaner=cleaner(0), home=0, start_min=480, end_min=1200)
        columns = columns_of(
            Day(shifts=(shift,), visits=(visit, second), places=1, ways=table_of_ways(1, lambda *_: 0))
        )
        free, both = worth_of(np.zeros(2, np.int64), 1), np.ones(2, bool)
        found = Pricing(columns, Steps(0)).near(0, free, FAR // 2, both, MOST_FOUND)
        assert ([0, 1] in found.nodes[:, :2].tolist()) is fits
        assert ((0, 1) in dict(by_the_rule(columns, 0))) is fits
