"""What must hold in the data after any run, asked in SQL that shares nothing with the store's own."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from cleanbee.entrypoints.torture.outcome import Report

Connection = Any  # asyncpg's, whose functions carry no types

NEVER = {
    "claims of one cleaner overlap": """SELECT count(*) FROM calendar_claim a JOIN calendar_claim b
        ON a.cleaner = b.cleaner AND a.id < b.id AND a.blocked && b.blocked""",
    "a confirmed booking has no claim, or more than one": """SELECT count(*) FROM booking b WHERE phase IN
        ('confirmed', 'en_route', 'at_door', 'in_progress')
        AND (SELECT count(*) FROM calendar_claim c WHERE c.booking = b.id) <> 1""",
    "a dead booking still has a claim": """SELECT count(*) FROM booking b JOIN calendar_claim c ON c.booking = b.id
        WHERE b.phase IN ('cancelled', 'expired', 'requested', 'offered', 'awaiting_choice')""",
    "a journal does not sum to zero": """SELECT count(*) FROM (SELECT journal FROM posting
        GROUP BY journal, currency HAVING sum(amount) <> 0) AS wrong""",
    "a balance is not the sum of its postings": """SELECT count(*) FROM (SELECT account FROM (
        SELECT account, owner, currency, amount FROM ledger_balance
        UNION ALL SELECT account, owner, currency, -amount FROM posting) AS both_sides
        GROUP BY account, owner, currency HAVING sum(amount) <> 0) AS wrong""",
    "a booking's phase is not its last step": """SELECT count(*) FROM booking b WHERE phase IS DISTINCT FROM
        (SELECT target FROM booking_event e WHERE e.booking = b.id ORDER BY seq DESC LIMIT 1)""",
    "a booking's versions and steps differ": """SELECT count(*) FROM booking b WHERE version <>
        (SELECT count(*) FROM booking_event e WHERE e.booking = b.id)""",
    "a booking has no payment, or more than one": """SELECT count(*) FROM booking b WHERE
        (SELECT count(*) FROM payment p WHERE p.booking = b.id) <> 1""",
    "an event was not handed on": "SELECT count(*) FROM outbox WHERE handed_on_at IS NULL",
    "the feed has a gap": "SELECT coalesce(max(place), 0) - count(*) FROM feed",
}


async def in_the_database(sql: Connection, report: Report) -> None:
    """Ask every question whose answer must be zero."""
    for what, question in NEVER.items():
        count = await sql.fetchval(question)
        report.expect(count == 0, f"{what}: {count}")
    deadlocks = await sql.fetchval("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    report.figures["deadlocks"] = deadlocks
    report.expect(deadlocks == 0, f"deadlocks: {deadlocks}")


async def at_the_gateway(sql: Connection, lines: list[str], report: Report) -> None:
    """The bank's own file against our rows: each effect once, every hold accounted for."""
    book = _book(lines)
    report.figures["holds_at_the_bank"] = len(book.held)
    report.expect(len(set(book.key_of.values())) == len(book.key_of), "one operation made two holds")
    for provider, count in (book.taken + book.freed).items():
        report.expect(count == 1, f"hold {provider} was captured or voided {count} times")
    left = set(book.held) - set(book.taken) - set(book.freed)
    ours = await _held_by_us(sql)
    report.expect(
        left == ours, f"holds at the bank and ours differ: {len(left - ours)} behind, {len(ours - left)} missing"
    )
    memo = await sql.fetchval("SELECT coalesce(sum(amount), 0) FROM posting WHERE account = 'memo:held'")
    expected = sum(book.held[provider] for provider in left)
    report.expect(memo == expected, f"the ledger says {memo} is held, the bank {expected}")


@dataclass
class Book:
    """The bank's file, read again: amounts held by hold, the key that made each, what became of it."""

    held: dict[str, int] = field(default_factory=dict[str, int])
    key_of: dict[str, str] = field(default_factory=dict[str, str])
    taken: Counter[str] = field(default_factory=Counter[str])
    freed: Counter[str] = field(default_factory=Counter[str])


def _book(lines: list[str]) -> Book:
    book = Book()
    for line in lines:
        entry = json.loads(line)
        fact = entry["fact"]
        match fact["type"]:
            case "held":
                book.held[fact["provider_id"]] = fact["amount"]["amount"]
                book.key_of[fact["provider_id"]] = entry["call"]["key"]
            case "taken":
                book.taken[fact["provider_id"]] += 1
            case "let_go":
                book.freed[fact["provider_id"]] += 1
            case _:
                pass
    return book


async def _held_by_us(sql: Connection) -> set[str]:
    phases = [json.loads(row["doc"])["phase"] for row in await sql.fetch("SELECT doc FROM payment")]
    return {one["provider_id"] for one in phases if one["type"] in {"authorized", "capturing", "voiding"}}
