"""Payouts and the accounts they go to as rows; what a payout draws is kept with it in one statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from cleanbee.adapters.postgres.aggregates import Aggregates, Shape
from cleanbee.adapters.postgres.tables import PayoutAccountRow, PayoutRow
from cleanbee.adapters.postgres.unit import Unit, Write
from cleanbee.domain.kernel import BookingId, CleanerId, JournalId, Money, PayoutId, snake
from cleanbee.domain.payment.payout import (
    DISPUTE_CLOSES,
    DISPUTE_OPENS,
    PAYABLE,
    PAYING,
    UNSENT,
    Line,
    Payable,
    Payout,
)
from cleanbee.domain.payment.payout_account import PayoutAccount
from cleanbee.ports.outbound.kept import Place

ACCOUNT: Shape[PayoutAccount] = Shape(PayoutAccountRow, PayoutAccount, lambda one: ())
PAYOUT = Shape(
    PayoutRow,
    Payout,
    lambda one: (one.cleaner, one.week, one.currency, snake(type(one.phase).__name__), one.made_at),
)

_DRAW = """INSERT INTO payout_line (journal, cleaner, payout, booking, kind, amount, currency)
    SELECT line.journal, $1, $2, line.booking, line.kind, line.amount, $3
    FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::bigint[]) AS line (journal, booking, kind, amount)"""
_UNDRAWN = """SELECT j.id, j.kind, j.booking, j.at, mine.amount, mine.currency, EXISTS (
        SELECT 1 FROM journal fee WHERE fee.booking = j.booking AND fee.kind = 'fee') AS cancelled
    FROM (SELECT journal, currency, -sum(amount)::bigint AS amount FROM posting
        WHERE owner = $1 AND account = $2 GROUP BY journal, currency HAVING sum(amount) <> 0) AS mine
    JOIN journal j ON j.id = mine.journal
    WHERE j.kind <> ALL ($3::text[])
        AND NOT EXISTS (SELECT 1 FROM payout_line drawn WHERE drawn.journal = j.id AND drawn.cleaner = $1)
    ORDER BY j.at, j.id LIMIT $4"""
_WAITING = """SELECT cleaner FROM (
        SELECT owner AS cleaner FROM ledger_balance WHERE account = $1 AND amount <> 0
        UNION SELECT cleaner FROM payout WHERE phase = ANY ($2::text[])
    ) AS anybody WHERE cleaner > $3 ORDER BY cleaner LIMIT $4"""
_IN_DISPUTE = """SELECT booking FROM journal WHERE booking = ANY ($1::uuid[]) AND kind = ANY ($2::text[])
    GROUP BY booking HAVING 2 * count(*) FILTER (WHERE kind = $3) > count(*)"""


class PayoutAccountRows(Aggregates[CleanerId, PayoutAccount]):
    """Cleaners' accounts."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, ACCOUNT)


class PayoutRows(Aggregates[PayoutId, Payout]):
    """Payouts, with what each has drawn."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, PAYOUT)

    async def add(self, value: Payout) -> None:
        """Keep a new payout, and its lines as drawn."""
        await super().add(value)
        await self._draw(value, value.lines)

    async def replace(self, old: Payout, new: Payout) -> None:
        """Keep a payout's next version, and the lines it has more as drawn."""
        assert new.lines[: len(old.lines)] == old.lines, "what is drawn stays"
        await super().replace(old, new)
        await self._draw(new, new.lines[len(old.lines) :])

    async def unsent(self, cleaner: CleanerId) -> Sequence[Payout]:
        """The cleaner's payouts that are not on their way, oldest week first."""
        row: Any = PayoutRow
        query = row.select(row.doc).where((row.cleaner == cleaner) & row.phase.is_in(list(UNSENT)))
        return await self.many(query.order_by(row.week, row.made_at, row.id))

    async def undrawn(self, cleaner: CleanerId, limit: int) -> Sequence[Payable]:
        """What the ledger made payable and no payout has drawn yet, oldest first."""
        rows = await self.unit.read(_UNDRAWN, cleaner, PAYABLE, sorted(PAYING), limit)
        return tuple(_payable(row) for row in rows)

    async def waiting(self, after: CleanerId | None, limit: int) -> Sequence[CleanerId]:
        """Cleaners for whom there may be something to do, by id."""
        first = UUID(int=0) if after is None else after
        rows = await self.unit.read(_WAITING, PAYABLE, list(UNSENT), first, limit)
        return tuple(CleanerId(row["cleaner"]) for row in rows)

    async def in_dispute(self, bookings: Collection[BookingId]) -> frozenset[BookingId]:
        """Those of the bookings about which a dispute is open."""
        if not bookings:
            return frozenset()
        kinds = [DISPUTE_OPENS, *DISPUTE_CLOSES]
        rows = await self.unit.read(_IN_DISPUTE, list(bookings), kinds, DISPUTE_OPENS)
        return frozenset(BookingId(row["booking"]) for row in rows)

    async def made(self, cleaner: CleanerId | None, after: Place | None, limit: int) -> Sequence[Payout]:
        """A cleaner's payouts, or everybody's, newest first."""
        row: Any = PayoutRow
        query = row.select(row.doc)
        if cleaner is not None:
            query = query.where(row.cleaner == cleaner)
        if after is not None:
            query = query.where((row.made_at < after.at) | ((row.made_at == after.at) & (row.id < after.id)))
        return await self.many(query.order_by(row.made_at, row.id, ascending=False).limit(limit))

    async def _draw(self, payout: Payout, lines: Sequence[Line]) -> None:
        if not lines:
            return
        args = (
            payout.cleaner,
            payout.id,
            payout.currency,
            [one.journal for one in lines],
            [one.booking for one in lines],
            [one.kind for one in lines],
            [one.amount.amount for one in lines],
        )
        await self.unit.write(Write("payout_line", payout.id, _DRAW, args))


def _payable(row: Any) -> Payable:
    return Payable(
        journal=JournalId(row["id"]),
        kind=row["kind"],
        booking=None if row["booking"] is None else BookingId(row["booking"]),
        amount=Money(amount=row["amount"], currency=row["currency"]),
        at=row["at"],
        cancelled=row["cancelled"],
    )
