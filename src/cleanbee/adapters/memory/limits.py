"""Rate limits in this process: the generic cell rate algorithm over one instant per asker."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from cleanbee.ports.outbound.limits import Rate, Verdict

SWEEP_AT = 10_000


class MemoryLimiter:
    """Counts by the seconds of ``stopwatch``; forgets askers whose burst is whole again."""

    def __init__(self, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self._stopwatch = stopwatch
        self._whole_at: dict[tuple[str, str], float] = {}

    async def ask(self, who: str, rate: Rate) -> Verdict:
        """Take one request of this asker out of the rate."""
        now = self._stopwatch()
        step = rate.window_s / rate.count
        whole_at = max(now, self._whole_at.get((rate.name, who), now))
        after = whole_at + step
        room = now + rate.burst * step
        if after > room + step * 1e-9:
            return Verdict(passed=False, remaining=0, retry_after_s=after - room, reset_s=whole_at - now)
        self._whole_at[rate.name, who] = after
        self._sweep(now)
        return Verdict(passed=True, remaining=math.floor((room - after) / step + 1e-9), reset_s=after - now)

    def _sweep(self, now: float) -> None:
        if len(self._whole_at) >= SWEEP_AT:
            self._whole_at = {who: at for who, at in self._whole_at.items() if at > now}
