"""argon2id, two at a time: a burst of passwords may not take the machine's memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from cleanbee.ports.outbound.store import Busy

T = TypeVar("T")

LEAST_KIB = 19_456
LEAST_PASSES = 2
THREADS = 2
MOST_WAITING = 50


class Argon2Hasher:
    """Hashes of at least 19 MiB and two passes, two threads, fifty in the queue and then ``Busy``."""

    def __init__(self, *, kib: int = LEAST_KIB, passes: int = LEAST_PASSES, most_waiting: int = MOST_WAITING) -> None:
        assert kib >= LEAST_KIB and passes >= LEAST_PASSES, "cheaper hashes guard nothing"
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=kib, parallelism=1, type=Type.ID)
        self._threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="argon2")
        self._most_inside = THREADS + most_waiting
        self._inside = 0
        self._nobodys = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        """An argon2id hash with its parameters.

        :raises Busy: too many are waiting.
        """
        return await self._queued(lambda: self._hasher.hash(password))

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password fits; an absent hash costs the same work and fits nothing.

        :raises Busy: too many are waiting.
        """
        fits = await self._queued(lambda: self._fits(password_hash or self._nobodys, password))
        return fits and password_hash is not None

    def close(self) -> None:
        """Let the threads go; those at work finish first."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _fits(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _queued(self, work: Callable[[], T]) -> T:
        if self._inside >= self._most_inside:
            raise Busy("too many passwords are waiting")
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._inside -= 1


@asynccontextmanager
async def open(*, kib: int = LEAST_KIB, passes: int = LEAST_PASSES) -> AsyncGenerator[Argon2Hasher]:
    """The hasher, and its threads gone afterwards."""
    hasher = Argon2Hasher(kib=kib, passes=passes)
    try:
        yield hasher
    finally:
        hasher.close()
