"""The unit of work when things go wrong: at COMMIT, on the way, in the pool."""

from __future__ import annotations

import asyncio
from contextvars import Context
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.integration.adapters.postgres.opened import IDS

from cleanbee.adapters.postgres.constraints import DatabaseRefused
from cleanbee.adapters.postgres.store import PostgresSettings, PostgresStore, open_postgres
from cleanbee.adapters.postgres.tables import CustomerRow
from cleanbee.adapters.postgres.work import PostgresWork
from cleanbee.domain.booking.booking import Requested
from cleanbee.domain.booking.events import HumanNeeded
from cleanbee.domain.kernel import evolve
from cleanbee.domain.people.person import Cleaner
from cleanbee.ports.contracts.nouns import MORNING, Nouns, span
from cleanbee.ports.contracts.stores import settle
from cleanbee.ports.outbound.availability import ClaimOverlaps
from cleanbee.ports.outbound.store import Busy, OutcomeUnknown, Stale, Work

NOUNS = Nouns(IDS)
PATIENCE_S = 20.0


def settings(url: str, most: int = 3, *, sandbox: bool = False) -> PostgresSettings:
    return PostgresSettings(url=url, pool_min=0, pool_max=most, sandbox=sandbox)


def connection_of(work: Work) -> Any:
    """The connection under a unit: the tests' way to break it."""
    assert isinstance(work, PostgresWork)
    return work._unit.connection


async def fail_at_commit(store: PostgresStore) -> UUID:
    """Keep a customer and a lone journal: the ledger refuses it when the unit is left."""
    customer = NOUNS.customer()
    with pytest.raises(DatabaseRefused, match="journal_balanced"):
        async with store.begin() as work:
            await work.customers.add(customer)
            await work.customers.find(customer.id)
            await connection_of(work).execute(
                "INSERT INTO journal (id, kind, source, booking, at) VALUES ($1, 'odd', $1, $1, now())", uuid4()
            )
    return customer.id


async def test_fifty_failed_commits_leave_the_pool_whole_and_nothing_kept(database_url: str) -> None:
    async with open_postgres(settings(database_url)) as store:
        lost = [await fail_at_commit(store) for _ in range(50)]
        assert store.pool.idle == store.pool.size
        async with store.begin() as work:
            assert [await work.customers.find(one) for one in lost] == [None] * 50  # pyright: ignore[reportArgumentType] -- any id
        one = NOUNS.customer()
        with pytest.raises(ZeroDivisionError):
            async with store.begin() as work:
                await work.customers.add(one)
                assert await work.customers.find(one.id) == one
                raise ZeroDivisionError
        async with store.begin() as work:
            assert await work.customers.find(one.id) is None, "later units are still all or nothing"


async def test_of_two_units_after_one_slot_one_is_told_it_is_taken_and_nobody_deadlocks(database_url: str) -> None:
    async with open_postgres(settings(database_url, most=8)) as store:
        for _ in range(10):
            cleaner = (await settle(store, NOUNS)).cleaner
            racers = [_hold(store, cleaner, start, lock=True) for start in (0, 1, 2)]
            outcome = await asyncio.gather(*racers, return_exceptions=True)
            assert sorted(type(each).__name__ for each in outcome) == ["ClaimOverlaps", "ClaimOverlaps", "NoneType"]


async def test_the_constraint_judges_those_who_forget_the_lock(database_url: str) -> None:
    async with open_postgres(settings(database_url)) as store:
        world = await settle(store, NOUNS)
        async with store.begin() as work:
            first = NOUNS.hold(world.cleaner, span(0, 3))
            await work.claims.add(first)
            assert await work.claims.find(first.id) == first
            late = asyncio.create_task(_hold(store, world.cleaner, 2), context=_nobody())
            await _someone_waits(store)
        with pytest.raises(ClaimOverlaps):
            await late


async def _hold(store: PostgresStore, cleaner: Cleaner, start: float, *, lock: bool = False) -> None:
    async with store.begin() as work:
        if lock:
            await work.lock(cleaners=[cleaner.id])
        await work.claims.add(NOUNS.hold(cleaner, span(start, start + 3)))


async def _someone_waits(store: PostgresStore) -> None:
    """Come back when another connection to this database waits for a lock; others have tests of their own."""
    waiting = (
        "SELECT count(*) FROM pg_locks AS wanted JOIN pg_stat_activity AS who ON who.pid = wanted.pid "
        "WHERE NOT wanted.granted AND who.datname = current_database()"
    )
    async with asyncio.timeout(PATIENCE_S):
        while not (await store.pool.fetch(waiting))[0][0]:
            pass


async def test_whoever_finds_no_connection_within_a_second_is_told_so(database_url: str) -> None:
    async with open_postgres(settings(database_url, most=1)) as store:
        begun = asyncio.get_running_loop().time()
        async with store.begin():
            waiting = asyncio.create_task(_look(store), context=_nobody())
            with pytest.raises(Busy):
                await waiting
        assert asyncio.get_running_loop().time() - begun < 5.0
        await _look(store)


def _nobody() -> Any:
    """The context of somebody who is in no unit."""
    return Context()


async def _look(store: PostgresStore) -> None:
    async with store.begin() as work:
        await work.now()


async def test_a_connection_that_breaks_on_the_way_kept_nothing(database_url: str) -> None:
    async with open_postgres(settings(database_url)) as store:
        one = NOUNS.customer()
        with pytest.raises(Busy) as fault:
            async with store.begin() as work:
                await work.customers.add(one)
                await work.customers.find(one.id)
                await _break(store, work)
                await work.customers.find(one.id)
        assert not isinstance(fault.value, OutcomeUnknown)
        async with store.begin() as work:
            assert await work.customers.find(one.id) is None


async def test_a_connection_that_breaks_while_leaving_leaves_the_outcome_unknown(database_url: str) -> None:
    async with open_postgres(settings(database_url)) as store:
        with pytest.raises(OutcomeUnknown):
            async with store.begin() as work:
                await work.lock(customers=[NOUNS.customer().id])
                await _break(store, work)
        with pytest.raises(OutcomeUnknown):
            async with store.begin() as work:
                await work.customers.add(NOUNS.customer())
                await _break(store, work)
        await _look(store)


async def test_whoever_only_looked_has_nothing_to_lose_with_the_connection(database_url: str) -> None:
    async with open_postgres(settings(database_url)) as store:
        async with store.begin() as work:
            await work.now()
            gone = asyncio.Event()  # the driver has read to the end of what the connection still said
            connection_of(work).add_termination_listener(lambda _: gone.set())
            await _break(store, work)
            await asyncio.wait_for(gone.wait(), PATIENCE_S)
        await _look(store)


async def _break(store: PostgresStore, work: Work) -> None:
    pid = connection_of(work).get_server_pid()
    await store.pool.fetch("SELECT pg_terminate_backend($1, 3000)", pid)


async def test_a_store_that_closes_while_somebody_works_waits_for_them_and_then_is_closed(database_url: str) -> None:
    working, go_on = asyncio.Event(), asyncio.Event()
    customer = NOUNS.customer()

    async def work_on(store: PostgresStore) -> None:
        async with store.begin() as work:
            await work.customers.add(customer)
            await work.customers.find(customer.id)
            working.set()
            await go_on.wait()

    async def close_meanwhile() -> asyncio.Task[None]:
        async with open_postgres(settings(database_url)) as store:
            unit = asyncio.create_task(work_on(store), context=Context())
            await working.wait()
            asyncio.get_running_loop().call_soon(go_on.set)  # while the store is closing
            return unit

    async with asyncio.timeout(PATIENCE_S):
        await (await close_meanwhile())
    async with open_postgres(settings(database_url)) as store, store.begin() as work:
        assert await work.customers.find(customer.id) == customer


async def test_a_fault_that_somebody_swallowed_is_told_at_the_end_though_commit_says_nothing(database_url: str) -> None:
    customer = NOUNS.customer()
    async with open_postgres(settings(database_url)) as store:
        with pytest.raises(DatabaseRefused, match="ROLLBACK"):
            async with store.begin() as work:
                await work.customers.add(customer)
                await work.customers.find(customer.id)
                with pytest.raises(Exception, match="division"):
                    await connection_of(work).execute("SELECT 1 / 0")
        async with store.begin() as work:
            assert await work.customers.find(customer.id) is None


async def test_a_statement_that_was_cut_off_spoils_its_unit_whoever_swallows_it(database_url: str) -> None:
    customer = NOUNS.customer()

    async def swallow(store: PostgresStore) -> None:
        async with store.begin() as work:
            await work.customers.add(customer)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0):
                    await work.customers.find(customer.id)

    async with open_postgres(settings(database_url)) as store:
        with pytest.raises(Busy, match="cut off"):
            await swallow(store)
        async with store.begin() as work:
            assert await work.customers.find(customer.id) is None
        assert store.pool.idle == store.pool.size


async def test_a_unit_that_is_cancelled_keeps_nothing_and_gives_its_connection_back(database_url: str) -> None:
    async with open_postgres(settings(database_url, most=2)) as store:
        one = NOUNS.customer()

        async def dawdle() -> None:
            async with store.begin() as work:
                await work.customers.add(one)
                await connection_of(work).execute("SELECT pg_sleep(60)")

        for _ in range(5):
            walking = asyncio.ensure_future(dawdle())
            await _someone_sleeps(store)
            walking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await walking
        assert store.pool.idle == store.pool.size
        async with store.begin() as work:
            assert await work.customers.find(one.id) is None


async def _someone_sleeps(store: PostgresStore) -> None:
    """Come back when another connection is asleep."""
    async with asyncio.timeout(PATIENCE_S):
        asleep = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
        while not (await store.pool.fetch(asleep))[0][0]:
            pass


async def test_piccolo_runs_in_the_open_unit_or_not_at_all(database_url: str) -> None:
    async with open_postgres(settings(database_url)) as store:
        row: Any = CustomerRow
        with pytest.raises(AssertionError, match="inside a unit"):
            await row.count()
        async with store.begin() as work:
            before = await row.count()
            await work.customers.add(NOUNS.customer())
            assert await row.count() == before + 1


async def test_a_booking_cannot_take_a_step_that_is_not_in_the_table(database_url: str) -> None:
    async with open_postgres(settings(database_url)) as store:
        world = await settle(store, NOUNS)
        booking = NOUNS.booking(world.home, world.quote, phase=Requested(fill_by=MORNING))
        async with store.begin() as work:
            await work.bookings.add(booking)
        expired = evolve(booking, phase=NOUNS.booking(world.home, world.quote).phase)
        with pytest.raises(DatabaseRefused, match="legal_move"):
            async with store.begin() as work:
                await work.bookings.replace(booking, expired)


async def test_two_who_tell_of_one_booking_at_once_do_not_share_a_number(database_url: str) -> None:
    async with open_postgres(settings(database_url)) as store:
        world = await settle(store, NOUNS)
        event = HumanNeeded(booking=NOUNS.booking(world.home, world.quote).id, version=1, customer=world.customer.id)
        async with store.begin() as work:
            await work.tell(event)
            await work.feed.pending()
            late = asyncio.create_task(_tell(store, event), context=_nobody())
            await _someone_waits(store)
        with pytest.raises(Stale, match="outbox_seq"):
            await late


async def test_what_is_done_and_what_is_told_of_it_are_kept_together_or_not_at_all(database_url: str) -> None:
    async with open_postgres(settings(database_url)) as store:
        world, newcomer = await settle(store, NOUNS), NOUNS.customer()
        event = HumanNeeded(booking=NOUNS.booking(world.home, world.quote).id, version=1, customer=world.customer.id)

        async def join() -> None:
            async with store.begin() as work:
                await work.customers.add(newcomer)
                await work.tell(event)

        async with store.begin() as work:
            await work.tell(event)
            await work.feed.pending()
            late = asyncio.create_task(join(), context=_nobody())
            await _someone_waits(store)
        with pytest.raises(Stale):
            await late
        async with store.begin() as work:
            assert await work.customers.find(newcomer.id) is None, "nobody would ever hear of this customer"


async def _tell(store: PostgresStore, event: Any) -> None:
    async with store.begin() as work:
        await work.tell(event)
