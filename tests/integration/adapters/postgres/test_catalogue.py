"""What stands in the database and what stands in the code say the same."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest
from piccolo.table import Table

from cleanbee.adapters.postgres import tables
from cleanbee.adapters.postgres.constraints import BUGS, OVERLAPS, SAYS, STALE
from cleanbee.domain.booking.moves import MOVES
from cleanbee.domain.payment.accounts import ACCOUNTS

CONSTRAINTS = """
SELECT conname FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
WHERE n.nspname = 'public' AND contype <> 'n' AND conrelid <> 0 AND conrelid <> 'migration'::regclass
UNION SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_namespace n ON n.oid = i.relnamespace
WHERE n.nspname = 'public' AND x.indisunique AND x.indrelid <> 'migration'::regclass
"""
RAISED = r"""
SELECT (regexp_matches(prosrc, 'CONSTRAINT = ''(\w+)''', 'g'))[1] FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
WHERE n.nspname = 'public' AND l.lanname = 'plpgsql'
"""
COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1"

ROWS = [one for one in vars(tables).values() if isinstance(one, type) and issubclass(one, Table) and one is not Table]


async def names(url: str, sql: str, *args: object) -> set[str]:
    """The first column of what a question answers."""
    connection: Any = await asyncpg.connect(url)
    try:
        return {row[0] for row in await connection.fetch(sql, *args)}
    finally:
        await connection.close()


async def test_every_constraint_has_its_answer_and_every_answer_its_constraint(
    database_url: str,
) -> None:
    there = await names(database_url, CONSTRAINTS) | await names(database_url, RAISED)
    assert there == set(SAYS)


def test_no_constraint_says_two_things() -> None:
    assert len(SAYS) == len(STALE) + len(OVERLAPS) + len(BUGS)


async def test_the_legal_moves_of_the_database_are_those_of_the_domain(database_url: str) -> None:
    moves = await names(database_url, "SELECT origin || ' ' || target FROM booking_move")
    assert moves == {f"{origin} {target}" for origin, onward in MOVES.items() for target in onward}


async def test_the_chart_of_accounts_of_the_database_is_that_of_the_domain(database_url: str) -> None:
    chart = await names(database_url, "SELECT concat_ws(' ', account, whose, side, floor, memo) FROM ledger_chart")
    flag = {True: "t", False: "f"}
    assert chart == {f"{one.name} {one.whose} {one.side} {flag[one.floor]} {flag[one.memo]}" for one in ACCOUNTS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row._meta.tablename)
async def test_piccolo_knows_columns_that_are_there(row: type[Table], database_url: str) -> None:
    there = await names(database_url, COLUMNS, row._meta.tablename)
    assert {column._meta.db_column_name for column in row._meta.columns} <= there
    assert there
