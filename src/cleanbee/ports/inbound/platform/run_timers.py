"""Doing what falls due: every future moment is a row, and each is acted on once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from cleanbee.ports.inbound.platform.lease import LeaseLost, TimerStep, finished
from cleanbee.ports.inbound.platform.repeat import repeat
from cleanbee.ports.outbound.clock import Pause
from cleanbee.ports.outbound.ids import Dice, Ids
from cleanbee.ports.outbound.platform import Leased
from cleanbee.ports.outbound.store import Store

MOST = 50


@dataclass(frozen=True)
class RunTimers:
    """Takes due timers, earliest first, and walks the step of each in one unit with forgetting the timer."""

    store: Store
    ids: Ids
    pause: Pause
    dice: Dice
    walks: Mapping[str, TimerStep]

    async def __call__(self, kinds: Collection[str] | None = None) -> int:
        """How many timers were acted on, of these kinds or of all; safe to repeat.

        :raises Unfinished: steps failed; their timers stay due, the others are done.
        """
        wanted = sorted(self.walks.keys() if kinds is None else self.walks.keys() & set(kinds))
        if not wanted:
            return 0
        async with self.store.begin() as work:
            leased = await work.timers.lease_due(await work.now(), wanted, MOST, self.ids.new())
        done = 0
        failed: list[Exception] = []
        for one in leased:
            try:
                await repeat(partial(self._act, one), self.pause, self.dice)
                done += 1
            except LeaseLost:
                continue
            except Exception as fault:
                failed.append(fault)
        return finished("timers", done, failed)

    async def _act(self, leased: Leased) -> None:
        """One due moment and all that follows from it: kept together, or not at all."""
        timer = leased.timer
        assert timer is not None, "leased from the timers"
        async with self.store.begin() as work:
            if not await work.timers.done(leased):
                raise LeaseLost
            await self.walks[timer.kind](work, timer)
