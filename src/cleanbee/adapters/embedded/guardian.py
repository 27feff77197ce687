"""Stands between us and a server, so that the server never outlives us, not even when we are killed with -9.

Run as a program of its own: `python -I -S guardian.py`, with one line of JSON on standard input that says what to
start. The open pipe is the sign of life: when it ends, or when the guardian has another parent than at first, the
server is told to stop, and killed when it does not. The server in turn dies with the guardian (Linux). Standard
library alone; nothing of CleanBee is imported, so that it is there within milliseconds.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
LOOK_EVERY_S = 0.2
POLITE = b"stop\n"


def dying_with_parent(number: int) -> Callable[[], None] | None:
    """For a child about to start: Linux sends it this signal when its parent is gone; elsewhere nothing happens.

    All is loaded here: the child's account may not be able to read our libraries.
    """
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(SET_PARENT_DEATH_SIGNAL, number, 0, 0, 0)


def start(spec: dict[str, Any]) -> subprocess.Popen[bytes]:
    """Start the server under its account. The death signal is set last: changing the account clears it."""
    child = subprocess.Popen(
        spec["command"],
        stdin=subprocess.PIPE,
        cwd=spec["folder"],
        env=spec["env"],
        preexec_fn=dying_with_parent(spec["abrupt"]),  # noqa: PLW1509  no thread runs yet
        user=spec["uid"],
        group=spec["gid"],
        extra_groups=None if spec["uid"] is None else [],
    )
    assert child.stdin is not None
    child.stdin.write(spec["input"].encode())
    child.stdin.close()
    return child


def stop(child: subprocess.Popen[bytes], number: int, patience_s: float) -> int:
    """Ask, wait, and when that does not help kill."""
    if child.poll() is None:
        child.send_signal(number)
    try:
        return child.wait(patience_s)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


def said() -> Iterator[bytes]:
    """What the parent says, line by line; the last, empty word means that it is gone.

    Read without Python's buffer: a thread that waits inside it would abort the interpreter at its end.
    """
    kept = b""
    while True:
        while b"\n" in kept:
            line, _, kept = kept.partition(b"\n")
            yield line + b"\n"
        more = os.read(0, 65536)
        if not more:
            yield b""
            return
        kept += more


def listen(parent: Iterator[bytes], words: queue.Queue[bytes]) -> None:
    """Pass on what the parent says."""
    for word in parent:
        words.put(word)


def guard(spec: dict[str, Any], lines: Iterator[bytes]) -> tuple[int, bool]:
    """Stay until the server ends by itself, is told to stop, or has lost its parent; its exit code, and the last."""
    child = start(spec)
    words: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=listen, args=(lines, words), daemon=True).start()
    while child.poll() is None:
        try:
            word = words.get(timeout=LOOK_EVERY_S)
        except queue.Empty:
            if not orphaned(spec):
                continue
            word = b""
        if word == POLITE:
            return stop(child, spec["polite"], 30), False
        return stop(child, spec["abrupt"], 5), True  # a pipe that ends without a word: nobody is there to say it
    return child.wait(), orphaned(spec)


def orphaned(spec: dict[str, Any]) -> bool:
    """Whether the process that started us is no longer our parent."""
    return os.getppid() != spec["parent"]


def main() -> int:
    """Read what to guard, guard it, and leave nothing behind."""
    if os.name == "posix":
        for number in (signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
    lines = said()
    line = next(lines)
    if not line:
        return 0
    spec = json.loads(line)
    code, alone = guard(spec, lines)
    if alone and spec["remove"]:
        shutil.rmtree(spec["remove"], ignore_errors=True)  # else our parent does it, when it has read the log
    return code


if __name__ == "__main__":
    sys.exit(main())
