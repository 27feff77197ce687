"""Business time that stands still until somebody moves it, and waiting that takes no time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from cleanbee.ports.outbound.clock import Pause


class ManualClock:
    """A clock to be moved by hand, forward only; it can also run on from where it stands.

    ``stopwatch`` counts the real seconds by which it runs; without one it stands even then.
    """

    def __init__(self, at: datetime, stopwatch: Callable[[], float] = lambda: 0.0) -> None:
        assert at.utcoffset() == timedelta(0), "instants are in UTC"
        self._at = at
        self._stopwatch = stopwatch
        self._runs_since: float | None = None
        self._moved = False

    async def now(self) -> datetime:
        """The present instant in UTC."""
        return self._present()

    async def read(self) -> datetime:
        """The present business instant."""
        return self._present()

    async def begin(self, at: datetime) -> bool:
        """Stand at the instant where a new sandbox begins, even in the past; false once its time was ever moved."""
        if self._moved:
            return False
        self._at, self._runs_since, self._moved = at, None, True
        return True

    async def freeze(self, at: datetime) -> None:
        """Stand still at an instant, not before the present one.

        :raises ValueError: the instant lies in the past.
        """
        if at < self._present():
            raise ValueError(f"{at} lies before {self._present()}")
        self._at, self._runs_since, self._moved = at, None, True

    async def run_on(self) -> None:
        """Let time run again from where it stands."""
        self._at, self._runs_since = self._present(), self._stopwatch()

    def forward(self, by: timedelta) -> None:
        """Move on by so much."""
        assert by >= timedelta(0), "time does not go back"
        self._at += by
        self._moved = True

    def _present(self) -> datetime:
        if self._runs_since is None:
            return self._at
        return self._at + timedelta(seconds=self._stopwatch() - self._runs_since)


class VirtualPause(Pause):
    """Waiting that only gives way; ``waited`` is how many seconds it would have taken."""

    def __init__(self) -> None:
        self.waited = 0.0

    async def wait(self, seconds: float) -> None:
        """Come back at once, after everybody else had a turn."""
        self.waited += seconds
        await asyncio.sleep(0)
