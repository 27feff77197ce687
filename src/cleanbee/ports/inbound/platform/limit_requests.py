"""Counting requests even when the shared counter is away."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import with_
from cleanbee.ports.outbound.limits import Limiter, LimiterAway, Rate, Verdict


@dataclass(frozen=True)
class LimitRequests:
    """Asks the shared counter; while that is away this process counts alone, at half the rate: others count too."""

    shared: Limiter
    alone: Limiter

    async def ask(self, who: str, rate: Rate) -> Verdict:
        """Take one request of this asker out of the rate; never raises."""
        try:
            return await self.shared.ask(who, rate)
        except LimiterAway:
            stricter = with_(rate, count=max(1, rate.count // 2), burst=max(1, rate.burst // 2))
            return await self.alone.ask(who, stricter)
