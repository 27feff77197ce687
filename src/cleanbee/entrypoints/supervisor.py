"""Our own small supervisor: one process tree, restarted when a part dies, gone when we are."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cleanbee.entrypoints.lifeline import PARENT

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
SETTLED_S = 10.0
POLITE_S = 30.0
LINE_MOST = 1 << 20
RUN = ("-c", "from cleanbee.entrypoints.cli.main import main; main()")

Say = Callable[[str, str], None]


@dataclass(frozen=True)
class Child:
    """A process of ours: its name in the log, the `cleanbee` command it runs, and what it is told."""

    name: str
    args: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


@dataclass
class Life:
    """One child's life so far."""

    child: Child
    process: Process | None = None
    starts: int = 0
    task: asyncio.Task[None] | None = None


class Supervisor:
    """Starts children, shows their lines with their names, starts them again with growing pauses, ends them in turn.

    ``say`` is given a child's name and one line. Use it in one event loop, on the main thread.
    """

    def __init__(self, say: Say) -> None:
        self._say = say
        self._lives: dict[str, Life] = {}
        self._stopping = False

    async def __aenter__(self) -> Supervisor:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def start(self, child: Child) -> None:
        """Start a child and keep it alive from now on."""
        assert child.name not in self._lives, f"{child.name} runs already"
        life = Life(child)
        self._lives[child.name] = life
        life.task = asyncio.create_task(self._keep(life))

    async def run(self, child: Child) -> tuple[int, str]:
        """Run a child once, to its end; its exit code, and the last line it said."""
        process = await _spawn(child)
        last = await self._listen(child.name, process)
        return await process.wait(), last

    @property
    def pids(self) -> dict[str, int]:
        """The process id of every child that runs."""
        running = {name: life.process for name, life in self._lives.items()}
        return {name: one.pid for name, one in running.items() if one is not None and one.returncode is None}

    @property
    def starts(self) -> dict[str, int]:
        """How often every child was started."""
        return {name: life.starts for name, life in self._lives.items()}

    def signal(self, name: str, number: int) -> bool:
        """Send a running child a signal; false when it does not run just now."""
        process = self._lives[name].process
        if process is None or process.returncode is not None:
            return False
        process.send_signal(number)
        return True

    async def stop(self) -> None:
        """Ask every child to end, the last one started first, and kill whoever does not within 30 s."""
        self._stopping = True
        for life in reversed(list(self._lives.values())):
            await self._end(life)

    async def _end(self, life: Life) -> None:
        assert life.task is not None
        process = life.process
        if process is None or process.returncode is not None:
            life.task.cancel()
        else:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        done, _ = await asyncio.wait([life.task], timeout=POLITE_S)
        if not done and process is not None and process.returncode is None:
            self._say(life.child.name, f"did not stop within {POLITE_S:.0f} s: killed")
            process.kill()
            await asyncio.wait([life.task])

    async def _keep(self, life: Life) -> None:
        pause = FIRST_PAUSE_S
        while not self._stopping:
            began = time.monotonic()
            life.process = await _spawn(life.child)
            life.starts += 1
            await self._listen(life.child.name, life.process)
            code = await life.process.wait()
            if self._stopping:
                return
            pause = FIRST_PAUSE_S if time.monotonic() - began > SETTLED_S else min(pause * 2, LONGEST_PAUSE_S)
            self._say(life.child.name, f"ended with {code}: starting again in {pause:.1f} s")
            await asyncio.sleep(pause)

    async def _listen(self, name: str, process: Process) -> str:
        """Pass on what a child says until it says no more; its last line."""
        assert process.stdout is not None
        last = ""
        while line := await process.stdout.readline():
            last = line.decode("utf-8", "replace").rstrip("\n")
            self._say(name, last)
        return last


async def _spawn(child: Child) -> Process:
    """A child in a session of its own (Ctrl-C is ours to answer), tied to us by pid and by an open pipe."""
    environment = {**os.environ, **child.environment, PARENT: str(os.getpid()), "PYTHONUNBUFFERED": "1"}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *RUN,
        *child.args,
        stdin=PIPE,
        stdout=PIPE,
        stderr=STDOUT,
        env=environment,
        limit=LINE_MOST,
        start_new_session=True,
    )
