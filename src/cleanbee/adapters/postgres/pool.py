"""The connections of one process: at most a second to get one, every statement and lock with its limit."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from cleanbee.adapters.postgres.connect import NO_ANSWER
from cleanbee.adapters.postgres.constraints import fault_of
from cleanbee.ports.outbound.store import Busy

ACQUIRE_S = 1.0
LIMITS = {
    "statement_timeout": "3000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "5000",
    "timezone": "UTC",
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",  # planning a unit's writes anew each time cost half of writing them
    "application_name": "cleanbee",
}
ANSWER_S = 5.0
"""The driver's own patience, for a server that is gone without saying so: longer than the statement limit."""


_DRIVER: Any = asyncpg  # its functions carry no types


class Pool:
    """asyncpg's pool, with faults in the ports' words."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self._at_hand: list[Any] = []
        self._waiting = 0
        self._closing = False

    @asynccontextmanager
    async def connection(self) -> AsyncGenerator[Any]:
        """A connection of one's own for a while.

        What comes back unharmed is kept at hand for the next, while nobody waits for one: the driver's way to give one
        back costs a task. Whatever was raised, cancelled or closed goes back through the driver, which waits and mends.

        :raises Busy: none within a second, or none could be opened.
        """
        connection = self._at_hand.pop() if self._at_hand else None
        if connection is None or _gone(connection):
            connection = await self._acquire()
        try:
            yield connection
        except BaseException:
            await self._pool.release(connection)
            raise
        if self._waiting or self._closing or _gone(connection):
            await self._pool.release(connection)
        else:
            self._at_hand.append(connection)

    async def _acquire(self) -> Any:
        self._waiting += 1
        patience_s = self._patience_s()
        try:
            return await self._pool.acquire(timeout=patience_s)
        except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise Busy(f"no connection within {patience_s} s: {error!r}") from error
        finally:
            self._waiting -= 1

    def _patience_s(self) -> float | None:
        """A second in line for one that others use; a new one may take its time to be opened.

        Where one is idle nobody waits, and the driver's way to wait in time costs a task.
        """
        if self._pool.get_idle_size():
            return None
        opens = self._pool.get_size() + self._waiting <= self._pool.get_max_size()
        return ANSWER_S if opens else ACQUIRE_S

    async def close(self) -> None:
        """Give back what is at hand, and close them all."""
        self._closing = True  # whoever still works gives theirs back to the driver, which waits for it
        while self._at_hand:
            await self._pool.release(self._at_hand.pop())
        await self._pool.close()

    async def fetch(self, sql: str, *args: object) -> Sequence[Any]:
        """One statement on its own.

        :raises Busy: no connection, or no answer in time.
        """
        async with self.connection() as connection:
            try:
                return await connection.fetch(sql, *args)
            except Exception as error:
                raise fault_of(error) from error

    @property
    def idle(self) -> int:
        """Open connections that nobody uses."""
        return self._pool.get_idle_size() + len(self._at_hand)

    @property
    def size(self) -> int:
        """Open connections."""
        return self._pool.get_size()


def _gone(connection: Any) -> bool:
    """Whether it is closed; the driver itself has taken back what the server closed."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True


async def leave_as_is(_: Any) -> None:
    """A unit of work leaves nothing behind, so there is nothing to reset; asking would double each unit's latency."""


@asynccontextmanager
async def open_pool(url: str, *, least: int, most: int) -> AsyncGenerator[Pool]:
    """Open the connections, and close them all at the end.

    :raises Busy: the server does not answer.
    """
    try:
        pool: Any = await _DRIVER.create_pool(
            url,
            timeout=ANSWER_S,
            min_size=least,
            max_size=most,
            reset=leave_as_is,
            server_settings=LIMITS,
            command_timeout=ANSWER_S,
            statement_cache_size=400,
            max_cached_statement_lifetime=0,
            max_inactive_connection_lifetime=0,
        )
    except NO_ANSWER as error:
        raise Busy(f"the database does not answer: {error!r}") from error
    kept = Pool(pool)
    try:
        yield kept
    finally:
        await kept.close()
