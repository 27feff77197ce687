"""Processes that can die: a set of tasks that are stopped at whatever they await, and started again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar

from cleanbee.entrypoints.simulator.loop import StepLoop
from cleanbee.entrypoints.simulator.time import Bell, Time
from cleanbee.entrypoints.simulator.trace import Trace
from cleanbee.ports.inbound.platform.lease import Drain, Unfinished
from cleanbee.ports.outbound.store import Busy, Stale

T = TypeVar("T")
DOWN_S = (0.5, 60.0)
POLL_S = 5.0
SELDOM_S = 3600.0


class Broken(Exception):
    """The process died before it answered: whoever asked does not know what came of it."""


class Process:
    """What runs in one process; ``up`` is whether there is one just now."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.up = True
        self.tasks: dict[asyncio.Task[Any], None] = {}

    async def serve(self, walk: Coroutine[Any, Any, T]) -> T:
        """Answer one request.

        :raises Broken: the process died.
        """
        task = asyncio.get_running_loop().create_task(walk)
        self.tasks[task] = None
        try:
            return await task
        except asyncio.CancelledError:
            if not task.cancelled():
                raise
            raise Broken(self.name) from None
        finally:
            self.tasks.pop(task, None)


class Worker(Process):
    """A process that does what is due: its drains in turn, until nothing is left to do."""

    def __init__(self, name: str, drains: Sequence[Drain], next_due: Callable[[], Awaitable[datetime | None]]) -> None:
        super().__init__(name)
        self.bell = Bell()
        self.idle = False
        self.bugs: list[str] = []
        self._drains = drains
        self._next_due = next_due

    async def work(self, time: Time) -> None:
        """Until it dies."""
        while True:
            due = await self._asked()
            if due is None or due > time.now:
                later = time.now + timedelta(seconds=SELDOM_S)
                self.idle = True
                await time.until(later if due is None else min(due, later), self.bell)
                self.idle = False
            elif not await self._round():
                await time.sleep(POLL_S, self.bell)

    async def _asked(self) -> datetime | None:
        try:
            return await self._next_due()
        except (Stale, Busy):
            return None

    async def _round(self) -> int:
        done = 0
        for drain in self._drains:
            try:
                done += await drain()
            except Unfinished as some:
                done += some.done
                self.bugs += [repr(one) for one in some.failed if not isinstance(one, Stale | Busy)]
            except (Stale, Busy):
                continue
        return done


class Chore:
    """What one of the workers does every so often; whoever dies over it leaves it to the next one."""

    def __init__(self, time: Time, every: timedelta, walk: Drain) -> None:
        self._time, self._every, self._walk = time, every, walk
        self.at = time.now + every

    async def __call__(self) -> int:
        """How much was done, if it is time."""
        if self._time.now < self.at:
            return 0
        done = await self._walk()
        self.at = self._time.now + self._every
        return done


class Crashes:
    """Which process dies when: after so many steps of the loop, at whatever just then is under way."""

    def __init__(self, loop: StepLoop, time: Time, dice: Random, trace: Trace) -> None:
        self._loop, self._time, self._dice, self._trace = loop, time, dice, trace
        self.processes: list[Process] = []
        self.workers: list[Worker] = []
        self.lapse: Callable[[], Awaitable[None]] | None = None
        self.happened = 0
        self._every = 0

    def begin(self, every_steps: int) -> None:
        """From now on, one crash in so many steps; 0: none any more."""
        self._every = every_steps
        self._loop.on_alarm = self._strike
        self._next()

    def start(self, worker: Worker) -> None:
        """Let a worker work; it is started again whenever it dies."""
        worker.up, worker.idle = True, False

        task = self._time.spawn(worker.work(self._time))
        worker.tasks = {task: None}

    def _next(self) -> None:
        if self._every:
            self._loop.alarm_at = self._loop.steps + self._dice.randint(1, 2 * self._every)

    def _strike(self) -> None:
        working = [one for one in self.workers if not one.idle]
        alive = [one for one in (*self.processes, *working) if one.up and one.tasks]
        if alive and self._every:
            victim = self._dice.choice(alive)
            victim.up = False
            self.happened += 1
            self._trace.note("crash", process=victim.name, tasks=len(victim.tasks))
            for task in list(victim.tasks):
                self._time.kill(task)
            self._time.spawn(self._back(victim))
        self._next()

    async def _back(self, process: Process) -> None:
        await self._time.sleep(self._dice.uniform(*DOWN_S))
        if self.lapse is not None:
            await self.lapse()
        if isinstance(process, Worker):
            self.start(process)
        process.up = True
