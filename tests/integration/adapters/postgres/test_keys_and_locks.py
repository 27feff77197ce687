"""A unit takes its key and its locks in one statement: the key first, and whoever waits is told for what."""

from __future__ import annotations

import asyncio
from contextvars import Context
from uuid import uuid4

import pytest
from tests.integration.adapters.postgres.opened import IDS

from cleanbee.adapters.postgres.store import PostgresSettings, PostgresStore, open_postgres
from cleanbee.adapters.postgres.work import PostgresWork
from cleanbee.domain.kernel import CleanerId
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.once import Once
from cleanbee.ports.contracts.nouns import Nouns
from cleanbee.ports.contracts.stores import settle
from cleanbee.ports.outbound.store import Busy, Mismatch, Running, Seen

NOUNS = Nouns(IDS)


def fresh(fingerprint: str = "f") -> Once:
    return Once(principal="customer", key=str(uuid4()), fingerprint=fingerprint)


async def rename(store: PostgresStore, once: Once, cleaner: CleanerId) -> Cleaner:
    """Lock a cleaner and answer with them."""
    async with store.begin(once) as work:
        await work.lock(cleaners=[cleaner])
        found = await work.cleaners.find(cleaner)
        assert found is not None
        work.answer(found)
        return found


def opened(url: str) -> PostgresSettings:
    return PostgresSettings(url=url, pool_min=0, pool_max=4)


async def test_a_key_and_a_lock_cost_one_round_trip_and_so_does_what_was_locked(database_url: str) -> None:
    async with open_postgres(opened(database_url)) as store:
        cleaner = (await settle(store, NOUNS)).cleaner
        async with store.begin(fresh()) as work:
            assert isinstance(work, PostgresWork)
            await work.lock(cleaners=[cleaner.id])
            assert await work.cleaners.find(cleaner.id) == cleaner
            await work.now()
            assert work.trips == 2, "BEGIN, and all of it"


async def test_whoever_repeats_after_the_first_is_given_its_answer(database_url: str) -> None:
    async with open_postgres(opened(database_url)) as store:
        cleaner, once = (await settle(store, NOUNS)).cleaner, fresh()
        await rename(store, once, cleaner.id)
        with pytest.raises(Seen) as seen:
            await rename(store, once, cleaner.id)
        assert seen.value.answer == cleaner
        with pytest.raises(Mismatch):
            await rename(store, Once(principal=once.principal, key=once.key, fingerprint="g"), cleaner.id)


@pytest.mark.parametrize(("same", "told"), [(True, Running), (False, Busy)])
async def test_whoever_waits_too_long_is_told_for_what(same: bool, told: type[Exception], database_url: str) -> None:
    async with open_postgres(opened(database_url)) as store:
        cleaner, once = (await settle(store, NOUNS)).cleaner, fresh()
        other = once if same else fresh()
        async with store.begin(once) as work:
            await work.lock(cleaners=[cleaner.id])
            waiting = asyncio.create_task(rename(store, other, cleaner.id), context=Context())
            with pytest.raises(Exception, match=r".*") as fault:
                await waiting
        assert type(fault.value) is told


async def test_a_key_is_free_again_when_its_time_is_over(database_url: str) -> None:
    async with open_postgres(opened(database_url)) as store:
        cleaner, once = (await settle(store, NOUNS)).cleaner, fresh()
        await rename(store, once, cleaner.id)
        assert await store.seal(once, b"first") == b"first"
        await store.pool.fetch("UPDATE idempotency_key SET kept_until = clock_timestamp() WHERE key = $1", once.key)
        again = Once(principal=once.principal, key=once.key, fingerprint="another request")
        await rename(store, again, cleaner.id)
        assert await store.sealed(again) is None
        assert await store.seal(again, b"second") == b"second"
        with pytest.raises(Mismatch):
            await rename(store, once, cleaner.id)


async def test_ten_of_the_same_request_at_once_lock_nobody_out(database_url: str) -> None:
    async with open_postgres(opened(database_url)) as store:
        cleaner, once = (await settle(store, NOUNS)).cleaner, fresh()
        outcome = await asyncio.gather(*(rename(store, once, cleaner.id) for _ in range(10)), return_exceptions=True)
        assert sorted(type(each).__name__ for each in outcome) == ["Cleaner", *["Seen"] * 9]
