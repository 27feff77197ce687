"""The ledger as rows: a journal, its postings and the accounts they name are kept in one statement.

Balances are kept by the database with the postings (migration 0013), so that no question adds up what was posted.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import BookingId, JournalId, Money
from cleanbee.domain.payment.ledger import Journal, Posting
from cleanbee.ports.outbound.payment import Balance, Drift, LedgerLine, LinePlace, LinesAsked

_POST = """WITH kept AS (
    INSERT INTO journal (id, kind, source, booking, at, reverses) VALUES ($1, $2, $3, $4, $5, $10)
    ON CONFLICT (kind, source) DO NOTHING RETURNING id
), named AS (
    INSERT INTO ledger_account (account, currency)
    SELECT DISTINCT account, currency FROM unnest($6::text[], $7::text[]) AS line (account, currency)
    ORDER BY account, currency ON CONFLICT DO NOTHING
), posted AS (
    INSERT INTO posting (journal, line, account, owner, amount, currency)
    SELECT kept.id, line.n, line.account, line.owner, line.amount, line.currency
    FROM kept, unnest($6::text[], $7::text[], $8::uuid[], $9::bigint[])
        WITH ORDINALITY AS line (account, currency, owner, amount, n)
)
SELECT id FROM kept"""
_JOURNALS = (
    "SELECT j.id, j.kind, j.source, j.booking, j.at, j.reverses, p.account, p.owner, p.amount, p.currency "
    "FROM journal j JOIN posting p ON p.journal = j.id WHERE j.{by} = $1 ORDER BY j.at, j.id, p.line"
)
_OF_BOOKING = _JOURNALS.format(by="booking")
_FIND = _JOURNALS.format(by="id")
_OF_SOURCES = _JOURNALS.format(by="source").replace("= $1", "= ANY($1::uuid[])")
_TOUCHING = _JOURNALS.format(by="at").replace(
    "= $1",
    ">= $2 AND j.at < $3 AND EXISTS (SELECT 1 FROM posting t WHERE t.journal = j.id AND t.account = ANY($1::text[]))",
)
_BALANCES = (
    "SELECT account, owner, currency, sum(amount)::bigint AS amount FROM ledger_balance "
    "GROUP BY account, owner, currency HAVING sum(amount) <> 0 ORDER BY account, owner NULLS FIRST, currency"
)
_BALANCE = "SELECT coalesce(sum(amount), 0)::bigint AS amount FROM ledger_balance WHERE account = $1 AND currency = $2"
DRIFTS = """SELECT account, owner, currency, sum(kept)::bigint AS kept, sum(posted)::bigint AS posted FROM (
    SELECT account, owner, currency, amount AS kept, 0 AS posted FROM ledger_balance
    UNION ALL SELECT account, owner, currency, 0, amount FROM posting
) AS both_sides GROUP BY account, owner, currency HAVING sum(kept) <> sum(posted)
ORDER BY account, owner NULLS FIRST, currency"""
# What stood after a line is what stands now less all that came later; one statement sees both at one moment.
_LINES = """WITH page AS (
    SELECT p.journal, p.line, p.owner, p.amount FROM posting p
    WHERE p.account = $1 AND p.currency = $2{owner} AND (p.journal, p.line) < ($3, $4)
    ORDER BY p.journal DESC, p.line DESC LIMIT $5
), later AS (
    SELECT coalesce(sum(p.amount), 0) AS amount FROM posting p
    WHERE p.account = $1 AND p.currency = $2{owner} AND (p.journal, p.line) >= ($3, $4)
), standing AS (
    SELECT coalesce(sum(p.amount), 0) AS amount FROM ledger_balance p WHERE p.account = $1 AND p.currency = $2{owner}
)
SELECT page.*, j.kind, j.booking, j.at, (standing.amount - later.amount + page.amount
    - sum(page.amount) OVER (ORDER BY page.journal DESC, page.line DESC))::bigint AS total
FROM page JOIN journal j ON j.id = page.journal, later, standing ORDER BY page.journal DESC, page.line DESC"""
_LINES_OF_ALL, _LINES_OF_ONE = _LINES.format(owner=""), _LINES.format(owner=" AND p.owner = $6")
_LAST = (UUID(int=2**128 - 1), 0)


class JournalRows:
    """The ledger: append only."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    async def post(self, journal: Journal) -> bool:
        """Post once per (kind, source); false when it was posted before (nothing changes then)."""
        lines = journal.postings
        kept = await self._unit.fetch(
            _POST,
            journal.id,
            journal.kind,
            journal.source,
            journal.booking,
            journal.at,
            [one.account for one in lines],
            [one.amount.currency for one in lines],
            [one.owner for one in lines],
            [one.amount.amount for one in lines],
            journal.reverses,
        )
        return bool(kept)

    async def find(self, id: JournalId) -> Journal | None:
        """The journal with this id."""
        rows = await self._unit.read(_FIND, id)
        return _journal(rows) if rows else None

    async def of_booking(self, booking: BookingId) -> Sequence[Journal]:
        """A booking's journals, oldest first."""
        return _journals(await self._unit.read(_OF_BOOKING, booking))

    async def of_sources(self, sources: Collection[UUID]) -> Sequence[Journal]:
        """Every journal of these facts, oldest first."""
        return _journals(await self._unit.read(_OF_SOURCES, list(set(sources))))

    async def touching(self, accounts: Collection[str], since: datetime, until: datetime) -> Sequence[Journal]:
        """Every journal of ``[since, until)`` with a line on one of these accounts, oldest first."""
        return _journals(await self._unit.read(_TOUCHING, list(accounts), since, until))

    async def balances(self) -> Sequence[Balance]:
        """Every account's balance that is not zero, by account and owner."""
        return tuple(
            Balance(account=row["account"], owner=row["owner"], amount=_money(row))
            for row in await self._unit.read(_BALANCES)
        )

    async def balance(self, account: str, owner: UUID | None = None, currency: str = "EUR") -> Money:
        """What stands on an account: one owner's, or with no owner all together; debit positive."""
        if owner is None:
            rows = await self._unit.read(_BALANCE, account, currency)
        else:
            rows = await self._unit.read(f"{_BALANCE} AND owner = $3", account, currency, owner)
        return Money(amount=rows[0]["amount"], currency=currency)

    async def lines(self, ask: LinesAsked) -> Sequence[LedgerLine]:
        """An account's lines, the newest first."""
        journal, line = _LAST if ask.before is None else (ask.before.journal, ask.before.line)
        asked = (ask.account, ask.currency, journal, line, ask.limit)
        if ask.owner is None:
            rows = await self._unit.read(_LINES_OF_ALL, *asked)
        else:
            rows = await self._unit.read(_LINES_OF_ONE, *asked, ask.owner)
        return tuple(_line(row, ask.currency) for row in rows)

    async def drifts(self) -> Sequence[Drift]:
        """Every balance that is not the sum of its postings, by account and owner."""
        return tuple(
            Drift(
                account=row["account"],
                owner=row["owner"],
                kept=Money(amount=row["kept"], currency=row["currency"]),
                posted=Money(amount=row["posted"], currency=row["currency"]),
            )
            for row in await self._unit.read(DRIFTS)
        )


def _money(row: Any) -> Money:
    return Money(amount=row["amount"], currency=row["currency"])


def _line(row: Any, currency: str) -> LedgerLine:
    return LedgerLine(
        place=LinePlace(journal=JournalId(row["journal"]), line=row["line"]),
        kind=row["kind"],
        booking=row["booking"],
        at=row["at"],
        owner=row["owner"],
        amount=Money(amount=row["amount"], currency=currency),
        total=Money(amount=row["total"], currency=currency),
    )


def _journals(rows: Sequence[Any]) -> Sequence[Journal]:
    found: dict[JournalId, list[Any]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(row)
    return tuple(_journal(some) for some in found.values())


def _journal(rows: Sequence[Any]) -> Journal:
    head = rows[0]
    return Journal(
        id=JournalId(head["id"]),
        kind=head["kind"],
        source=head["source"],
        booking=head["booking"],
        at=head["at"],
        postings=tuple(Posting(account=row["account"], owner=row["owner"], amount=_money(row)) for row in rows),
        reverses=head["reverses"],
    )
