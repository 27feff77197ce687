"""Real time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime


class SystemClock:
    """The machine's own clock, in UTC."""

    async def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)


class SystemPause:
    """Waiting that takes its time."""

    async def wait(self, seconds: float) -> None:
        """Come back after so many seconds of real time."""
        await asyncio.sleep(seconds)
