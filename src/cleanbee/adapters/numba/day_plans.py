"""The walk from a day to its plan: something at once, then better, with the bound that was proved on the way."""

from __future__ import annotations

from random import Random

import numpy as np

from cleanbee.adapters.numba.day_choice import Choice, fill_in
from cleanbee.adapters.numba.day_columns import columns_of
from cleanbee.adapters.numba.day_dive import dive
from cleanbee.adapters.numba.day_kernel import SCALE
from cleanbee.adapters.numba.day_polish import Polish
from cleanbee.adapters.numba.day_prices import PriceSearch
from cleanbee.adapters.numba.day_pricing import Pricing
from cleanbee.domain.matching.day import Day
from cleanbee.domain.matching.day_route import Route
from cleanbee.ports.outbound.planner import Patience


def planned(day: Day, standing: tuple[Route, ...], patience: Patience, seed: int) -> tuple[tuple[Route, ...], int]:
    """The routes and the bound, in points."""
    if not day.shifts or not day.visits:
        return (), sum(visit.unserved for visit in day.visits)
    columns = columns_of(day)
    pricing = Pricing(columns, patience)
    choice = Choice(columns)
    for route in standing:
        choice.put_route(route)
    fill_in(choice, pricing, np.argsort(np.diff(columns.ends), kind="stable"))
    if patience.left_s() <= 0:
        return choice.routes(), 0
    there = choice.days.those(choice.nodes[:, 0] >= 0)
    prices = PriceSearch(columns, pricing, there, patience).run()
    if patience.left_s() > 0:
        dived = dive(pricing, prices, patience, Choice(columns), np.arange(columns.cleaners), Random(seed))
        choice = min(choice, dived, key=lambda one: one.objective)
    choice = Polish(columns, pricing, prices, choice, patience, seed).run()
    return choice.routes(), max(0, -(-prices.bound // SCALE))
