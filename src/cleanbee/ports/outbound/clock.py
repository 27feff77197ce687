"""Time for code that has no unit of work."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Business time outside a unit of work: log stamps, headers. It follows the sandbox clock too."""

    async def now(self) -> datetime:
        """The present instant in UTC."""
        ...


class Pause(Protocol):
    """Waiting, so that tests need not."""

    async def wait(self, seconds: float) -> None:
        """Come back after so many seconds of real time."""
        ...


class TestClock(Protocol):
    """The sandbox's own time: one for the whole sandbox, kept with the data, forward only."""

    async def read(self) -> datetime:
        """The present business instant."""
        ...

    async def begin(self, at: datetime) -> bool:
        """Stand at the instant where a new sandbox begins, even in the past; false once its time was ever moved."""
        ...

    async def freeze(self, at: datetime) -> None:
        """Stand still at an instant, not before the present one.

        :raises ValueError: the instant lies in the past.
        """
        ...

    async def run_on(self) -> None:
        """Let time run again from where it stands."""
        ...
