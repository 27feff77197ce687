from __future__ import annotations

from datetime import datetime

import pytest
from tests.unit.ports.booking.walks import Build, Town, town
from tests.unit.ports.matching.pass_on_walks import PassOnWalks
from tests.unit.ports.matching.plan_walks import PlanWalks

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.memory.store import MemoryStore


class TestPlansOverMemory(PlanWalks):
    @pytest.fixture
    def build(self) -> Build:
        async def built(now: datetime, *, token: str = "card_ok", instant: bool = True) -> Town:
            clock, ids = ManualClock(now), SeededIds(7)
            return await town(clock, MemoryStore(clock, ids), ids, token=token, instant=instant)

        return built


class TestPassingOnOverMemory(PassOnWalks):
    @pytest.fixture
    def build(self) -> Build:
        async def built(now: datetime, *, token: str = "card_ok", instant: bool = True) -> Town:
            clock, ids = ManualClock(now), SeededIds(7)
            return await town(clock, MemoryStore(clock, ids), ids, token=token, instant=instant)

        return built
