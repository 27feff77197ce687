"""Whoever holds the application's own connection and means harm to the books gets nowhere, whatever the SQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from cleanbee.adapters.postgres.app_role import admit_app
from cleanbee.adapters.postgres.constraints import SAYS
from cleanbee.domain.payment.accounts import ACCOUNTS, CHART

Line = tuple[str, UUID | None, int, str]
MIA, JOYCE = uuid4(), uuid4()
PER_BATCH = 40


@dataclass
class Attacker:
    """One who speaks SQL as the application, with a posted journal before them."""

    sql: Any
    posted: UUID
    fact: UUID

    async def post(self, *lines: Line, journal: UUID | None = None, **columns: object) -> UUID:
        """A journal with these lines, statement by statement, as nobody in the house would write it."""
        one = journal or uuid4()
        asked = {"id": one, "kind": "earned", "source": uuid4(), "at": columns.pop("at", None)} | columns
        asked = {name: value for name, value in asked.items() if value is not None}
        places = ", ".join(f"${n}" for n in range(1, len(asked) + 1))
        await self.sql.execute(
            f"INSERT INTO journal ({', '.join(asked)}, at) VALUES ({places}, now())", *asked.values()
        )
        for number, line in enumerate(lines, 1):
            await self.line(one, number, line)
        return one

    async def line(self, journal: UUID, number: int, line: Line) -> None:
        account, owner, amount, currency = line
        await self.sql.execute(
            "INSERT INTO posting (journal, line, account, owner, amount, currency) VALUES ($1, $2, $3, $4, $5, $6)",
            journal,
            number,
            account,
            owner,
            amount,
            currency,
        )


def owed(amount: int, currency: str = "EUR") -> Line:
    return "customer:owed", MIA, amount, currency


def revenue(amount: int, currency: str = "EUR") -> Line:
    return "platform:revenue", None, amount, currency


Attack = Callable[[Attacker], Awaitable[object]]


async def reopened(by: Attacker) -> None:
    journal = await by.post(owed(5), revenue(-5))
    await by.sql.execute("SET CONSTRAINTS ALL IMMEDIATE")
    await by.line(journal, 3, owed(7))
    await by.line(journal, 4, revenue(-7))


async def dressed_as_old(by: Attacker) -> None:
    tx = await by.sql.fetchval("SELECT tx::text FROM journal WHERE id = $1", by.posted)
    await by.sql.execute(
        "INSERT INTO posting (journal, line, account, owner, amount, currency, tx) "
        "VALUES ($1, 9, 'customer:owed', $2, 1, 'EUR', $3::text::xid8), "
        "($1, 10, 'platform:revenue', NULL, -1, 'EUR', $3::text::xid8)",
        by.posted,
        MIA,
        tx,
    )


async def account_made_up(by: Attacker) -> None:
    await by.sql.execute("INSERT INTO ledger_account (account, currency) VALUES ('platform:slush', 'EUR')")


async def currency_made_up(by: Attacker) -> None:
    await by.sql.execute("INSERT INTO ledger_account (account, currency) VALUES ('gateway', 'euro')")


async def taken_back_twice(by: Attacker) -> None:
    await by.post(owed(-100), revenue(100), kind="reversal", source=by.posted, reverses=by.posted)
    await by.post(owed(100), revenue(-100))
    await by.post(owed(-100), revenue(100), kind="reversal", reverses=by.posted)


async def reversal_taken_back(by: Attacker) -> None:
    back = await by.post(owed(-100), revenue(100), kind="reversal", source=by.posted, reverses=by.posted)
    await by.post(owed(100), revenue(-100), kind="reversal", reverses=back)


REFUSED: dict[str, tuple[str, Attack]] = {
    "an unbalanced journal": ("journal_balanced", lambda by: by.post(owed(5), revenue(-4))),
    "a journal of one line": ("journal_balanced", lambda by: by.post(owed(5))),
    "a journal of nothing": ("journal_balanced", lambda by: by.post()),
    "a gap hidden between two currencies": ("journal_balanced", lambda by: by.post(owed(5), revenue(-5, "CHF"))),
    "a currency without an account": ("posting_account", lambda by: by.post(owed(5, "XAU"), revenue(-5, "XAU"))),
    "a currency that is none": ("currency_is_a_code", currency_made_up),
    "an account that is not on the chart": ("account_on_chart", account_made_up),
    "a posting on an unknown account": (
        "posting_account",
        lambda by: by.post(("platform:slush", None, 5, "EUR"), revenue(-5)),
    ),
    "a posting of nothing": ("posting_moves_something", lambda by: by.post(owed(5), revenue(0), revenue(-5))),
    "somebody's money in the house's name": (
        "posting_owner",
        lambda by: by.post(("cleaner:payable", None, -5, "EUR"), ("gateway", None, 5, "EUR")),
    ),
    "the house's money in somebody's name": (
        "posting_owner",
        lambda by: by.post(("gateway", JOYCE, -5, "EUR"), revenue(5)),
    ),
    "a late line in an old journal": ("posting_closes_with_journal", lambda by: by.line(by.posted, 3, owed(7))),
    "a late line that claims the old transaction": ("posting_closes_with_journal", dressed_as_old),
    "a journal that was closed, opened again": ("journal_closed", reopened),
    "the same fact again": (
        "one_journal_per_fact",
        lambda by: by.post(owed(100), revenue(-100), source=by.fact),
    ),
    "the same line again": ("posting_pkey", lambda by: by.line(by.posted, 1, owed(7))),
    "a journal taken back twice": ("one_reversal", taken_back_twice),
    "a reversal taken back": ("reversal_is_exact", reversal_taken_back),
    "a reversal of another amount": (
        "reversal_is_exact",
        lambda by: by.post(owed(-99), revenue(99), kind="reversal", reverses=by.posted),
    ),
    "a reversal of nothing": (
        "reversal_of",
        lambda by: by.post(owed(-100), revenue(100), kind="reversal", reverses=uuid4()),
    ),
    "more taken off a debt than is owed": ("min_balance", lambda by: by.post(owed(-101), revenue(101))),
    "more paid out than is payable": (
        "min_balance",
        lambda by: by.post(("cleaner:payable", JOYCE, 1, "EUR"), ("gateway", None, -1, "EUR")),
    ),
    "a credit that was never granted": (
        "min_balance",
        lambda by: by.post(("customer:credit", MIA, 1, "EUR"), owed(-1)),
    ),
}

FORBIDDEN = {
    "a posting changed": "UPDATE posting SET amount = 1",
    "a posting taken away": "DELETE FROM posting",
    "the postings emptied": "TRUNCATE posting",
    "a journal moved": "UPDATE journal SET at = now()",
    "a journal taken away": "DELETE FROM journal",
    "the journals emptied": "TRUNCATE journal CASCADE",
    "a balance altered": "UPDATE ledger_balance SET amount = amount + 1",
    "a balance made up": "INSERT INTO ledger_balance VALUES ('gateway', NULL, 'EUR', 99, 1)",
    "a balance taken away": "DELETE FROM ledger_balance",
    "the balances emptied": "TRUNCATE ledger_balance",
    "a journal hidden from its closing": "DELETE FROM ledger_open",
    "a journal kept open": "INSERT INTO ledger_open SELECT tx, id FROM journal",
    "a floor taken away": "UPDATE ledger_chart SET floor = false",
    "an account added": "INSERT INTO ledger_chart VALUES ('platform:slush', 'house', 'debit', false, false)",
    "an account renamed": "UPDATE ledger_account SET account = 'gateway'",
    "the closing switched off": "ALTER TABLE journal DISABLE TRIGGER journal_balanced",
    "the closing replaced": "CREATE OR REPLACE FUNCTION close_journals() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN NULL; END $$",
}


@pytest.fixture
async def attacker(database_url: str) -> AsyncGenerator[Attacker]:
    role = f"app_{uuid4().hex}"
    connection: Any = await asyncpg.connect(await admit_app(database_url, role, "word"))
    fact = uuid4()
    by = Attacker(connection, uuid4(), fact)
    await connection.execute(
        "INSERT INTO ledger_account (account, currency) SELECT account, currency "
        "FROM unnest($1::text[]) AS account, unnest($2::text[]) AS currency ON CONFLICT DO NOTHING",
        list(CHART),
        ["EUR", "CHF"],
    )
    async with connection.transaction():
        await by.post(owed(100), revenue(-100), journal=by.posted, source=fact)
    yield by
    await connection.close()
    owner: Any = await asyncpg.connect(database_url)
    await owner.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")
    await owner.close()


async def books(sql: Any) -> tuple[object, ...]:
    """All that stands in the books, and whether the balances are what was posted."""
    stands = [tuple(row) for row in await sql.fetch("SELECT * FROM posting ORDER BY journal, line")]
    kept = await balances(sql, "ledger_balance")
    assert kept == await balances(sql, "posting")
    assert await sql.fetchval("SELECT count(*) FROM ledger_open") == 0
    return stands, kept


async def balances(sql: Any, table: str) -> dict[object, int]:
    rows = await sql.fetch(
        f"SELECT account, owner, currency, sum(amount)::bigint FROM {table} GROUP BY 1, 2, 3 HAVING sum(amount) <> 0"
    )
    return {tuple(row)[:3]: row[3] for row in rows}


@pytest.mark.parametrize("what", REFUSED)
async def test_the_ledger_refuses(what: str, attacker: Attacker) -> None:
    constraint, attack = REFUSED[what]
    before = await books(attacker.sql)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        async with attacker.sql.transaction():
            await attack(attacker)
    assert refused.value.constraint_name == constraint
    assert constraint in SAYS
    assert await books(attacker.sql) == before


@pytest.mark.parametrize("what", FORBIDDEN)
async def test_the_application_may_not_even_try(what: str, attacker: Attacker) -> None:
    before = await books(attacker.sql)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await attacker.sql.execute(FORBIDDEN[what])
    assert await books(attacker.sql) == before


@pytest.mark.parametrize("verb", ["UPDATE ledger_balance SET amount = 1", "DELETE FROM ledger_balance",
                                  "INSERT INTO ledger_balance VALUES ('gateway', NULL, 'EUR', 1, 1)",
                                  "TRUNCATE ledger_balance"])  # fmt: skip
async def test_not_even_the_owner_alters_a_balance_by_mistake(verb: str, database_url: str, attacker: Attacker) -> None:
    before = await books(attacker.sql)
    owner: Any = await asyncpg.connect(database_url)
    try:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
            await owner.execute(verb)
        assert refused.value.constraint_name == "balance_follows_postings"
    finally:
        await owner.close()
    assert await books(attacker.sql) == before


def drawn(random: Random) -> list[Line]:
    """Lines of a journal, mostly right, often wrong in one way or another."""
    lines: list[Line] = []
    for currency in random.sample(["EUR", "CHF"], random.choice([1, 1, 2])):
        amounts = [random.choice([-1, 1]) * random.randint(1, 50) for _ in range(random.randint(1, 4))]
        amounts.append(-sum(amounts) if random.random() < 0.8 else random.randint(-50, 50))
        for amount in amounts:
            account = random.choice(ACCOUNTS)
            right = {"house": None, "customer": MIA, "cleaner": JOYCE}[account.whose]
            owner = right if random.random() < 0.97 else random.choice([None, MIA])
            name = account.name if random.random() < 0.97 else "platform:slush"
            lines.append((name, owner, amount, currency))
    return lines


def is_legal(lines: list[Line], standing: dict[object, int]) -> bool:
    """What the law of the books says of these lines, in a few words of Python."""
    sums: dict[str, int] = {}
    after = dict(standing)
    for account, owner, amount, currency in lines:
        if account not in CHART or amount == 0 or (CHART[account].whose == "house") != (owner is None):
            return False
        sums[currency] = sums.get(currency, 0) + amount
        after[account, owner, currency] = after.get((account, owner, currency), 0) + amount
    touched = {(account, owner, currency) for account, owner, _, currency in lines if owner is not None}
    floors = all(after[one] * CHART[one[0]].sign >= 0 for one in touched if CHART[one[0]].floor)
    return len(lines) >= 2 and not any(sums.values()) and floors


async def refusal(attacker: Attacker, lines: list[Line]) -> str | None:
    """By which constraint a journal of these lines is refused; none where it is kept."""
    try:
        async with attacker.sql.transaction():
            await attacker.post(*lines)
    except asyncpg.IntegrityConstraintViolationError as error:
        return str(error.constraint_name)
    return None


@pytest.mark.parametrize("seed", range(5))
async def test_of_generated_journals_just_the_legal_ones_are_kept_and_the_balances_follow(
    seed: int, attacker: Attacker
) -> None:
    random, kept, refused = Random(seed), 0, 0
    for _ in range(PER_BATCH):
        lines, standing = drawn(random), await balances(attacker.sql, "posting")
        legal = is_legal(lines, standing)
        constraint = await refusal(attacker, lines)
        assert (constraint is None) == legal, f"{lines}: {constraint or 'kept'}"
        assert constraint is None or constraint in SAYS
        kept, refused = kept + legal, refused + (not legal)
        await books(attacker.sql)
    assert kept >= 3 and refused >= 10, f"{kept} kept, {refused} refused: the generator says nothing"


async def busy_unit(pool: Any, random: Random) -> None:
    """One transaction of several journals over the hottest accounts, in whatever order they come."""
    people = [UUID(int=one) for one in range(1, 5)]
    async with pool.acquire() as sql, sql.transaction():
        by = Attacker(sql, uuid4(), uuid4())
        for _ in range(random.randint(1, 4)):
            one, other = random.sample(people, 2)
            lines: list[Line] = [
                ("customer:owed", one, 5, "EUR"),
                ("cleaner:accrued", other, -3, "EUR"),
                ("platform:revenue", None, -1, "EUR"),
                ("tax:due", None, -1, "EUR"),
                ("gateway", None, 2, "EUR"),
                ("platform:promise", None, -2, "EUR"),
            ]
            random.shuffle(lines)
            await by.post(*lines)


async def test_many_at_once_on_the_same_accounts_never_wait_for_each_other_in_a_ring(
    database_url: str, attacker: Attacker
) -> None:
    random = Random(3)
    async with asyncpg.create_pool(database_url, min_size=8, max_size=8) as pool:  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        done = await asyncio.gather(
            *(busy_unit(pool, Random(random.random())) for _ in range(120)), return_exceptions=True
        )
    assert [one for one in done if one is not None] == []
    await books(attacker.sql)
