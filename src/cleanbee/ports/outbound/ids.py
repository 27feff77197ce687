"""Ids, dice and secrets: everything that must not be guessed or repeated comes in here."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class Ids(Protocol):
    """Where ids come from."""

    def new(self) -> UUID:
        """A fresh UUIDv7."""
        ...


class Dice(Protocol):
    """Where chance and secrets come from."""

    def code(self) -> str:
        """A one-time code of six digits."""
        ...

    def token(self) -> str:
        """A secret of 256 bits, as url-safe text."""
        ...

    def fraction(self) -> float:
        """A number in [0, 1), for jitter."""
        ...
