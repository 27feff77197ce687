"""Counting requests across all processes: GCRA in one script, so that two askers never read the same count."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Protocol, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from cleanbee.ports.outbound.fitness import for_real_people
from cleanbee.ports.outbound.limits import Limiter, LimiterAway, Rate, Verdict

# KEYS[1] the counter; ARGV: microseconds a request costs, how many may come at once.
# Returns passed (0/1), remaining, microseconds to wait, microseconds until all is back. Redis' own clock counts.
GCRA = """
local step, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local t = redis.call('TIME')
local now = tonumber(t[1]) * 1000000 + tonumber(t[2])
local full_at = tonumber(redis.call('GET', KEYS[1]) or now)
if full_at < now then full_at = now end
local free_at = full_at + step - burst * step
if free_at > now then return {0, 0, free_at - now, full_at - now} end
full_at = full_at + step
redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', math.ceil((full_at - now) / 1000))
return {1, math.floor((now - free_at) / step), 0, full_at - now}
"""
PATIENCE_S = 0.25


class RedisLimiter:
    """GCRA in one round trip."""

    def __init__(self, redis: Redis) -> None:
        self._script = redis.register_script(GCRA)

    async def ask(self, who: str, rate: Rate) -> Verdict:
        """Take one request out of the rate."""
        step = rate.window_s * 1_000_000 // rate.count
        keys = [f"limit:{rate.name}:{who}"]
        try:
            answer = cast("list[int]", await self._script(keys=keys, args=[step, rate.burst]))
        except (RedisError, OSError) as fault:
            raise LimiterAway(repr(fault)) from fault
        passed, remaining, wait, reset = answer
        return Verdict(
            passed=passed == 1, remaining=remaining, retry_after_s=wait / 1_000_000, reset_s=reset / 1_000_000
        )


class Asked(Protocol):
    """The settings that this adapter reads."""

    @property
    def redis_url(self) -> str:
        """Where Redis is."""
        ...


@for_real_people
@asynccontextmanager
async def open_limiter(settings: Asked) -> AsyncGenerator[Limiter]:
    """A limiter over all processes."""
    redis: Redis = Redis.from_url(  # pyright: ignore[reportUnknownMemberType] the library is untyped here
        settings.redis_url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S, protocol=2
    )
    try:
        yield RedisLimiter(redis)
    finally:
        await redis.aclose()
