"""Real time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime


def present() -> datetime:
    """The present instant in UTC, for whoever sets a scene; what decides is given its instant."""
    return datetime.now(UTC)


class SystemClock:
    """The machine's own clock, in UTC."""

    async def now(self) -> datetime:
        """The present instant in UTC."""
        return present()


class SystemPause:
    """Waiting that takes its time."""

    async def wait(self, seconds: float) -> None:
        """Come back after so many seconds of real time."""
        await asyncio.sleep(seconds)
