"""Who plans a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cleanbee.domain.matching.day import Day
from cleanbee.domain.matching.day_plan import DayPlan, Standing


class Patience(Protocol):
    """How long a planner may still look for something better."""

    def spend(self, steps: int) -> None:
        """Tell that so many small steps of work were done: visits looked at, moves tried."""
        ...

    def left_s(self) -> float:
        """Seconds that are left, or what the steps that are left are worth; at most 0 when the answer is due."""
        ...


@dataclass
class Steps:
    """Patience counted in work: how much is looked at hardly depends on the machine and on who else uses it."""

    left: int
    a_second: int = 20_000_000

    def spend(self, steps: int) -> None:
        """Count them."""
        self.left -= steps

    def left_s(self) -> float:
        """What is left, as seconds of a usual machine."""
        return self.left / self.a_second


@dataclass
class Seconds:
    """Patience by somebody's stopwatch (wall clock, or the process's own time) up to a reading of it."""

    until: float
    stopwatch: Callable[[], float]

    def spend(self, steps: int) -> None:
        """Time passes by itself."""

    def left_s(self) -> float:
        """What is left of it."""
        return self.until - self.stopwatch()


class DayPlanner(Protocol):
    """Whoever plans days. Every plan keeps the rule of ``domain/matching/day_route.py``; how good it is differs."""

    def plan(self, day: Day, patience: Patience, standing: Standing = ()) -> DayPlan:
        """A plan that keeps every rule, with a lower bound on all plans: at once something, better with patience.

        Never worse than what can still be done of ``standing``. With patience that is spent the answer is the first
        plan found.
        """
        ...
