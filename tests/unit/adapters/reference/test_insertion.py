"""Insertion over the rule itself keeps the planners' promise."""

from __future__ import annotations

from cleanbee.adapters.reference.planner import ReferencePlanner, open_planner
from cleanbee.domain.matching.day import Day
from cleanbee.ports.contracts.planner import DayPlannerContract
from cleanbee.ports.outbound.planner import DayPlanner, Steps


class TestReferencePlanner(DayPlannerContract):
    def open_planner(self) -> DayPlanner:
        return ReferencePlanner()


async def test_it_opens_without_any_settings() -> None:
    async with open_planner(None) as planner:
        assert planner.plan(Day(shifts=(), visits=(), places=0, ways=b""), Steps(0)).objective == 0
