"""What a rate limit promises: a burst at once, then an even flow, each asker for themselves."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from cleanbee.ports.contracts.racing import all_well
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.limits import Limiter, Rate, Verdict


class LimiterContract:
    """Rate limits."""

    def open_limiter(self) -> AbstractAsyncContextManager[Limiter]:
        """A limiter whose memory works."""
        raise NotImplementedError

    def fresh_ids(self) -> Ids:
        """Ids that this limiter has not seen."""
        raise NotImplementedError

    async def test_a_burst_passes_at_once_and_the_next_request_does_not(self) -> None:
        async with self.open_limiter() as limiter:
            who, rate = self._new(burst=5)
            verdicts = [await limiter.ask(who, rate) for _ in range(7)]
            assert [one.passed for one in verdicts] == [True] * 5 + [False] * 2
            assert [one.remaining for one in verdicts] == [4, 3, 2, 1, 0, 0, 0]

    async def test_whoever_is_stopped_is_told_when_to_come_back(self) -> None:
        async with self.open_limiter() as limiter:
            who, rate = self._new(burst=1)
            assert (await limiter.ask(who, rate)).retry_after_s == 0
            stopped = await limiter.ask(who, rate)
            assert not stopped.passed
            assert 0 < stopped.retry_after_s <= rate.window_s / rate.count
            assert 0 < stopped.reset_s <= rate.window_s

    async def test_askers_and_rates_do_not_share_what_they_may(self) -> None:
        async with self.open_limiter() as limiter:
            who, rate = self._new(burst=1)
            someone, another = self._new(burst=1)
            assert (await limiter.ask(who, rate)).passed
            assert (await limiter.ask(someone, rate)).passed
            assert (await limiter.ask(who, another)).passed
            assert not (await limiter.ask(who, rate)).passed

    async def test_of_many_requests_at_once_no_more_than_the_burst_pass(self) -> None:
        async with self.open_limiter() as limiter:
            who, rate = self._new(burst=4)

            async def ask() -> Verdict:
                return await limiter.ask(who, rate)

            verdicts = await all_well(*(ask() for _ in range(20)))
            assert sum(one.passed for one in verdicts) == 4

    def _new(self, *, burst: int) -> tuple[str, Rate]:
        """An asker and a rate that nobody used, so slow that no test outlasts one step of it."""
        ids = self.fresh_ids()
        return ids.new().hex, Rate(name=ids.new().hex, count=10, window_s=36_000, burst=burst)
