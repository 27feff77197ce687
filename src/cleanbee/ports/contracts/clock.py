"""What clocks promise: UTC, never backwards; the sandbox's own stands and runs as told."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest

from cleanbee.ports.outbound.clock import Clock, Pause, TestClock


class ClockContract:
    """Business time."""

    def open_clock(self) -> AbstractAsyncContextManager[Clock]:
        """A clock."""
        raise NotImplementedError

    async def test_instants_are_in_utc_and_never_go_back(self) -> None:
        async with self.open_clock() as clock:
            before = await clock.now()
            after = await clock.now()
            assert before.utcoffset() == timedelta(0)
            assert before <= after


class SandboxClockContract:
    """The sandbox's own time."""

    def open_test_clock(self) -> AbstractAsyncContextManager[TestClock]:
        """The clock of a sandbox."""
        raise NotImplementedError

    async def test_a_frozen_clock_stands_still(self) -> None:
        async with self.open_test_clock() as clock:
            target = await clock.read() + timedelta(days=3)
            await clock.freeze(target)
            assert [await clock.read(), await clock.read()] == [target, target]

    async def test_a_new_sandbox_may_begin_in_the_past_but_only_once(self) -> None:
        async with self.open_test_clock() as clock:
            first = await clock.read() - timedelta(days=200)
            assert await clock.begin(first)
            assert await clock.read() == first
            assert not await clock.begin(first - timedelta(days=1))
            assert await clock.read() == first

    async def test_time_that_was_moved_does_not_begin_anew(self) -> None:
        async with self.open_test_clock() as clock:
            target = await clock.read() + timedelta(days=1)
            await clock.freeze(target)
            assert not await clock.begin(target - timedelta(days=9))
            assert await clock.read() == target

    async def test_time_does_not_go_back(self) -> None:
        async with self.open_test_clock() as clock:
            target = await clock.read() + timedelta(days=3)
            await clock.freeze(target)
            with pytest.raises(ValueError, match=r".+"):
                await clock.freeze(target - timedelta(seconds=1))
            assert await clock.read() == target

    async def test_freezing_at_the_present_instant_is_allowed(self) -> None:
        async with self.open_test_clock() as clock:
            target = await clock.read() + timedelta(days=1)
            await clock.freeze(target)
            await clock.freeze(target)
            assert await clock.read() == target

    async def test_time_runs_on_from_where_it_stood(self) -> None:
        async with self.open_test_clock() as clock:
            target = await clock.read() + timedelta(days=2)
            await clock.freeze(target)
            await clock.run_on()
            assert target <= await clock.read() < target + timedelta(minutes=10)


class PauseContract:
    """Waiting."""

    def pause(self) -> Pause:
        """A way to wait."""
        raise NotImplementedError

    async def test_whoever_waits_comes_back(self) -> None:
        await self.pause().wait(0.001)
        await self.pause().wait(0)
