"""The application's own role works with every table, and rewrites no history, whatever it tries."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from tests.integration.adapters.postgres.test_illegal_writes import Ground

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.postgres.app_role import admit_app, as_role, may_rewrite_history, verifier
from cleanbee.adapters.postgres.check_up import judged
from cleanbee.adapters.postgres.store import PostgresSettings, open_postgres
from cleanbee.ports.contracts.nouns import Nouns
from cleanbee.ports.contracts.stores import placed, settle

ATTACKS = {
    "a posting is changed": "UPDATE posting SET amount = amount + 1",
    "a posting is taken away": "DELETE FROM posting",
    "the postings are emptied": "TRUNCATE posting",
    "a journal is moved": "UPDATE journal SET at = now()",
    "the ledger is emptied": "TRUNCATE journal CASCADE",
    "a receipt is taken away": "DELETE FROM receipt",
    "a batch is rewritten": "UPDATE assignment_batch SET made_at = now()",
    "a batch is taken away": "DELETE FROM assignment_batch",
    "a step is rewritten": "UPDATE booking_event SET target = 'settled'",
    "a story is taken away": "DELETE FROM booking_event",
    "a look is rewritten": "UPDATE audit_entry SET who = 'nobody'",
    "a look is taken away": "DELETE FROM audit_entry",
    "the looks are emptied": "TRUNCATE audit_entry",
    "a guard is dropped": "DROP TRIGGER ledger_is_append_only ON posting",
    "a guard is switched off": "ALTER TABLE posting DISABLE TRIGGER ALL",
    "all guards are switched off": "SET session_replication_role = replica",
    "the table is dropped": "DROP TABLE posting",
    "a constraint is dropped": "ALTER TABLE calendar_claim DROP CONSTRAINT no_double_booking",
    "a move is made legal": "INSERT INTO booking_move (origin, target) VALUES ('cancelled', 'confirmed')",
    "a right is taken": "GRANT UPDATE ON posting TO CURRENT_USER; UPDATE posting SET amount = amount + 1",
}


@pytest.fixture
async def app_url(database_url: str) -> AsyncGenerator[str]:
    role = f"app_{uuid4().hex}"
    yield await admit_app(database_url, role, "a ' \" word")
    owner: Any = await asyncpg.connect(database_url)
    await owner.execute(f"DROP OWNED BY {role}")
    await owner.execute(f"DROP ROLE {role}")
    await owner.close()


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
async def test_the_applications_role_is_refused(attack: str, database_url: str, app_url: str) -> None:
    owner: Any = await asyncpg.connect(database_url)
    await Ground(owner).lay()
    await owner.close()
    app: Any = await asyncpg.connect(app_url)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(attack)
    finally:
        await app.close()


async def test_not_even_the_owner_empties_the_ledger_by_mistake(database_url: str) -> None:
    owner: Any = await asyncpg.connect(database_url)
    try:
        for table in ("journal CASCADE", "posting", "booking_event CASCADE", "audit_entry"):
            with pytest.raises(asyncpg.IntegrityConstraintViolationError):
                await owner.execute(f"TRUNCATE {table}")
    finally:
        await owner.close()


async def test_the_applications_role_does_its_work(app_url: str) -> None:
    nouns = Nouns(SeededIds(uuid4().int))
    async with open_postgres(PostgresSettings(url=app_url)) as store:
        world = await settle(store, nouns)
        booking = await placed(store, nouns, world)
        journal = nouns.journal(booking.id, world.customer.id)
        async with store.begin() as work:
            await work.lock(cleaners=(world.cleaner.id,), bookings=(booking.id,))
            await work.journals.post(journal)
        async with store.begin() as work:
            assert list(await work.journals.of_booking(booking.id)) == [journal]


async def test_admitting_twice_changes_nothing_and_the_doctor_knows_who_could_rewrite(
    database_url: str, app_url: str
) -> None:
    assert not await may_rewrite_history(app_url)
    assert await may_rewrite_history(database_url)
    role = app_url.partition("//")[2].partition(":")[0]
    assert await admit_app(database_url, role) == database_url
    assert not await may_rewrite_history(app_url)


async def test_the_password_goes_to_the_server_only_as_what_it_keeps_of_it(database_url: str, app_url: str) -> None:
    role = app_url.partition("//")[2].partition(":")[0]
    plain_would_be_md5 = f"{database_url}{'&' if '?' in database_url else '?'}password_encryption=md5"
    await admit_app(plain_would_be_md5, role, "another $ ' word")
    owner: Any = await asyncpg.connect(database_url)
    kept: str = await owner.fetchval("SELECT rolpassword FROM pg_authid WHERE rolname = $1", role)
    await owner.close()
    assert kept.startswith("SCRAM-SHA-256$4096:")
    app: Any = await asyncpg.connect(as_role(database_url, role, "another $ ' word"))
    assert await app.fetchval("SELECT current_user") == role
    await app.close()


def test_what_is_kept_of_a_password_is_what_the_standard_says() -> None:
    """The user of RFC 7677."""
    assert verifier("pencil", b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")) == (
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ=="
        "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
    )


def test_the_same_database_asked_by_another() -> None:
    assert as_role("postgresql://me:old@127.0.0.1:5/cleanbee?x=1", "app", "p@ss/") == (
        "postgresql://app:p%40ss%2F@127.0.0.1:5/cleanbee?x=1"
    )


def test_the_doctor_says_what_is_wrong_with_a_server_and_what_to_do() -> None:
    assert judged(15, timedelta(minutes=5), has_btree_gist=True) == []
    old, bare, skewed = judged(14, timedelta(minutes=-6), has_btree_gist=False)
    assert "14 is too old" in old
    assert "btree_gist" in bare
    assert "360 s apart" in skewed
