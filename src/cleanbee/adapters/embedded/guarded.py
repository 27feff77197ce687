"""Our side of the guardian: start a server through it, wait until it answers, stop it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from cleanbee.adapters.embedded.account import Account
from cleanbee.adapters.embedded.fault import ServerWouldNotStart
from cleanbee.adapters.embedded.folder import Place
from cleanbee.adapters.embedded.guardian import POLITE
from cleanbee.adapters.embedded.port import free_port

Running = TypeVar("Running")
GUARDIAN = Path(__file__).with_name("guardian.py")
LOOK_EVERY_S = 0.01
LOOKS = 6000  # one minute: a slow disk may have to replay a long journal
TRIES, PAUSE_S = 6, 0.5
PASSING = ("already in use", "lock file")  # the port went to somebody else; the server before is just ending


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server that runs: where it answers, what it is (``postgres 18.6``), and the guardian that ends it (0: none)."""

    url: str = field(repr=False)
    name: str
    guardian_pid: int = 0


@dataclass(frozen=True, kw_only=True)
class Launch:
    """How to start a server and how to end it; ``words`` go to its standard input, where no process list shows them."""

    command: tuple[str, ...]
    folder: Path
    account: Account
    place: Place
    log: Path
    polite: int
    abrupt: int
    words: str = ""

    def spec(self) -> bytes:
        """What the guardian reads: one line."""
        told = {
            "parent": os.getpid(),
            "command": self.command,
            "folder": str(self.folder),
            "uid": self.account.uid,
            "gid": self.account.gid,
            "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"} if os.name == "posix" else dict(os.environ),
            "polite": self.polite,
            "abrupt": self.abrupt,
            "input": self.words,
            "remove": str(self.place.path) if self.place.throwaway else "",
        }
        return json.dumps(told).encode() + b"\n"


@contextmanager
def on_a_free_port(launch: Callable[[int], Launch], answers: Callable[[int], bool]) -> Generator[tuple[int, int]]:
    """Start it on a free port, on another when somebody was quicker. Gives the port and the guardian's process id.

    :raises ServerWouldNotStart: with its last words.
    """
    with ExitStack() as stack:
        left = TRIES
        while True:
            port, left = free_port(), left - 1
            try:
                pid = stack.enter_context(guarded(launch(port), partial(answers, port)))
                break
            except ServerWouldNotStart as fault:
                if not left or not any(word in str(fault) for word in PASSING):
                    raise
                threading.Event().wait(PAUSE_S)
        yield port, pid


@contextmanager
def guarded(launch: Launch, answers: Callable[[], bool]) -> Generator[int]:
    """Start it and wait until it answers; leaving stops it politely. Gives the guardian's process id.

    :raises ServerWouldNotStart: it ended before it answered, or did not answer within a minute.
    """
    with launch.log.open("ab") as log:
        begin = log.tell()
        guardian = subprocess.Popen(
            [sys.executable, "-I", "-S", str(GUARDIAN)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is ours to answer; the servers stop when we say so
            pass_fds=launch.place.locks,  # held until the server is gone
        )
    assert guardian.stdin is not None
    try:
        guardian.stdin.write(launch.spec())
        guardian.stdin.flush()
        wait_for(guardian, answers, launch.log, begin)
        yield guardian.pid
    finally:
        end(guardian)


def wait_for(guardian: subprocess.Popen[bytes], answers: Callable[[], bool], log: Path, begin: int) -> None:
    """Look until it answers."""
    pause = threading.Event()
    for _ in range(LOOKS):
        if answers():
            return
        if guardian.poll() is not None:
            raise ServerWouldNotStart(last_words(log, begin))
        pause.wait(LOOK_EVERY_S)
    raise ServerWouldNotStart(f"no answer within a minute; its log is {log}")


def last_words(log: Path, begin: int) -> str:
    """What a server said before it ended, at most its last dozen lines."""
    said = log.read_bytes()[begin:].decode(errors="replace").strip().splitlines()
    return "\n".join(said[-12:]) or f"it ended without a word; its log is {log}"


def end(guardian: subprocess.Popen[bytes]) -> None:
    """Say stop, and wait until guardian and server are gone."""
    assert guardian.stdin is not None
    try:
        guardian.stdin.write(POLITE)
        guardian.stdin.close()
    except BrokenPipeError:
        pass
    guardian.wait()


@asynccontextmanager
async def in_a_thread(server: AbstractContextManager[Running]) -> AsyncGenerator[Running]:
    """The same for a caller with an event loop: starting and stopping block a thread, not the loop."""
    starting = asyncio.ensure_future(asyncio.to_thread(server.__enter__))
    try:
        running = await asyncio.shield(starting)
    except asyncio.CancelledError:
        await starting
        await asyncio.to_thread(server.__exit__, None, None, None)
        raise
    try:
        yield running
    finally:
        await asyncio.shield(asyncio.ensure_future(asyncio.to_thread(server.__exit__, None, None, None)))
