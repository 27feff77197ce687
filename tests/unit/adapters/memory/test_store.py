"""The store in memory keeps the promises of every store."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.ports.contracts.once import OnceContract
from cleanbee.ports.contracts.store import StoreContract
from cleanbee.ports.outbound.store import Store

NOW = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)


class InMemory:
    """A store of its own for each test; nobody waits long for a lock, and leases end when the hand is moved."""

    real = 0.0

    @asynccontextmanager
    async def open_store(self) -> AsyncGenerator[Store]:
        yield MemoryStore(ManualClock(NOW), SeededIds(1), stopwatch=lambda: self.real, lock_wait_s=0.05)

    def fresh_ids(self) -> SeededIds:
        return SeededIds(2)

    async def outlast_leases(self, store: Store) -> None:
        self.real += 61.0


class TestMemoryStore(InMemory, StoreContract):
    """Units of work."""


class TestMemoryOnce(InMemory, OnceContract):
    """Idempotency keys."""
