"""How often somebody may ask."""

from __future__ import annotations

from typing import Protocol

from cleanbee.domain.kernel import Value


class Rate(Value, frozen=True, kw_only=True):
    """So many requests in a window of seconds, evenly refilled; ``burst`` of them may come at once.

    A process that has to count alone lets through one part in ``alone`` of it, since others count alone as well.
    """

    name: str
    count: int
    window_s: int
    burst: int
    alone: int = 2

    def __post_init__(self) -> None:
        assert min(self.count, self.window_s, self.burst, self.alone) > 0, "a rate lets somebody through"


class Verdict(Value, frozen=True, kw_only=True):
    """Whether this request may pass, how many more may follow at once, and when (seconds) things change.

    ``retry_after_s`` is 0 when it passed; ``reset_s`` is when all of the burst is back.
    """

    passed: bool
    remaining: int
    retry_after_s: float = 0.0
    reset_s: float = 0.0


class LimiterAway(Exception):
    """Where the counts are kept could not be asked."""


class Limiter(Protocol):
    """Counts requests by real time."""

    async def ask(self, who: str, rate: Rate) -> Verdict:
        """Take one request of this asker out of the rate.

        :raises LimiterAway: could not be asked.
        """
        ...
