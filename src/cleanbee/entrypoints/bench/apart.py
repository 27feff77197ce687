"""Each contender in a process of its own: its time, its memory, and nothing of anybody else's libraries."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

MOST_BYTES = 12 << 30
"""A contender that needs more memory has no answer."""

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Told(Generic[Answer]):
    """What a contender answered, or why it did not; seconds by the wall and of its own work, memory at its peak."""

    answer: Answer | None
    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_mb: int = 0
    why: str = ""


def ask_apart(work: Callable[..., Callable[[], Answer]], arguments: tuple[object, ...], most_s: float) -> Told[Answer]:
    """Run ``work(*arguments)()`` in a fresh process; only the inner call is timed, all of it ends after ``most_s``."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(theirs, work, arguments), daemon=True)
    process.start()
    theirs.close()
    try:
        told: Told[Answer] = mine.recv() if mine.poll(most_s) else Told(None, why=f"no answer in {most_s:.0f} s")
    except EOFError:
        told = Told(None, why="it died: out of memory, or a fault of its own")
    finally:
        process.kill()
        process.join()
        mine.close()
    return told


def _answer(out: Connection, work: Callable[..., Callable[[], Answer]], arguments: tuple[object, ...]) -> None:
    import resource

    os.dup2(2, 1)  # solvers greet on standard output, which belongs to the bench
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    try:
        ready = work(*arguments)
        wall, cpu = time.perf_counter(), time.process_time()
        answer = ready()
        took = time.perf_counter() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        out.send(Told(answer, *took, peak))
    except MemoryError:
        out.send(Told(None, why="it needs more than 12 GiB"))
    except ImportError as absent:
        out.send(Told(None, why=f"not installed: {absent.name}"))
