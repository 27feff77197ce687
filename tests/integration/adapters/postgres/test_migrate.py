"""A database comes to its shape once, whoever asks for it and however many at once."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncGenerator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import msgspec
import pytest

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.postgres.codec import answer_from, answer_name, from_doc, to_doc
from cleanbee.adapters.postgres.migrate import known, migrate, missing
from cleanbee.adapters.postgres.piccolo_migrations import (
    m0009_fee_receipts,
    m0012_offers_of_bookings,
    m0013_ledger,
    m0017_ladder,
)
from cleanbee.adapters.postgres.store import PostgresSettings, open_postgres
from cleanbee.domain.booking.booking import Booking, Offered
from cleanbee.domain.kernel import BookingId, OfferId, with_
from cleanbee.domain.matching.receipt import Receipt
from cleanbee.domain.payment.payment import Sent
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.domain.platform.ladder import HoldLadder
from cleanbee.domain.platform.policy import standard
from cleanbee.ports.contracts.nouns import MORNING, Nouns, at
from cleanbee.ports.contracts.stores import placed, settle
from cleanbee.ports.inbound.booking.booking_view import BookingView, seen
from cleanbee.ports.outbound.store import Busy


@pytest.fixture
async def empty(database_url: str) -> AsyncGenerator[str]:
    """The address of a database in which nothing stands yet."""
    name = f"empty_{uuid4().hex}"
    connection: Any = await asyncpg.connect(database_url)
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield urlsplit(database_url)._replace(path=f"/{name}").geturl()
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


async def test_of_three_who_migrate_at_once_one_does_it(empty: str) -> None:
    assert sorted(await asyncio.gather(migrate(empty), migrate(empty), migrate(empty))) == [0, 0, len(known())]


async def test_migrating_again_changes_nothing(empty: str) -> None:
    assert await missing(empty) == known()
    assert await migrate(empty) == len(known())
    assert await migrate(empty) == 0
    assert await missing(empty) == ()


async def test_a_migration_that_fails_leaves_nothing_behind(empty: str) -> None:
    connection: Any = await asyncpg.connect(empty)
    await connection.execute("CREATE TABLE timer (in_the_way int)")
    with pytest.raises(AssertionError):
        await migrate(empty)
    tables = await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    assert tables == 2, "what stood in the way, and Piccolo's own list"
    await connection.execute("DROP TABLE timer")
    await connection.close()
    assert await migrate(empty) == len(known())


async def test_migrating_leaves_the_environment_as_it_was(empty: str) -> None:
    before = dict(os.environ)
    await migrate(empty)
    assert dict(os.environ) == before


async def test_a_server_that_is_not_there_is_said_to_be_busy() -> None:
    with pytest.raises(Busy):
        await migrate("postgresql://nobody@127.0.0.1:1/nothing")


async def test_receipts_of_before_fees_had_theirs_are_read_afterwards(empty: str) -> None:
    await migrate(empty)
    ids = SeededIds(1)
    nouns = Nouns(ids)
    customer, cleaner = nouns.customer(), nouns.cleaner()
    booking = nouns.booking(nouns.home(customer), nouns.quote(customer))
    kept = nouns.receipt(booking, (cleaner,))
    doc: Any = json.loads(to_doc(kept))
    doc["ranking"] = doc.pop("matter")
    del doc["ranking"]["type"]
    connection: Any = await asyncpg.connect(empty)
    await connection.execute("ALTER TABLE receipt DROP CONSTRAINT receipt_of_booking, DROP COLUMN customer")
    was = (kept.id, 1, kept.booking, [cleaner.id], kept.made_at, json.dumps(doc))
    await connection.execute(
        "INSERT INTO receipt (id, version, booking, cleaners, made_at, doc) VALUES ($1, $2, $3, $4, $5, $6)", *was
    )
    for statement in m0009_fee_receipts.STATEMENTS:
        await connection.execute(statement)
    found = await connection.fetchval("SELECT doc FROM receipt WHERE customer = $1", customer.id)
    await connection.close()
    assert from_doc(found, Receipt) == kept


def offered_to_one() -> BookingView:
    """A booking of which one cleaner alone is asked, as its customer sees it."""
    nouns = Nouns(SeededIds(2))
    customer, cleaner = nouns.customer(), nouns.cleaner()
    home, quote, card = nouns.home(customer), nouns.quote(customer), nouns.card(customer)
    offered = Offered(offers=(OfferId(nouns.ids.new()),), to=(cleaner.id,), fill_by=at(2), asked=(cleaner.id,))
    booking = nouns.booking(home, quote, phase=offered)
    payment = nouns.payment(booking, card)
    return seen(booking, home, cleaner, payment, (AsCustomer(id=customer.id), standard(), MORNING))


def as_before(booking: Any) -> Any:
    """The document of a booking as it was kept while nobody but one could be asked."""
    phase = booking["phase"]
    (phase["offer"],), (phase["cleaner"],) = phase.pop("offers"), phase.pop("to")
    return booking


async def test_bookings_and_answers_of_before_several_could_be_asked_are_read_afterwards(empty: str) -> None:
    await migrate(empty)
    view = offered_to_one()
    one = view.booking
    doc, answer = as_before(json.loads(to_doc(one))), json.loads(to_doc(view))
    as_before(answer["booking"])
    with pytest.raises(msgspec.ValidationError):
        from_doc(json.dumps(doc), Booking)
    connection: Any = await asyncpg.connect(empty)
    await connection.execute("ALTER TABLE booking DROP CONSTRAINT phase_is_last_event")
    keep = (
        "INSERT INTO booking (id, version, phase, customer, home, start_at, needs_human, doc) "
        "VALUES ($1, 1, $2, $3, $4, $5, false, $6)"
    )
    of_now = with_(one, id=BookingId(one.customer))
    for id, told in ((one.id, json.dumps(doc)), (of_now.id, to_doc(of_now))):
        await connection.execute(keep, id, "offered", one.customer, one.home, one.window.start, told)
    await connection.execute(
        "INSERT INTO idempotency_key (principal, key, fingerprint, answer_name, answer) VALUES ('a', 'b', 'c', $1, $2)",
        answer_name(view),
        json.dumps(answer),
    )
    for _twice in range(2):
        for statement in m0012_offers_of_bookings.STATEMENTS:
            await connection.execute(statement)
    found = {row["id"]: from_doc(row["doc"], Booking) for row in await connection.fetch("SELECT id, doc FROM booking")}
    told = await connection.fetchval("SELECT answer FROM idempotency_key")
    await connection.close()
    assert found == {one.id: one, of_now.id: of_now}
    assert answer_from(answer_name(view), told) == view


async def test_what_was_posted_before_balances_were_kept_is_in_them_afterwards(empty: str) -> None:
    await migrate(empty)
    nouns = Nouns(SeededIds(3))
    owner = nouns.ids.new()
    async with open_postgres(PostgresSettings(url=empty)) as store:
        for cents in (8640, -640):
            async with store.begin() as work:
                await work.journals.post(nouns.journal(nouns.ids.new(), owner, cents))
        connection: Any = await asyncpg.connect(empty)
        await connection.execute("SET session_replication_role = replica; TRUNCATE ledger_balance")
        async with store.begin() as work:
            assert len(await work.journals.drifts()) == 2
        await connection.execute(m0013_ledger.BALANCES_OF_BEFORE)
        await connection.close()
        async with store.begin() as work:
            assert not await work.journals.drifts()
            assert (await work.journals.balance("customer:owed", owner)).amount == 8000


async def test_what_was_sold_before_ladders_were_data_keeps_its_numbers_and_its_tries(empty: str) -> None:
    await migrate(empty)
    nouns, own = Nouns(SeededIds(3)), {"first_try_before_min": 3000, "release_before_min": 400, "unpaid_cleaner_bp": 17}
    async with open_postgres(PostgresSettings(url=empty)) as store:
        world = await settle(store, nouns)
        payment = nouns.payment(await placed(store, nouns, world), world.card)
        sent = with_(nouns.operation(payment), phase=Sent(first_at=MORNING, attempts=1, next_at=at(1)))
        async with store.begin() as work:
            await work.books.add(with_(standard(), version="of-before.1"))
            await work.payments.add(payment)
            await work.operations.add(sent)
        connection: Any = await asyncpg.connect(empty)
        before = "doc = (doc - 'ladder') || $1::jsonb WHERE version = 'of-before.1'"
        await connection.execute(f"UPDATE policy SET {before}", json.dumps(own))
        await connection.execute("UPDATE payment_operation SET doc = doc - 'card' - 'asked_at'")
        await connection.execute(m0017_ladder.LADDERS_OF_BEFORE)
        await connection.execute(m0017_ladder.TRIES_OF_BEFORE)
        await connection.close()
        async with store.begin() as work:
            ladder = (await work.books.policy("of-before.1")).ladder
            (found,) = await work.operations.of_card(world.card.mark, 9)
    told = HoldLadder(rungs_before_min=(3000, 2160, 1440, 720), release_before_min=400, unpaid_cleaner_bp=17)
    assert ladder == told
    assert (found.id, found.asked_at) == (sent.id, MORNING)
