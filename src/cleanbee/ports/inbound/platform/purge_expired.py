"""Forgetting what has ended, by the table of retention."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.platform.retention import RETENTION
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.store import Store

MOST = 1000


@dataclass(frozen=True)
class PurgeExpired:
    """Deletes in small units, so that nobody waits for it; safe to repeat, and to stop anywhere."""

    store: Store
    real_clock: Clock

    async def __call__(self) -> int:
        """How many rows went; fewer than asked for means that nothing is left."""
        real, gone = await self.real_clock.now(), 0
        for rule in RETENTION:
            async with self.store.begin() as work:
                now = real if rule.by == "real" else await work.now()
                gone += await work.retention.purge(rule.what, now - rule.after_end, MOST)
        return gone
