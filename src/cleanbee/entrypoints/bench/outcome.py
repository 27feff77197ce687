"""What a bench says: its figures, the ratio that counts, and the goal it is held against."""

from __future__ import annotations

from dataclasses import dataclass, field


class Missing(RuntimeError):
    """Something that a bench needs is not on this machine."""


@dataclass(frozen=True)
class Asked:
    """How a bench is to run: how long, with which seed."""

    quick: bool = True
    seed: int = 42
    peers: bool = False


@dataclass(frozen=True)
class Measured:
    """What was measured: ``ratio`` (ours to the peer) against ``goal``, when there is one."""

    name: str
    ratio: float
    goal: float | None
    figures: dict[str, object] = field(default_factory=dict[str, object])

    @property
    def reached(self) -> bool:
        """Whether the goal, if there is one, was reached."""
        return self.goal is None or self.ratio >= self.goal

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        against = "" if self.goal is None else f", goal {self.goal:g}: {'reached' if self.reached else 'not reached'}"
        return f"{self.name}: ratio {self.ratio:.2f}{against}."


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
