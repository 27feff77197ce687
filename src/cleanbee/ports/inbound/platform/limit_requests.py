"""Counting requests even when the shared counter is away."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import with_
from cleanbee.ports.outbound.limits import Limiter, LimiterAway, Rate, Verdict


@dataclass(frozen=True)
class LimitRequests:
    """Asks the shared counter; while that is away this process counts alone, at a part of it: others count too."""

    shared: Limiter
    alone: Limiter

    async def ask(self, who: str, rate: Rate) -> Verdict:
        """Take one request of this asker out of the rate; never raises."""
        try:
            return await self.shared.ask(who, rate)
        except LimiterAway:
            part = max(1, rate.count // rate.alone), max(1, rate.burst // rate.alone)
            stricter = with_(rate, count=part[0], burst=part[1])
            return await self.alone.ask(who, stricter)
