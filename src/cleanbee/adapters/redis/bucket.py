"""Counting requests in this process alone, for when there is no Redis."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from cleanbee.ports.outbound.limits import Rate, Verdict

MOST_REMEMBERED = 10_000


class LocalBucket:
    """GCRA over a dictionary; forgets whom it has not seen for longest when it is full.

    ``share`` (in hundredths) makes it stricter than the rate says, since other processes count on their own.
    """

    def __init__(self, share: int = 100, stopwatch: Callable[[], float] = time.monotonic) -> None:
        assert 0 < share <= 100, "a share of the rate"
        self._share = share
        self._stopwatch = stopwatch
        self._full_at: OrderedDict[str, float] = OrderedDict()

    async def ask(self, who: str, rate: Rate) -> Verdict:
        """Take one request out of the rate."""
        now = self._stopwatch()
        burst = max(1, rate.burst * self._share // 100)
        step = rate.window_s * 100 / (rate.count * self._share)
        key = f"{rate.name}:{who}"
        full_at = max(self._full_at.get(key, now), now)
        free_at = full_at + step - burst * step
        if free_at > now + 1e-9:
            return Verdict(passed=False, remaining=0, retry_after_s=free_at - now, reset_s=full_at - now)
        self._full_at[key] = full_at + step
        self._full_at.move_to_end(key)
        if len(self._full_at) > MOST_REMEMBERED:
            self._full_at.popitem(last=False)
        left = int((now - free_at) / step + 1e-9)
        return Verdict(passed=True, remaining=left, reset_s=full_at + step - now)
