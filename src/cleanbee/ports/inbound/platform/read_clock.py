"""What time it is in this house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.kernel import Value
from cleanbee.ports.inbound.platform.advance_clock import next_due
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.store import Store


class ClockShown(Value, frozen=True, kw_only=True):
    """The present business instant, and the earliest moment that something is waited for."""

    now: datetime
    next_due: datetime | None = None


@dataclass(frozen=True)
class ReadClock:
    """Reads the business clock."""

    store: Store
    clock: Clock

    async def __call__(self) -> ClockShown:
        """The instant now and the next due one."""
        async with self.store.begin() as work:
            due = await next_due(work)
        return ClockShown(now=await self.clock.now(), next_due=due)
