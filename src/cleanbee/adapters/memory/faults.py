"""The world's ways to fail, out of a seed: what never arrives, and what arrives though its answer is lost."""

from __future__ import annotations

from random import Random
from typing import Literal

Fate = Literal["well", "down", "never", "lost"]


class Faults:
    """How often (in thousandths of the calls) the other side is down, is never reached, or its answer is lost."""

    def __init__(self, seed: int = 0, *, down: int = 0, never: int = 0, lost: int = 0) -> None:
        assert min(down, never, lost) >= 0 and down + never + lost <= 1000, "thousandths of all calls"
        self._random = Random(f"faults {seed}")
        self._down, self._never, self._lost = down, never, lost
        self.counted: dict[Fate, int] = {"well": 0, "down": 0, "never": 0, "lost": 0}

    def next(self) -> Fate:
        """What becomes of the next call."""
        fate = self._draw()
        self.counted[fate] += 1
        return fate

    def heal(self) -> None:
        """From now on everything goes well."""
        self._down = self._never = self._lost = 0

    def _draw(self) -> Fate:
        draw = self._random.randrange(1000)
        shares: tuple[tuple[Fate, int], ...] = (("down", self._down), ("never", self._never), ("lost", self._lost))
        for fate, share in shares:
            if draw < share:
                return fate
            draw -= share
        return "well"
