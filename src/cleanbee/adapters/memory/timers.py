"""Every future moment as a row, in memory; leases run in real time and are fenced by tokens."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from cleanbee.adapters.memory.rows import Rows, Table
from cleanbee.adapters.memory.unit import Unit
from cleanbee.domain.kernel import NoTimer, Timer, Value, with_
from cleanbee.ports.outbound.platform import Leased

LEASE_S = 60.0

TimerKey = tuple[str, UUID]


class TimerRow(Value, frozen=True, kw_only=True):
    """A timer, and who may act on it until when (seconds of the stopwatch)."""

    timer: Timer
    token: UUID | None = None
    leased_until: float = 0.0
    attempts: int = 0


def timers() -> Table[TimerKey, TimerRow]:
    """The table of timers, unique by kind and subject."""
    return Table("timer", index={"kind": lambda row: row.timer.kind})


class MemoryTimers:
    """Every future moment, as rows."""

    def __init__(self, unit: Unit, table: Table[TimerKey, TimerRow]) -> None:
        self._unit = unit
        self._rows: Rows[TimerKey, TimerRow] = unit.rows(table)

    async def find(self, kind: str, subject: UUID) -> Timer | None:
        """The timer, if it is set."""
        await self._unit.turn()
        row = self._rows.get((kind, subject))
        return None if row is None else row.timer

    async def lease_due(self, now: datetime, kinds: Collection[str], most: int, token: UUID) -> Sequence[Leased]:
        """Lease due timers of these kinds, earliest first, for 60 s of real time; leased ones are passed over."""
        await self._unit.turn()
        real = self._unit.stopwatch()
        free = [
            row
            for kind in set(kinds)
            for row in self._rows.where("kind", kind)
            if row.timer.due_at <= now and row.leased_until <= real
        ]
        leased: list[Leased] = []
        for row in sorted(free, key=lambda row: (row.timer.due_at, row.timer.kind, row.timer.subject)):
            key = (row.timer.kind, row.timer.subject)
            if len(leased) < most and self._rows.free_to_write(key):
                mine = with_(row, token=token, leased_until=real + LEASE_S, attempts=row.attempts + 1)
                self._rows.overwrite(key, mine)
                leased.append(Leased(token=token, attempt=mine.attempts, timer=row.timer))
        return leased

    async def done(self, leased: Leased) -> bool:
        """Forget a timer that was acted on; false when the lease was lost."""
        await self._unit.turn()
        assert leased.timer is not None, "a leased timer"
        key = (leased.timer.kind, leased.timer.subject)
        await self._unit.hold((self._rows.table.name, key))
        row = self._rows.get(key)
        if row is None or row.token != leased.token:
            return False
        return await self._rows.delete(key)

    async def next_due(self) -> datetime | None:
        """When the earliest timer is due."""
        await self._unit.turn()
        return min((row.timer.due_at for row in self._rows.all()), default=None)

    async def set(self, timer: Timer | NoTimer) -> None:
        """Set, move or forget a timer; whoever leased it before has lost it."""
        await self._unit.turn()
        key = (timer.kind, timer.subject)
        if isinstance(timer, NoTimer):
            await self._rows.delete(key)
        else:
            await self._unit.hold((self._rows.table.name, key))
            self._rows.overwrite(key, TimerRow(timer=timer))
