"""The town of the walks over memory; walks over other worlds bring their own ``build``."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.unit.ports.booking.walks import Build, Town, town

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.memory.store import MemoryStore


@pytest.fixture
def build() -> Build:
    """A town at an instant."""

    async def built(now: datetime, *, token: str = "card_ok", instant: bool = True) -> Town:
        clock, ids = ManualClock(now), SeededIds(7)
        return await town(clock, MemoryStore(clock, ids), ids, token=token, instant=instant)

    return built
