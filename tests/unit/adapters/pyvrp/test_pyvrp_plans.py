"""PyVRP behind the port keeps the planners' promise."""

from __future__ import annotations

import pytest

pytest.importorskip("pyvrp", reason="the extra `pyvrp` is not installed")

from cleanbee.adapters.pyvrp.planner import PyvrpPlanner
from cleanbee.ports.contracts.planner import DayPlannerContract
from cleanbee.ports.outbound.planner import DayPlanner

pytestmark = pytest.mark.slow


class TestPyvrpPlanner(DayPlannerContract):
    def open_planner(self) -> DayPlanner:
        return PyvrpPlanner()
