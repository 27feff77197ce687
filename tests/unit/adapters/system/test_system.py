"""The machine's own clock, ids and dice keep the promises of their ports."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from cleanbee.adapters.system.chance import SystemDice, SystemIds
from cleanbee.adapters.system.clock import SystemClock, SystemPause
from cleanbee.ports.contracts.clock import ClockContract, PauseContract
from cleanbee.ports.contracts.ids import DiceContract, IdsContract


class TestSystemClock(ClockContract):
    """Real time."""

    @asynccontextmanager
    async def open_clock(self) -> AsyncGenerator[SystemClock]:
        yield SystemClock()


class TestSystemPause(PauseContract):
    """Real waiting."""

    def pause(self) -> SystemPause:
        return SystemPause()


class TestSystemIds(IdsContract):
    """UUIDv7 by the machine's clock."""

    def ids(self) -> SystemIds:
        return SystemIds()


class TestSystemDice(DiceContract):
    """Chance from the operating system."""

    def dice(self) -> SystemDice:
        return SystemDice()
