"""A bench with several goals: each a row of what was wanted and what was reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cleanbee.entrypoints.bench.outcome import Measured


@dataclass(frozen=True)
class Goal:
    """``reached`` should be at least (or ``most``: at most) ``wanted``; a stretch is reported and not judged."""

    what: str
    wanted: float
    reached: float
    most: bool = False
    stretch: bool = False

    @property
    def kept(self) -> bool:
        """Whether it was reached."""
        return self.reached <= self.wanted if self.most else self.reached >= self.wanted

    @property
    def row(self) -> str:
        """As people read it."""
        sign, verdict = "≤" if self.most else "≥", "reached" if self.kept else "not reached"
        return f"{sign} {self.wanted:g}, reached {self.reached:.3g}: {verdict}{' (stretch)' if self.stretch else ''}"


@dataclass(frozen=True)
class Judged(Measured):
    """Reached is: every goal that is no stretch."""

    goals: Sequence[Goal] = field(default_factory=tuple[Goal, ...])

    @property
    def reached(self) -> bool:
        """Whether all goals that count were reached."""
        return all(one.kept for one in self.goals if not one.stretch)

    @property
    def sentence(self) -> str:
        """How many goals were reached, and which were not."""
        counted = [one for one in self.goals if not one.stretch]
        missed = [one.what for one in counted if not one.kept]
        rest = f"; not reached: {', '.join(missed)}" if missed else ""
        return f"{self.name}: {len(counted) - len(missed)} of {len(counted)} goals reached{rest}."


def judged(name: str, goals: Sequence[Goal], figures: dict[str, object]) -> Judged:
    """The outcome, each goal a figure as well; its ratio is the first goal's."""
    rows: dict[str, object] = {f"goal: {one.what}": one.row for one in goals}
    return Judged(
        name=name, ratio=goals[0].reached, goal=goals[0].wanted, figures={**figures, **rows}, goals=tuple(goals)
    )
