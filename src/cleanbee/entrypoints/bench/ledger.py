"""Journals a second and balances as the books grow, beside bare SQL in tables that guard nothing.

Ours posts through the unit of work: chart, floors, exact sums, kept balances, closed journals. The other side writes
the same rows with one statement into tables with a primary key and an index, and sums them up when it is asked for a
balance. Both are measured in turns at two sizes of the same books, of which the second is ten times the first.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from random import Random
from typing import Any
from uuid import UUID

from cleanbee.adapters.postgres.migrate import migrate
from cleanbee.adapters.postgres.store import PostgresSettings, PostgresStore, open_postgres
from cleanbee.adapters.system.chance import SystemDice, SystemIds
from cleanbee.adapters.system.clock import present
from cleanbee.domain.kernel import JournalId, Money
from cleanbee.domain.payment.ledger import Journal, Posting
from cleanbee.entrypoints.bench.booking import lean_pool
from cleanbee.entrypoints.bench.outcome import Asked, Measured, percentile
from cleanbee.entrypoints.databases import open_databases, wanted_by

SIZES, QUICK_SIZES = (100_000, 1_000_000), (10_000, 100_000)
PEOPLE = 2_000
CALLERS = 4
ROUNDS = 8
PER_ROUND, QUICK_PER_ROUND = 400, 100
QUESTIONS = 30
BATCH = 2_000
GOAL = 0.7
"""What a posting costs in the small books to what it costs in books ten times as large: flat is 1."""

_BARE = (
    "CREATE TABLE bare_journal (id uuid PRIMARY KEY, kind text, source uuid, booking uuid, at timestamptz)",
    """CREATE TABLE bare_posting (journal uuid, line int, account text, owner uuid, amount bigint, currency text,
        PRIMARY KEY (journal, line))""",
    "CREATE INDEX ON bare_posting (account, owner)",
    "CREATE TABLE bare_balance (account text, owner uuid, amount bigint, PRIMARY KEY (account, owner))",
    "INSERT INTO bare_balance VALUES ('gateway', '00000000-0000-0000-0000-000000000000', 1)",
)
_BARE_POST = """WITH kept AS (INSERT INTO bare_journal VALUES ($1, $2, $3, $4, $5))
INSERT INTO bare_posting SELECT $1, n, account, owner, amount, currency
FROM unnest($6::text[], $7::text[], $8::uuid[], $9::bigint[])
    WITH ORDINALITY AS line (account, currency, owner, amount, n)"""
_BARE_SUM = "SELECT sum(amount) FROM bare_posting WHERE account = 'gateway'"
_BARE_SUM_OF_ONE = "SELECT sum(amount) FROM bare_posting WHERE account = 'customer:owed' AND owner = $1"
_BARE_ROW = "SELECT amount FROM bare_balance WHERE account = 'gateway' AND owner = $1"
_FILL_JOURNALS = """INSERT INTO {journal} (id, kind, source, booking, at)
SELECT one, 'earned', one, one, now() FROM unnest($1::uuid[]) AS one"""
_FILL_POSTINGS = """INSERT INTO {posting} (journal, line, account, owner, amount, currency)
SELECT of.journal, line.n, line.account,
    CASE line.account WHEN 'customer:owed' THEN of.customer WHEN 'cleaner:accrued' THEN of.cleaner END,
    line.amount, 'EUR'
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS of (journal, customer, cleaner), (VALUES
    (1, 'customer:owed', 8640), (2, 'cleaner:accrued', -5040), (3, 'platform:revenue', -2160), (4, 'gateway', -1440)
) AS line (n, account, amount)"""

Post = Callable[[Journal], Awaitable[object]]


class Books:
    """Both books, and those who have accounts in them."""

    def __init__(self, store: PostgresStore, pool: Any, seed: int) -> None:
        self.store, self.pool = store, pool
        self.ids, self.random = SystemIds(), Random(seed)
        self.people = [self.ids.new() for _ in range(PEOPLE)]
        self.postings = 0

    def journal(self) -> Journal:
        """What a clean has earned: four lines, two of them on the house's hottest accounts."""
        lines = (
            ("customer:owed", self.random.choice(self.people), 8640),
            ("cleaner:accrued", self.random.choice(self.people), -5040),
            ("platform:revenue", None, -2160),
            ("gateway", None, -1440),
        )
        postings = tuple(Posting(account=name, owner=who, amount=Money(amount=cents)) for name, who, cents in lines)
        one = self.ids.new()
        return Journal(id=JournalId(one), kind="earned", source=one, booking=one, at=present(), postings=postings)

    async def ours(self, journal: Journal) -> None:
        """One journal through the unit of work."""
        async with self.store.begin() as work:
            assert await work.journals.post(journal)

    async def bare(self, journal: Journal) -> None:
        """The same rows in one statement, guarded by nobody."""
        lines = journal.postings
        await self.pool.execute(
            _BARE_POST,
            journal.id,
            journal.kind,
            journal.source,
            journal.booking,
            journal.at,
            [one.account for one in lines],
            [one.amount.currency for one in lines],
            [one.owner for one in lines],
            [one.amount.amount for one in lines],
        )

    async def grow(self, size: int) -> None:
        """Both books filled up to so many postings, thousands at once, past every clock."""
        while self.postings < size:
            ids = [self.ids.new() for _ in range(min(BATCH, (size - self.postings + 3) // 4))]
            pairs = [self.random.choices(self.people, k=len(ids)) for _ in range(2)]
            for journal, posting in (("journal", "posting"), ("bare_journal", "bare_posting")):
                async with self.pool.acquire() as sql, sql.transaction():
                    await sql.execute(_FILL_JOURNALS.format(journal=journal), ids)
                    await sql.execute(_FILL_POSTINGS.format(posting=posting), ids, *pairs)
            self.postings += 4 * len(ids)
        async with self.pool.acquire() as sql:
            await sql.execute("ANALYZE")
            await sql.execute("CHECKPOINT")


async def run(asked: Asked) -> Measured:
    """Post and ask at both sizes, in turns, in one process over one database."""
    async with AsyncExitStack() as stack:
        wanted = wanted_by(dict(os.environ))
        databases = await stack.enter_async_context(open_databases(wanted, dict(os.environ), SystemDice().token))
        url = databases.postgres.url
        await migrate(url)
        store = await stack.enter_async_context(open_postgres(PostgresSettings(url=url, pool_max=CALLERS)))
        pool = await stack.enter_async_context(lean_pool(url, most=CALLERS))
        for table in ("bare_journal", "bare_posting", "bare_balance"):
            await pool.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in _BARE:
            await pool.execute(statement)
        books = Books(store, pool, asked.seed)
        await books.ours(books.journal())
        return await _measured(books, asked)


async def _measured(books: Books, asked: Asked) -> Measured:
    sizes = QUICK_SIZES if asked.quick else SIZES
    at = {size: await _at(books, size, QUICK_PER_ROUND if asked.quick else PER_ROUND) for size in sizes}
    small, large = (at[size] for size in sizes)
    flat = small["ours_us_per_posting"] / large["ours_us_per_posting"]
    figures: dict[str, object] = {f"{name}_at_{size}": value for size in sizes for name, value in at[size].items()}
    async with books.store.begin() as work:
        assert not await work.journals.drifts(), "the balances are what was posted"
    figures["ours_to_bare"] = large["ours_to_bare"]
    return Measured(name="bench ledger", ratio=flat, goal=GOAL, figures=figures | {"callers": CALLERS})


async def _at(books: Books, size: int, per_round: int) -> dict[str, float]:
    """Everything that is measured while the books are about so large."""
    await books.grow(size)
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(ROUNDS):
        ours.append(await _round(books, books.ours, per_round))
        bare.append(await _round(books, books.bare, per_round))
    posted = per_round * ROUNDS
    who = books.people[0]
    asked = {
        "balance_ms": await _median(lambda: _balance(books, "gateway", None)),
        "balance_of_one_ms": await _median(lambda: _balance(books, "customer:owed", who)),
        "bare_row_ms": await _median(lambda: books.pool.fetchval(_BARE_ROW, UUID(int=0))),
        "bare_sum_ms": await _median(lambda: books.pool.fetchval(_BARE_SUM)),
        "bare_sum_of_one_ms": await _median(lambda: books.pool.fetchval(_BARE_SUM_OF_ONE, who)),
    }
    return {
        "ours_per_s": round(posted / sum(ours), 1),
        "bare_per_s": round(posted / sum(bare), 1),
        "ours_to_bare": round(statistics.median(b / a for a, b in zip(ours, bare, strict=True)), 2),
        "ours_us_per_posting": round(statistics.median(ours) / per_round / 4 * 1e6, 1),
    } | {name: round(1000 * value, 3) for name, value in asked.items()}


async def _round(books: Books, post: Post, count: int) -> float:
    """How long so many journals take, a few callers at once."""
    waiting = [books.journal() for _ in range(count)]

    async def caller() -> None:
        while waiting:
            await post(waiting.pop())

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return time.perf_counter() - began


async def _balance(books: Books, account: str, owner: UUID | None) -> None:
    async with books.store.begin() as work:
        assert not (await work.journals.balance(account, owner)).is_zero or owner is not None


async def _median(ask: Callable[[], Awaitable[object]]) -> float:
    took: list[float] = []
    for _ in range(QUESTIONS):
        began = time.perf_counter()
        await ask()
        took.append(time.perf_counter() - began)
    return percentile(took, 0.5)
