"""The column-generation planner keeps the planners' promise."""

from __future__ import annotations

from functools import cache

import pytest

from cleanbee.adapters.numba.planner import NumbaPlanner
from cleanbee.ports.contracts.planner import DayPlannerContract
from cleanbee.ports.outbound.planner import DayPlanner

pytestmark = pytest.mark.slow


@cache
def compiled() -> NumbaPlanner:
    """Compiled once for all questions."""
    return NumbaPlanner()


class TestNumbaPlanner(DayPlannerContract):
    def open_planner(self) -> DayPlanner:
        return compiled()
