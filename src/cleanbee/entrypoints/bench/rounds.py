"""Contenders in processes of their own, asked in turns: times, CPU, memory and answers, round by round."""

from __future__ import annotations

import json
import os
import resource
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
ANSWERED = "answered"


@dataclass(frozen=True)
class Round:
    """One answer: seconds by the clock and of CPU, peak memory of the process so far, and what came out."""

    wall_s: float
    cpu_s: float
    peak_mib: int
    answer: int


@dataclass
class Contender:
    """A process that solves one task whenever it is asked, until it is late once."""

    name: str
    process: subprocess.Popen[str]
    state: str = ANSWERED
    rounds: list[Round] = field(default_factory=list[Round])

    def ask(self, budget_s: float) -> None:
        """Let it solve once more; too late, absent or dead is no answer, and it is not asked again."""
        assert self.process.stdin is not None and self.process.stdout is not None, "made with pipes"
        if self.state != ANSWERED:
            return
        try:
            print("go", file=self.process.stdin, flush=True)
        except BrokenPipeError:
            self.state = "no answer: it ended"
            return
        ready, _, _ = select.select([self.process.stdout], [], [], budget_s)
        line = self.process.stdout.readline() if ready else ""
        late = "no answer" if ready else f"no answer in {budget_s:g} s"
        told: dict[str, Any] = json.loads(line) if line else {"state": late}
        if "state" in told:
            self.state = told["state"]
            self.stop()
        else:
            self.rounds.append(Round(**told))

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()

    def figures(self) -> dict[str, object]:
        """Median and spread of what it took."""
        if not self.rounds:
            return {"state": self.state}
        walls = [one.wall_s for one in self.rounds]
        told: dict[str, object] = {
            "median_s": round(statistics.median(walls), 4),
            "median_cpu_s": round(statistics.median(one.cpu_s for one in self.rounds), 4),
            "spread": f"{min(walls):.4f} to {max(walls):.4f}",
            "cpu_to_wall": round(sum(one.cpu_s for one in self.rounds) / sum(walls), 2),
            "peak_mib": max(one.peak_mib for one in self.rounds),
            "rounds": len(walls),
        }
        return told if self.state == ANSWERED else told | {"state": self.state}


def start(name: str, code: str) -> Contender:
    """Start a contender: Python ``code`` that ends in ``serve(…)``, each library on one thread."""
    env = dict(os.environ) | dict.fromkeys(THREADS, "1")
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", code], text=True, env=env, stdin=pipe, stdout=pipe)
    return Contender(name, process)


def serve(prepare: Callable[[], Callable[[], int]]) -> None:
    """In the contender's process: prepare once, then solve at each line that comes in, and say what it took."""
    solve: Callable[[], int] | None = None
    for _ in sys.stdin:
        try:
            solve = solve or prepare()
        except ModuleNotFoundError as missing:
            _say({"state": f'absent: {missing.name}; pip install "cleanbee[bench]"'})
            return
        wall, cpu = time.perf_counter(), time.process_time()
        answer = solve()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        _say({"wall_s": wall, "cpu_s": cpu, "peak_mib": peak, "answer": answer})


def _say(what: dict[str, object]) -> None:
    print(json.dumps(what), file=sys.__stdout__, flush=True)


def ratios(ours: Contender, theirs: list[Contender]) -> list[float]:
    """How many times more CPU the best of them took in each round that both answered.

    All run on one thread, so on a shared machine CPU says what the clock would say on one that is not.
    """
    found: list[float] = []
    for number, mine in enumerate(ours.rounds):
        times = [one.rounds[number].cpu_s for one in theirs if number < len(one.rounds)]
        if times:
            found.append(min(times) / mine.cpu_s)
    return found
