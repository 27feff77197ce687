"""Doing a walk again when somebody else was faster or the database was busy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from cleanbee.ports.outbound.clock import Pause
from cleanbee.ports.outbound.ids import Dice
from cleanbee.ports.outbound.store import Busy, OutcomeUnknown, Stale

T = TypeVar("T")

MOST_STALE = 3
MOST_BUSY = 3
FIRST_PAUSE_S = 0.02


async def repeat(walk: Callable[[], Awaitable[T]], pause: Pause, dice: Dice) -> T:
    """Walk until it is kept: at most three times more when stale, three when busy, with full jitter between.

    An unknown outcome is not repeated here: whoever drives looks for the kept answer first.

    :raises Stale: it kept losing.
    :raises Busy: it kept waiting.
    """
    stale = busy = 0
    while True:
        try:
            return await walk()
        except OutcomeUnknown:
            raise
        except Stale:
            stale += 1
            if stale > MOST_STALE:
                raise
        except Busy:
            busy += 1
            if busy > MOST_BUSY:
                raise
        await pause.wait(dice.fraction() * FIRST_PAUSE_S * 2 ** (stale + busy))
