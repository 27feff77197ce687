"""Business time, read from the database: its own clock, or in a sandbox the clock row that can be moved."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cleanbee.adapters.postgres.pool import Pool
from cleanbee.adapters.postgres.unit import Unit

LIVE = "SELECT clock_timestamp()"
SANDBOX = (
    "SELECT coalesce((SELECT coalesce(frozen_at, clock_timestamp() + ahead) FROM sandbox_clock), clock_timestamp())"
)
_BEGIN = (
    "UPDATE sandbox_clock SET frozen_at = $1, ahead = $1 - clock_timestamp() "
    "WHERE frozen_at IS NULL AND ahead = interval '0' RETURNING 1"
)
_FREEZE = (
    "UPDATE sandbox_clock SET frozen_at = $1, ahead = $1 - clock_timestamp() "
    "WHERE coalesce(frozen_at, clock_timestamp() + ahead) <= $1 RETURNING 1"
)
_RUN_ON = "UPDATE sandbox_clock SET ahead = frozen_at - clock_timestamp(), frozen_at = NULL WHERE frozen_at IS NOT NULL"


def reading(*, sandbox: bool) -> str:
    """The statement that reads business time."""
    return SANDBOX if sandbox else LIVE


class Instants:
    """One unit's reading of business time: once, after its locks."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    async def now(self) -> datetime:
        """The instant this unit is judged by."""
        if self._unit.read_at is None:
            rows = await self._unit.read_of("sandbox_clock", reading(sandbox=self._unit.sandbox))
            self._unit.read_at = rows[0][0]
        at = self._unit.read_at
        assert at is not None
        return at


class PostgresClock:
    """Business time for code that has no unit of work."""

    def __init__(self, pool: Pool, *, sandbox: bool) -> None:
        self._pool = pool
        self._reading = reading(sandbox=sandbox)

    async def now(self) -> datetime:
        """The present instant in UTC.

        :raises Busy: the database did not answer in time.
        """
        return (await self._pool.fetch(self._reading))[0][0]


class PostgresTestClock:
    """The sandbox's own time, one row for all processes; it only goes forward."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def read(self) -> datetime:
        """The present business instant."""
        return (await self._pool.fetch(SANDBOX))[0][0]

    async def begin(self, at: datetime) -> bool:
        """Stand at the instant where a new sandbox begins, even in the past; false once its time was ever moved."""
        assert at.utcoffset() == timedelta(0), "instants are in UTC"
        return bool(await self._pool.fetch(_BEGIN, at))

    async def freeze(self, at: datetime) -> None:
        """Stand still at an instant, not before the present one.

        :raises ValueError: the instant lies in the past.
        """
        assert at.utcoffset() == timedelta(0), "instants are in UTC"
        moved: Any = await self._pool.fetch(_FREEZE, at)
        if not moved:
            raise ValueError(f"{at.isoformat()} lies in the past")

    async def run_on(self) -> None:
        """Let time run again from where it stands."""
        await self._pool.fetch(_RUN_ON)
