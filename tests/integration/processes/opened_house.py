"""`cleanbee up` as a stranger starts it: a process of its own, looked at from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from cleanbee.adapters.embedded.port import free_port

RUN = (sys.executable, "-c", "from cleanbee.entrypoints.cli.main import main; main()")
PATIENCE_S = 90.0
LOOK_EVERY_S = 0.05
MORE_PORTS = 2


def until(so: Callable[[], bool], what: str) -> None:
    """Look until it is so; a deadline, not a pause, decides."""
    pause, end = threading.Event(), time.monotonic() + PATIENCE_S
    while not so():
        assert time.monotonic() < end, f"not within {PATIENCE_S:.0f} s: {what}"
        pause.wait(LOOK_EVERY_S)


def alone() -> dict[str, str]:
    """Our environment without anything that would name servers or settings."""
    ours = ("CLEANBEE_", "DATABASE_URL", "REDIS_URL", "PORT")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@dataclass
class Up:
    """A running `cleanbee up`."""

    process: subprocess.Popen[str]
    log: Path
    port: int
    ready: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def tree(self) -> list[psutil.Process]:
        """Every process that it started, and theirs."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def pid_of(self, name: str) -> int:
        """The process that a child's command line names just now."""
        for one in self.tree:
            try:
                if name in one.cmdline():
                    return one.pid
            except (psutil.NoSuchProcess, psutil.ZombieProcess):
                continue
        return 0

    def status(self, path: str) -> int:
        """What a GET is answered with; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as reply:
                return int(reply.status)
        except urllib.error.HTTPError as no:
            return no.code
        except OSError:
            return 0

    def stop(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """Stop it by a signal; its exit code, and the last line it printed."""
        self.process.send_signal(number)
        out, _ = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, out.strip().splitlines()[-1] if out.strip() else ""


@contextmanager
def opened(
    folder: Path, *args: str, port: int | None = None, told: dict[str, str] | None = None, command: str = "up"
) -> Generator[Up]:
    """Start it, or another command that opens a house, with these settings, and wait until it says that it is ready.

    Where no port is named and somebody was quicker with the free one, it tries the next.
    """
    up = start(folder, args, port, told, command)
    for _ in range(0 if port is not None else MORE_PORTS):
        if not up.ready.get("result", "").startswith(f"port {up.port} "):
            break
        up.process.wait(PATIENCE_S)
        up = start(folder, args, None, told, command)
    try:
        assert up.ready.get("ready"), f"it never became ready: {up.ready}\n{up.log.read_text('utf-8')}"
        yield up
    finally:
        if up.process.poll() is None:
            up.process.send_signal(signal.SIGTERM)
            up.process.communicate(timeout=PATIENCE_S)


def start(folder: Path, args: tuple[str, ...], port: int | None, told: dict[str, str] | None, command: str) -> Up:
    """Start it and wait for its first line: that it is ready, or why it is not."""
    where = port if port is not None else free_port()
    log = folder.parent / f"{folder.name}.log"
    with log.open("a", encoding="utf-8") as err:
        process = subprocess.Popen(
            [*RUN, command, "--json", "--port", str(where), "--data-dir", str(folder), *args],
            stdout=subprocess.PIPE,
            stderr=err,
            env=alone() | (told or {}),
            cwd=folder.parent,
            text=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    return Up(process, log, where, json.loads(line) if line else {})


def written(path: Path) -> list[dict[str, Any]]:
    """The lines of a file that another process writes; one that it is just writing is not there yet."""
    whole = path.read_text("utf-8").rpartition("\n")[0] if path.exists() else ""
    return [json.loads(line) for line in whole.splitlines()]


def left(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run; a process that ended and that nobody has asked about yet does not."""

    def runs(one: psutil.Process) -> bool:
        try:
            return one.is_running() and one.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    return [one for one in processes if runs(one)]
