"""What one unit of work holds and has written; the ports of the contexts are views of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any, TypeVar, cast

from cleanbee.adapters.memory.locks import Holder, Locks
from cleanbee.adapters.memory.rows import Rows, Table
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Stale

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Unit:
    """One unit of work from entering to leaving."""

    def __init__(self, locks: Locks, clock: Clock, ids: Ids, stopwatch: Callable[[], float]) -> None:
        self.holder = Holder()
        self.locks = locks
        self.ids = ids
        self.stopwatch = stopwatch
        self._clock = clock
        self._now: datetime | None = None
        self._rows: dict[str, Rows[Any, Any]] = {}
        self._over = False
        self.spoilt: Exception | None = None
        self.judges: list[Callable[[], None]] = []

    def rows(self, table: Table[K, V]) -> Rows[K, V]:
        """This unit's sight of a table."""
        if table.name not in self._rows:
            self._rows[table.name] = Rows(self, table)
        return cast(Rows[K, V], self._rows[table.name])

    async def turn(self) -> None:
        """Let others run, as every question to a database does; nobody asks a unit that is over or spoilt."""
        assert not self._over, "the unit of work has ended"
        assert self.spoilt is None, f"a fault spoilt this unit ({self.spoilt!r}): let it leave the unit"
        await asyncio.sleep(0)

    async def now(self) -> datetime:
        """Business time, read once."""
        await self.turn()
        if self._now is None:
            self._now = await self._clock.now()
        return self._now

    async def hold(self, name: Hashable) -> None:
        """Hold a name to the end of this unit.

        :raises Busy: not free in time, or two units wait for each other.
        """
        try:
            await self.locks.take(self.holder, name)
        except Exception as fault:
            raise self.fault(fault) from None

    def fault(self, fault: Exception) -> Exception:
        """Note that a statement failed: as in a database, nothing more can be done in this unit."""
        self.spoilt = fault
        return fault

    def leave(self) -> None:
        """Keep everything written, at one instant, once the deferred constraints (``judges``) have nothing against it.

        :raises Stale: a row that was written over is no longer what was read, or a constraint says no.
        """
        if self.spoilt is not None:
            raise self.spoilt
        if not all(rows.unmoved() for rows in self._rows.values()):
            raise Stale("moved before leaving")
        for judge in self.judges:
            judge()
        for rows in self._rows.values():
            rows.keep()

    def end(self) -> None:
        """Let go of everything held, kept or not."""
        self._over = True
        self.locks.free(self.holder)
