"""Handing events on: whatever follows from what happened is done once, in the order of each aggregate's events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from cleanbee.ports.inbound.platform.lease import EventStep, LeaseLost, finished
from cleanbee.ports.inbound.platform.repeat import repeat
from cleanbee.ports.outbound.clock import Pause
from cleanbee.ports.outbound.ids import Dice, Ids
from cleanbee.ports.outbound.platform import Leased
from cleanbee.ports.outbound.store import Store

MOST = 50


@dataclass(frozen=True)
class RelayEvents:
    """Takes events that nobody handed on yet and walks the steps that follow from each, in one unit an event."""

    store: Store
    ids: Ids
    pause: Pause
    dice: Dice
    walks: Mapping[str, Sequence[EventStep]]

    async def __call__(self) -> int:
        """How many events were handed on; safe to repeat.

        :raises Unfinished: steps failed; their events stay due, the others are handed on.
        """
        async with self.store.begin() as work:
            leased = await work.feed.lease_events(MOST, self.ids.new())
        done = 0
        failed: list[Exception] = []
        stuck: set[object] = set()
        for one in leased:
            assert one.event is not None, "leased from the outbox"
            if one.event.aggregate in stuck:
                continue
            try:
                await repeat(partial(self._hand_on, one), self.pause, self.dice)
                done += 1
            except LeaseLost:
                stuck.add(one.event.aggregate)
            except Exception as fault:
                stuck.add(one.event.aggregate)
                failed.append(fault)
        return finished("events", done, failed)

    async def _hand_on(self, leased: Leased) -> None:
        """One event and all that follows from it: kept together, or not at all."""
        kept = leased.event
        assert kept is not None
        async with self.store.begin() as work:
            if not await work.feed.handed_on(leased):
                raise LeaseLost
            for step in self.walks.get(kept.event.kind, ()):
                await step(work, kept)
