"""Lapsed holds are cleared away; they blocked nobody before either."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.ports.outbound.store import Store

MOST = 500


@dataclass(frozen=True)
class SweepHolds:
    """Deletes holds whose time is over, anybody's."""

    store: Store

    async def __call__(self) -> int:
        """How many there were; safe to repeat."""
        async with self.store.begin() as work:
            return await work.claims.drop_all_lapsed(await work.now(), MOST)
