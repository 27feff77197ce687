"""The ledger as rows: a journal, its postings and the accounts they name are kept in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import BookingId, JournalId, Money
from cleanbee.domain.payment.ledger import Journal, Posting
from cleanbee.ports.outbound.payment import Balance

_POST = """WITH kept AS (
    INSERT INTO journal (id, kind, source, booking, at) VALUES ($1, $2, $3, $4, $5)
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
_OF_BOOKING = (
    "SELECT j.id, j.kind, j.source, j.booking, j.at, p.account, p.owner, p.amount, p.currency "
    "FROM journal j JOIN posting p ON p.journal = j.id WHERE j.booking = $1 ORDER BY j.at, j.id, p.line"
)
_BALANCES = (
    "SELECT account, owner, currency, sum(amount)::bigint AS amount FROM posting GROUP BY account, owner, currency "
    "HAVING sum(amount) <> 0 ORDER BY account, owner NULLS FIRST, currency"
)


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
        )
        return bool(kept)

    async def of_booking(self, booking: BookingId) -> Sequence[Journal]:
        """A booking's journals, oldest first."""
        found: dict[JournalId, list[Any]] = {}
        for row in await self._unit.read(_OF_BOOKING, booking):
            found.setdefault(row["id"], []).append(row)
        return tuple(_journal(rows) for rows in found.values())

    async def balances(self) -> Sequence[Balance]:
        """Every account's balance that is not zero, by account and owner."""
        return tuple(
            Balance(account=row["account"], owner=row["owner"], amount=_money(row))
            for row in await self._unit.read(_BALANCES)
        )


def _money(row: Any) -> Money:
    return Money(amount=row["amount"], currency=row["currency"])


def _journal(rows: Sequence[Any]) -> Journal:
    head = rows[0]
    return Journal(
        id=JournalId(head["id"]),
        kind=head["kind"],
        source=head["source"],
        booking=BookingId(head["booking"]),
        at=head["at"],
        postings=tuple(Posting(account=row["account"], owner=row["owner"], amount=_money(row)) for row in rows),
    )
