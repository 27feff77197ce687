"""Giving committed events their places in the feed that sync, stream and webhooks read."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.ports.outbound.store import Store

MOST = 500


@dataclass(frozen=True)
class PlaceFeed:
    """Places what was committed since; one relay at a time, so places have no gaps."""

    store: Store

    async def __call__(self) -> int:
        """How many events got a place; safe to repeat."""
        async with self.store.begin() as work:
            return await work.feed.place_new(MOST)
