"""Everything true, in memory: the same promises as the database, one process long."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar

from cleanbee.adapters.memory.locks import Locks
from cleanbee.adapters.memory.once import Name, OnceKept, name_of
from cleanbee.adapters.memory.tables import Tables
from cleanbee.adapters.memory.unit import Unit
from cleanbee.adapters.memory.work import MemoryWork
from cleanbee.domain.platform.once import Once, is_kept
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Work

log = logging.getLogger("cleanbee.memory")
LOCK_WAIT_S = 2.0

_open: ContextVar[Unit | None] = ContextVar("open_unit_in_memory", default=None)


class MemoryStore:
    """A store without a disk: for tests, demonstrations and simulation. It has no lock that stops everybody.

    ``stopwatch`` counts real seconds for leases; ``lock_wait_s`` is how long a unit waits for another.
    """

    def __init__(
        self,
        clock: Clock,
        ids: Ids,
        *,
        stopwatch: Callable[[], float] = time.monotonic,
        lock_wait_s: float = LOCK_WAIT_S,
    ) -> None:
        self._clock = clock
        self._ids = ids
        self._stopwatch = stopwatch
        self._locks = Locks(lock_wait_s)
        self._tables = Tables()
        self._sealed: dict[Name, bytes] = {}
        log.warning("the store is in memory: nothing outlives this process")

    def begin(self, once: Once | None = None) -> AbstractAsyncContextManager[Work]:
        """Open a unit of work; leaving keeps all, raising keeps nothing.

        :raises Seen: the same request was answered before.
        :raises Mismatch: the key stands for another request.
        :raises Running: the same request is under way.
        :raises Busy: a lock was not free in time.
        :raises Stale: another unit was faster.
        """
        return self._begin(once)

    @asynccontextmanager
    async def _begin(self, once: Once | None) -> AsyncGenerator[Work, None]:
        assert _open.get() is None, "units of work do not nest"
        unit = Unit(self._locks, self._clock, self._ids, self._stopwatch)
        token = _open.set(unit)
        try:
            await unit.turn()
            row = None if once is None else OnceKept(unit, self._tables.once, once)
            if row is not None:
                await row.enter()
            work = MemoryWork(unit, self._tables)
            yield work
            await unit.turn()
            if row is not None:
                row.leave(work.answered if work.answered is not None and is_kept(work.answered) else None)
            unit.leave()
        finally:
            self._tables.pending.forget(unit)
            unit.end()
            _open.reset(token)

    async def sealed(self, once: Once) -> bytes | None:
        """The rendered answer kept for this request, if it was sealed."""
        return self._sealed.get(name_of(once)) if self._is_kept(once) else None

    async def seal(self, once: Once, rendered: bytes) -> bytes | None:
        """Keep the rendered answer; the first writer wins and is returned; None when no unit kept this request."""
        return self._sealed.setdefault(name_of(once), rendered) if self._is_kept(once) else None

    def _is_kept(self, once: Once) -> bool:
        row = self._tables.once.rows.get(name_of(once))
        return row is not None and row.fingerprint == once.fingerprint
