"""`cleanbee ledger` explains the figures of a database line by line."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from tests.unit.domain.payment.test_books import DONE, MONDAY, Page
from tests.unit.entrypoints.test_command_line import run

from cleanbee.adapters.http.names import BOOKING, CLEANER, CUSTOMER, encode
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.postgres.store import PostgresSettings, open_postgres
from cleanbee.ports.contracts.nouns import Nouns
from cleanbee.ports.contracts.stores import placed, settle

pytestmark = pytest.mark.slow


async def posted(url: str) -> Page:
    """The journals of the page's visit, each posted as it happened."""
    nouns = Nouns(SeededIds(uuid4().int))
    async with open_postgres(PostgresSettings(url=url)) as store:
        booking = await placed(store, nouns, await settle(store, nouns))
        page = Page(nouns, booking)
        for _, journal in page.story():
            async with store.begin() as work:
                assert await work.journals.post(journal)
    return page


async def test_a_booking_and_its_cleaner_s_pay_are_explained_line_by_line(database_url: str, tmp_path: Path) -> None:
    page = await posted(database_url)
    booking, joyce = encode(BOOKING, page.booking.id), encode(CLEANER, page.joyce)
    mia = encode(CUSTOMER, page.booking.customer)
    told = run("ledger", "why", booking, folder=tmp_path, DATABASE_URL=database_url)
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    begins = lines.index("2027-03-02T12:30Z  the work is done: the customer owes the price")
    assert lines[begins + 1 : begins + 8] == [
        f"        +95.76        +95.76  customer:owed:{mia}",
        f"        -61.80        -61.80  cleaner:accrued:{joyce}",
        "        -18.00        -18.00  platform:revenue",
        "        -15.96        -15.96  tax:due",
        "2027-03-03T12:30Z  the money was taken out of the hold: the pay is payable",
        "        +95.76        +95.76  gateway",
        f"        -95.76         +0.00  customer:owed:{mia}",
    ]
    left = lines.index("What it left:")
    assert sorted(line.split() for line in lines[left + 1 : -1]) == [
        ["+2.06", "platform:gateway_cost"],
        ["+31.90", "gateway"],
        ["-15.96", "tax:due"],
        ["-18.00", "platform:revenue"],
    ]
    assert lines[-1] == "Something was posted 8 times."

    told = run("ledger", "why", f"cleaner:payable:{joyce}", folder=tmp_path, DATABASE_URL=database_url)
    captured, week = DONE + timedelta(hours=24), MONDAY
    assert told.stdout.splitlines() == [
        f"cleaner:payable:{joyce}: what a cleaner gets with the next payout",
        f"  {captured:%Y-%m-%dT%H:%M}Z        +61.80         61.80  "
        f"the money was taken out of the hold: the pay is payable  {booking}",
        f"  {captured:%Y-%m-%dT%H:%M}Z         +8.00         69.80  a tip, all of it for the cleaners  {booking}",
        f"  {week:%Y-%m-%dT%H:%M}Z        -69.80          0.00  a payout was sent  {booking}",
        f"cleaner:payable:{joyce} is even.",
    ]


async def test_a_long_account_is_told_from_what_was_carried_over(database_url: str, tmp_path: Path) -> None:
    page = await posted(database_url)
    joyce = encode(CLEANER, page.joyce)
    told = run("ledger", "why", f"cleaner:payable:{joyce}", "--last", "2", folder=tmp_path, DATABASE_URL=database_url)
    lines = told.stdout.splitlines()
    assert len(lines) == 5
    assert lines[1].split() == ["61.80", "carried", "over"]


async def test_the_balances_are_told_and_a_balance_that_is_not_what_was_posted_is_found(
    database_url: str, tmp_path: Path
) -> None:
    await posted(database_url)
    told = run("ledger", "balances", "--json", folder=tmp_path, DATABASE_URL=database_url)
    answer = json.loads(told.stdout)
    assert (told.returncode, answer["difference"], answer["drifts"]) == (0, 0, [])
    assert "what the payment gateway charges" in told.stderr
    told = run("ledger", "check", "--json", folder=tmp_path, DATABASE_URL=database_url)
    assert "M5" not in json.loads(told.stdout)["broken"]
    await altered(database_url, 1)
    try:
        told = run("ledger", "balances", "--json", folder=tmp_path, DATABASE_URL=database_url)
        answer = json.loads(told.stdout)
        assert told.returncode == 1
        assert len(answer["drifts"]) == 1
        assert answer["drifts"][0].startswith("tax:due: kept ")
        checked = run("ledger", "check", folder=tmp_path, DATABASE_URL=database_url)
        assert (checked.returncode, "✗ M5: broken by 1: tax:due" in checked.stdout) == (1, True)
        doctor = run("doctor", folder=tmp_path, DATABASE_URL=database_url)
        assert doctor.returncode == 1
        assert "tax:due" in doctor.stdout
    finally:
        await altered(database_url, -1)


async def altered(url: str, by: int) -> None:
    """One balance changed past every guard, as a superuser or a broken disk could."""
    sql = await asyncpg.connect(url)
    await sql.execute("SET session_replication_role = replica")
    await sql.execute(
        "UPDATE ledger_balance SET amount = amount + $1 WHERE ctid = "
        "(SELECT ctid FROM ledger_balance WHERE account = 'tax:due' ORDER BY slot LIMIT 1)",
        by,
    )
    await sql.close()


@pytest.mark.parametrize(
    "what", ["platform:slush", "gateway:cus_01kj8w3v5m7q2r4t6x8z0a1b2c", "cleaner:payable:cus_1", "x"]
)
def test_what_is_neither_an_account_nor_a_booking_is_a_matter_of_usage(what: str, tmp_path: Path) -> None:
    told = run("ledger", "why", what, folder=tmp_path)
    assert told.returncode == 2
    assert "cleaner:payable" in told.stderr
