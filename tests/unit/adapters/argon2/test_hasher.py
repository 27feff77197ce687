"""argon2id keeps the promises of the hashing port, at a cost that is worth something and a queue that ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from cleanbee.adapters.argon2.hasher import Argon2Hasher
from cleanbee.adapters.argon2.hasher import open as open_argon2
from cleanbee.ports.contracts.secrets import HasherContract
from cleanbee.ports.outbound.store import Busy

pytestmark = pytest.mark.slow


class TestArgon2(HasherContract):
    """argon2id."""

    @asynccontextmanager
    async def open_hasher(self) -> AsyncGenerator[Argon2Hasher]:
        async with open_argon2() as hasher:
            yield hasher


async def test_a_hash_says_that_it_is_argon2id_of_19_mebibytes_and_two_passes() -> None:
    async with open_argon2() as hasher:
        assert (await hasher.hash("correct horse")).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_a_hash_of_another_kind_fits_nothing_and_breaks_nothing() -> None:
    async with open_argon2() as hasher:
        assert not await hasher.verify("quick$1$2", "correct horse")
        assert not await hasher.verify("", "correct horse")


@pytest.mark.parametrize(("kib", "passes"), [(1024, 2), (19_456, 1)])
def test_cheaper_hashes_cannot_be_asked_for(kib: int, passes: int) -> None:
    with pytest.raises(AssertionError):
        Argon2Hasher(kib=kib, passes=passes)


async def test_whoever_comes_after_a_full_queue_is_told_that_it_is_busy_and_the_queue_is_served() -> None:
    hasher = Argon2Hasher(most_waiting=1)
    try:
        inside = [asyncio.create_task(hasher.verify(None, "x")) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            await hasher.verify(None, "x")
        assert await asyncio.gather(*inside) == [False, False, False]
        assert not await hasher.verify(None, "x")
    finally:
        hasher.close()
