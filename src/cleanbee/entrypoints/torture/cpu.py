"""Processor time of our own processes: what a request costs, whoever else wants the cores meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

STAT = "/proc/{pid}/stat"
USER, SYSTEM = 11, 12
"""Which fields after the name: clock ticks in user and in kernel mode, all threads together."""


def used_s(pids: Iterable[int]) -> float | None:
    """Seconds of processor time these processes have used so far; None where the system does not tell."""
    try:
        ticks = sum(_ticks(Path(STAT.format(pid=pid)).read_text("ascii")) for pid in pids)
        return ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError, ValueError):
        return None


def each_ms(before: float | None, after: float | None, count: int) -> float | None:
    """Milliseconds for each of ``count``; None where it is not known."""
    if before is None or after is None or count == 0:
        return None
    return round((after - before) * 1000 / count, 2)


def _ticks(line: str) -> int:
    fields = line.rpartition(") ")[2].split()
    return int(fields[USER]) + int(fields[SYSTEM])
