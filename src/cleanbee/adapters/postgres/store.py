"""Where everything true is kept: units of work on PostgreSQL, each one transaction of the driver's."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from cleanbee.adapters.postgres import once as keys
from cleanbee.adapters.postgres.clock import PostgresClock, PostgresTestClock
from cleanbee.adapters.postgres.engine import ENGINE
from cleanbee.adapters.postgres.market import PostgresMarket
from cleanbee.adapters.postgres.pool import Pool, open_pool
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.adapters.postgres.work import PostgresWork
from cleanbee.domain.platform.once import Once, is_kept
from cleanbee.ports.outbound.fitness import for_real_people
from cleanbee.ports.outbound.store import Work


@dataclass(frozen=True)
class PostgresSettings:
    """Where the database is, how many connections one process keeps, and whether business time can be moved."""

    url: str
    pool_min: int = 1
    pool_max: int = 10
    sandbox: bool = False


class PostgresStore:
    """Where everything true is kept."""

    def __init__(self, pool: Pool, *, sandbox: bool) -> None:
        self.pool = pool
        self.clock = PostgresClock(pool, sandbox=sandbox)
        self.test_clock = PostgresTestClock(pool)
        self.market = PostgresMarket(pool, self.clock)
        self._sandbox = sandbox
        self._known_books: dict[tuple[type, str], Any] = {}

    def begin(self, once: Once | None = None) -> AbstractAsyncContextManager[Work]:
        """Open a unit of work; leaving keeps all, raising keeps nothing. No nesting.

        :raises Seen: the same request was answered before.
        :raises Mismatch: the key stands for another request.
        :raises Running: the same request is under way.
        :raises Busy: no connection within a second, or a lock not within two.
        :raises Stale: at leaving, when a constraint lost a race.
        :raises OutcomeUnknown: the connection broke while leaving.
        """
        return self._begin(once)

    @asynccontextmanager
    async def _begin(self, once: Once | None) -> AsyncGenerator[Work, None]:
        assert ENGINE.current_transaction.get() is None, "units of work do not nest"
        async with self.pool.connection() as connection:
            unit = Unit(connection, sandbox=self._sandbox)
            shown = ENGINE.current_transaction.set(unit)  # pyright: ignore[reportArgumentType] -- all Piccolo asks of it
            try:
                unit.first = None if once is None else keys.KeyTaking(unit, once)
                work = PostgresWork(unit, self._known_books)
                yield work
                if once is not None and work.answered is not None and is_kept(work.answered):
                    await keys.keep_answer(unit, once, work.answered)
                await unit.leave()
            except BaseException:
                await unit.roll_back()
                raise
            finally:
                unit.end()
                ENGINE.current_transaction.reset(shown)

    async def sealed(self, once: Once) -> bytes | None:
        """The rendered answer kept for this request, if it was sealed."""
        return await keys.sealed(self.pool, once)

    async def seal(self, once: Once, rendered: bytes) -> bytes | None:
        """Keep the rendered answer; the first writer wins and is returned; None when no unit kept this request."""
        return await keys.seal(self.pool, once, rendered)


class ProcessSettings(Protocol):
    """What a process is told, as far as it concerns the store."""

    @property
    def database_url(self) -> str:
        """Where the database is."""
        ...

    @property
    def pool(self) -> int:
        """How many connections this process may have."""
        ...

    @property
    def live(self) -> bool:
        """Real people: business time is the database's own."""
        ...


@for_real_people
def open(settings: ProcessSettings) -> AbstractAsyncContextManager[PostgresStore]:
    """Open the store that a process is told about.

    :raises Busy: the server does not answer.
    """
    return open_postgres(PostgresSettings(url=settings.database_url, pool_max=settings.pool, sandbox=not settings.live))


@asynccontextmanager
async def open_postgres(settings: PostgresSettings) -> AsyncGenerator[PostgresStore]:
    """Open the store and keep it open.

    :raises Busy: the server does not answer.
    """
    async with open_pool(settings.url, least=settings.pool_min, most=settings.pool_max) as pool:
        yield PostgresStore(pool, sandbox=settings.sandbox)
