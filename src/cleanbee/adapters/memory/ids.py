"""Ids and dice out of a seed: the same seed gives the same world."""

from __future__ import annotations

import base64
from random import Random
from uuid import UUID

FIRST_MS = 1_767_225_600_000
"""Ids are stamped from the first instant of 2026 on, one millisecond apart, so that they sort by age."""


class SeededIds:
    """Ids shaped like UUIDv7, rising, and the same again for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(f"ids {seed}")
        self._ms = FIRST_MS

    def new(self) -> UUID:
        """The next id."""
        self._ms += 1
        low = self._random.getrandbits(74)
        return UUID(int=self._ms << 80 | 0x7 << 76 | (low >> 62) << 64 | 0b10 << 62 | low & (1 << 62) - 1)


class SeededDice:
    """Chance and secrets out of a seed: nobody may keep a real secret with them."""

    def __init__(self, seed: int) -> None:
        self._random = Random(f"dice {seed}")

    def code(self) -> str:
        """A one-time code of six digits."""
        return f"{self._random.randrange(1_000_000):06d}"

    def token(self) -> str:
        """256 bits as url-safe text."""
        return base64.urlsafe_b64encode(self._random.randbytes(32)).rstrip(b"=").decode()

    def fraction(self) -> float:
        """A number in [0, 1)."""
        return self._random.random()
