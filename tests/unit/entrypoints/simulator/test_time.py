"""Time that leaps: nobody waits, the order is the dice's, and whoever is killed leaves no hole in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

import pytest

from cleanbee.entrypoints.simulator.loop import StepLoop, Stuck
from cleanbee.entrypoints.simulator.time import Bell, Time, Waits

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
T = TypeVar("T")


def lived(walk: Callable[[Time], Awaitable[T]], seed: int = 1) -> T:
    """Walk in a world of its own."""
    loop = StepLoop(Random(seed))

    async def world() -> T:
        told: list[datetime] = []

        async def tell(at: datetime) -> None:
            told.append(at)

        virtual = Time(BEGIN, Random(seed), tell)

        async def main() -> T:
            return await walk(virtual)

        try:
            return await virtual.run(main())
        finally:
            assert told == sorted(set(told)), "each instant is told once, in order"

    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(world())


def test_a_year_takes_no_time() -> None:
    async def walk(virtual: Time) -> datetime:
        await virtual.until(BEGIN + 8760 * HOUR)
        return virtual.now

    assert lived(walk) == BEGIN + 8760 * HOUR


def test_nobody_wakes_before_their_time_and_a_bell_wakes_earlier() -> None:
    async def walk(virtual: Time) -> list[tuple[str, float]]:
        woken: list[tuple[str, float]] = []
        bell = Bell()

        async def sleeper(name: str, seconds: float, by: Bell | None = None) -> None:
            await virtual.sleep(seconds, by)
            woken.append((name, virtual.seconds))

        virtual.spawn(sleeper("late", 30.0))
        virtual.spawn(sleeper("rung", 1000.0, bell))
        await virtual.sleep(5.0)
        virtual.ring(bell, 2.0)
        await virtual.sleep(2000.0)
        return woken

    assert lived(walk) == [("rung", 7.0), ("late", 30.0)]


def test_a_ring_that_nobody_sleeps_beside_is_kept() -> None:
    async def walk(virtual: Time) -> float:
        bell = Bell()
        virtual.ring(bell, 3.0)
        await virtual.sleep(1.0)
        await virtual.sleep(1000.0, bell)
        return virtual.seconds

    assert lived(walk) == 3.0


def test_whoever_is_killed_in_their_sleep_or_at_work_does_not_stop_time() -> None:
    async def walk(virtual: Time) -> list[str]:
        told: list[str] = []

        async def victim(seconds: float) -> None:
            try:
                await virtual.sleep(seconds)
                await asyncio.get_running_loop().create_future()
            finally:
                told.append("gone")

        sleeping, working, unborn = (virtual.spawn(victim(seconds)) for seconds in (100.0, 0.0, 5.0))
        virtual.kill(unborn)
        await virtual.sleep(0.0)
        for _ in range(50):
            await asyncio.sleep(0)
        virtual.kill(sleeping)
        virtual.kill(working)
        await virtual.sleep(10.0)
        return told

    assert lived(walk) == ["gone", "gone"]


def test_all_that_is_done_together_has_ended_before_a_fault_is_told() -> None:
    async def walk(virtual: Time) -> float:
        async def fails() -> None:
            await virtual.sleep(1.0)
            raise ValueError("no")

        with pytest.raises(ValueError, match="no"):
            await virtual.together(fails(), virtual.sleep(9.0))
        return virtual.seconds

    assert lived(walk) == 9.0


def test_who_runs_next_is_decided_by_the_dice_and_by_nothing_else() -> None:
    async def walk(virtual: Time) -> str:
        order: list[str] = []

        async def one(name: str) -> None:
            for _ in range(3):
                await asyncio.sleep(0)
                order.append(name)

        await virtual.together(*(one(name) for name in "abcd"))
        return "".join(order)

    assert lived(walk, 1) == lived(walk, 1)
    assert len({lived(walk, seed) for seed in range(5)}) > 1


def test_waiting_in_the_house_takes_the_worlds_time() -> None:
    async def walk(virtual: Time) -> float:
        await Waits(virtual).wait(0.25)
        return virtual.seconds

    assert lived(walk) == 0.25


def test_a_world_in_which_everybody_waits_for_nothing_says_so() -> None:
    async def forever() -> None:
        await asyncio.get_running_loop().create_future()

    loop = StepLoop(Random(1))
    with asyncio.Runner(loop_factory=lambda: loop) as runner, pytest.raises(Stuck):
        runner.run(forever())
