"""The world's ways to fail, out of a seed: what never arrives, and what arrives though its answer is lost."""

from __future__ import annotations

from random import Random
from typing import Literal

Fate = Literal["well", "down", "never", "lost", "saved"]
"""``saved``: an error that is kept under the key, so that the same call meets it again, done or not."""


class Faults:
    """How often (in thousandths of the calls) the other side is down, unreached, loses an answer or keeps an error."""

    def __init__(self, seed: int = 0, *, down: int = 0, never: int = 0, lost: int = 0, saved: int = 0) -> None:
        assert min(down, never, lost, saved) >= 0 and down + never + lost + saved <= 1000, "thousandths of all calls"
        self._random = Random(f"faults {seed}")
        self._down, self._never, self._lost, self._saved = down, never, lost, saved
        self.counted: dict[Fate, int] = {"well": 0, "down": 0, "never": 0, "lost": 0, "saved": 0}

    def next(self) -> Fate:
        """What becomes of the next call."""
        fate = self._draw()
        self.counted[fate] += 1
        return fate

    def heal(self) -> None:
        """From now on everything goes well."""
        self._down = self._never = self._lost = self._saved = 0

    def coin(self) -> bool:
        """Whether a call that went wrong on the other side was done there all the same."""
        return self._random.random() < 0.5

    def _draw(self) -> Fate:
        draw = self._random.randrange(1000)
        shares: tuple[tuple[Fate, int], ...] = (
            ("down", self._down),
            ("never", self._never),
            ("lost", self._lost),
            ("saved", self._saved),
        )
        for fate, share in shares:
            if draw < share:
                return fate
            draw -= share
        return "well"
