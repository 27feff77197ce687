"""What may be used and never be shown."""

from __future__ import annotations

from typing import Generic, TypeVar

S = TypeVar("S")


class Secret(Generic[S]):
    """A value that no print, log or error shows; ``opened`` is the one way to it."""

    __slots__ = ("_value",)

    def __init__(self, value: S) -> None:
        self._value = value

    @property
    def opened(self) -> S:
        """The value itself, for the call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "••••"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not copied out of its process")
