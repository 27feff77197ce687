"""Time that moves only when everybody sleeps: from one waited-for instant to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from contextvars import Context
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any, TypeVar

from cleanbee.ports.outbound.clock import Pause

T = TypeVar("T")
Tell = Callable[[datetime], Awaitable[None]]
Waiting = tuple[datetime, float, int, "asyncio.Future[None]"]


class Bell:
    """By ringing it somebody is woken before their time; a ring is kept for whoever does not sleep yet."""

    def __init__(self) -> None:
        self.sleeper: asyncio.Future[None] | None = None
        self.rung_for: datetime | None = None


class Time:
    """Business time of one world. Whoever is awake holds it; when the last one sleeps it leaps.

    ``tell`` is told each new instant before anybody wakes at it. Those who wake at one instant do so in an order that
    the ``dice`` decide.
    """

    def __init__(self, begin: datetime, dice: Random, tell: Tell) -> None:
        self.now = begin
        self.bugs: list[str] = []
        self._begin = begin
        self._dice = dice
        self._tell = tell
        self._waiting: list[Waiting] = []
        self._count = 0
        self._awake = 0
        self._quiet = asyncio.Event()
        self._asleep: dict[asyncio.Task[Any], asyncio.Future[None]] = {}
        self._sleeper: dict[asyncio.Future[None], asyncio.Task[Any]] = {}

    @property
    def seconds(self) -> float:
        """How long the world has been going on."""
        return (self.now - self._begin).total_seconds()

    async def sleep(self, seconds: float, bell: Bell | None = None) -> None:
        """Wake so many seconds later, or when the bell says."""
        await self.until(self.now + timedelta(seconds=seconds), bell)

    async def until(self, at: datetime, bell: Bell | None = None) -> None:
        """Wake at an instant, at once where it has passed, or when the bell says."""
        me = asyncio.current_task()
        assert me is not None, "only tasks sleep"
        future = asyncio.get_running_loop().create_future()
        self._asleep[me], self._sleeper[future] = future, me
        self._wait(max(at, self.now), future)
        if bell is not None:
            bell.sleeper = future
            if bell.rung_for is not None:
                self._wait(max(bell.rung_for, self.now), future)
                bell.rung_for = None
        self._less()
        try:
            await future
        except asyncio.CancelledError:
            self._rouse(me)
            raise
        finally:
            self._sleeper.pop(future, None)
            if bell is not None:
                bell.sleeper = None

    def ring(self, bell: Bell, seconds: float) -> None:
        """Wake whoever sleeps beside the bell so many seconds from now."""
        at = self.now + timedelta(seconds=seconds)
        if bell.sleeper is not None and not bell.sleeper.done():
            self._wait(at, bell.sleeper)
        elif bell.rung_for is None or at < bell.rung_for:
            bell.rung_for = at

    def spawn(self, walk: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Somebody more in the world, on their own."""
        self._awake += 1
        task = asyncio.get_running_loop().create_task(walk, context=Context())
        task.add_done_callback(self._ended)
        return task

    async def together(self, *walks: Coroutine[Any, Any, T]) -> list[T]:
        """Several things at once, awaited by one who does nothing else meanwhile; all end, then a fault is raised."""
        left = len(walks)
        self._awake += left - 1

        async def one(walk: Coroutine[Any, Any, T]) -> T:
            nonlocal left
            try:
                return await walk
            finally:
                left -= 1
                if left:
                    self._less()

        tasks = [asyncio.get_running_loop().create_task(one(walk)) for walk in walks]
        await asyncio.wait(tasks)
        return [task.result() for task in tasks]

    def kill(self, task: asyncio.Task[Any]) -> None:
        """Stop a task at whatever it awaits."""
        self._rouse(task)
        task.cancel()

    async def run(self, main: Coroutine[Any, Any, T]) -> T:
        """Let time pass until the main walk has ended."""
        self._awake += 1
        walk = asyncio.get_running_loop().create_task(main)
        walk.add_done_callback(lambda _: self._less())
        keeper = asyncio.get_running_loop().create_task(self._keep())
        try:
            done, _ = await asyncio.wait((walk, keeper), return_when=asyncio.FIRST_COMPLETED)
            if walk not in done:
                keeper.result()
            return await walk
        finally:
            for task in (keeper, walk):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def _keep(self) -> None:
        while True:
            await self._quiet.wait()
            self._quiet.clear()
            while self._awake == 0:
                if not await self._next():
                    return

    async def _next(self) -> bool:
        """Wake the next one; false when nobody waits for anything."""
        while self._waiting:
            at, _, _, future = heappop(self._waiting)
            if future.done():
                continue
            if at > self.now:
                self.now = at
                await self._tell(at)
            if future.done():
                continue
            self._rouse(self._sleeper[future])
            future.set_result(None)
            return True
        return False

    def _rouse(self, task: asyncio.Task[Any]) -> None:
        if self._asleep.pop(task, None) is not None:
            self._awake += 1

    def _wait(self, at: datetime, future: asyncio.Future[None]) -> None:
        self._count += 1
        heappush(self._waiting, (at, self._dice.random(), self._count, future))

    def _ended(self, task: asyncio.Task[None]) -> None:
        """One less; also where it was killed before its first step."""
        if not task.cancelled() and (bug := task.exception()) is not None:
            self.bugs.append(repr(bug))
        self._less()

    def _less(self) -> None:
        self._awake -= 1
        if self._awake == 0:
            self._quiet.set()


class Waits(Pause):
    """Waiting that takes the world's time."""

    def __init__(self, time: Time) -> None:
        self._time = time

    async def wait(self, seconds: float) -> None:
        """Come back after so many seconds of the world."""
        await self._time.sleep(seconds)
