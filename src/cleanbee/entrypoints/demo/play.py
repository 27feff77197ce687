"""Time passes in small ticks, and in each of them people do what it is time for; what does not answer is waited for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx

from cleanbee.domain.platform.wallclock import local_of
from cleanbee.entrypoints.demo.cleaners import answer_offers, fall_ill, ride_and_clean
from cleanbee.entrypoints.demo.customers import after_the_visit, choose, shop
from cleanbee.entrypoints.demo.town import OFFICE, ZONE, Town, instant
from cleanbee.entrypoints.story.api import StoryFails
from cleanbee.ports.outbound.clock import Pause

LONGEST_WAIT_S = 15.0
NIGHT = (22 * 60, 6 * 60 + 30)
NIGHT_TIMES = 10
"""At night nobody works: its minutes pass ten times as fast, so that whoever looks on sees another day."""


@dataclass(frozen=True)
class Pace:
    """How many minutes of the sandbox pass in one tick, and how many real seconds a tick takes."""

    minutes: int
    seconds: float


def pace_of(speed: int) -> Pace:
    """So many times as fast as real time: a tick is a minute, or more where one would not last a second."""
    return Pace(minutes=max(1, speed // 60), seconds=max(1.0, 60 / speed))


@dataclass
class Play:
    """The town alive. ``stopwatch`` tells real seconds; ``ticks`` counts those that were done."""

    town: Town
    pause: Pause
    stopwatch: Callable[[], float]
    pace: Pace
    ticks: int = 0
    _trouble: int = field(default=0)

    async def __call__(self, most: int | None = None) -> None:
        """Until so many ticks are done; without a number for ever. A house that does not answer is waited for."""
        while most is None or self.ticks < most:
            began = self.stopwatch()
            try:
                await self._tick()
            except (httpx.TransportError, StoryFails) as gone:
                await self._back_off(gone)
                continue
            self.ticks, self._trouble = self.ticks + 1, 0
            await self.pause.wait(max(0.0, self.pace.seconds - (self.stopwatch() - began)))

    async def _tick(self) -> None:
        town = self.town
        town.calls = 0
        minutes = await self._pass_time()
        day = local_of(town.at, ZONE).day
        told = await town.get(OFFICE, f"/v1/board/{day}")
        town.board = told.body if told.yes else {}
        acts: tuple[Callable[[], Awaitable[None]], ...] = (
            lambda: ride_and_clean(town),
            lambda: choose(town),
            lambda: answer_offers(town, self.ticks),
            lambda: shop(town, minutes),
            lambda: after_the_visit(town),
            lambda: fall_ill(town, minutes),
        )
        for act in acts:
            await act()

    async def _pass_time(self) -> int:
        """The clock goes on by a tick, and the house does what falls due; how many minutes those were.

        :raises StoryFails: the clock does not move.
        """
        town, minutes = self.town, self.pace.minutes
        if town.now is not None and _is_night(local_of(town.now, ZONE).minute):
            minutes *= NIGHT_TIMES
        told = await town.post(OFFICE, "/v1/test_helpers/clock/advance", {"minutes": minutes if town.now else 0})
        moved = await town.api.must(told, "the clock")
        town.now = instant(moved["now_at"])
        return minutes

    async def _back_off(self, gone: Exception) -> None:
        self._trouble += 1
        wait = min(LONGEST_WAIT_S, 0.5 * 2 ** min(self._trouble, 6))
        self.town.line(f"The house does not answer ({type(gone).__name__}): again in {wait:.0f} s")
        await self.pause.wait(wait)


def _is_night(minute: int) -> bool:
    return minute >= NIGHT[0] or minute < NIGHT[1]
