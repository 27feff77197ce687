"""What must never be there, asked over all that is kept or over what was posted in a span: one statement a question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from cleanbee.adapters.postgres.unit import Unit
from cleanbee.ports.outbound.watch import Span

UNBALANCED = """SELECT j.id FROM journal j LEFT JOIN posting p ON p.journal = j.id
WHERE j.at >= $1 AND j.at < $2 GROUP BY j.id HAVING count(p.line) < 2
UNION SELECT p.journal FROM journal j JOIN posting p ON p.journal = j.id
WHERE j.at >= $1 AND j.at < $2 GROUP BY p.journal, p.currency HAVING sum(p.amount) <> 0
ORDER BY 1 LIMIT 100"""
_TOUCHED = """WITH touched AS MATERIALIZED (
    SELECT DISTINCT booking FROM journal WHERE at >= $1 AND at < $2 AND booking IS NOT NULL
)"""
_REVERSED = """SELECT reverses FROM journal WHERE reverses IS NOT NULL GROUP BY reverses HAVING count(*) > 1
ORDER BY 1 LIMIT 100"""
# A clean is charged once, and only that charge is refunded; every other charge (a tip, extra time) is an operation of
# its own, by whose name a dispute is known as not the clean's.
OVER_CAPTURED = f"""{_TOUCHED}, taken_back AS (
    SELECT d.booking, o.id AS other, d.doc -> 'amount' ->> 'currency' AS currency,
        (d.doc -> 'amount' ->> 'amount')::bigint AS amount, (o.doc -> 'amount' ->> 'amount')::bigint AS charged
    FROM touched t JOIN dispute d ON d.booking = t.booking
    LEFT JOIN payment_operation o ON o.kind = 'charge' AND o.doc ->> 'provider_id' = d.doc ->> 'charge'
    WHERE d.phase <> 'won'
)
SELECT j.booking FROM journal j JOIN posting p ON p.journal = j.id
WHERE j.kind = 'capture' AND j.at >= $1 AND j.at < $2 GROUP BY j.id, p.currency
HAVING sum(p.amount) FILTER (WHERE p.account = 'gateway') > -sum(p.amount) FILTER (WHERE p.account = 'memo:held')
UNION SELECT moved.booking FROM (
    SELECT j.booking, p.currency, p.amount FROM touched t JOIN journal j ON j.booking = t.booking
    JOIN posting p ON p.journal = j.id WHERE p.account = 'gateway' AND j.kind IN ('capture', 'refund', 'refund_failed')
    UNION ALL SELECT booking, currency, -amount FROM taken_back WHERE other IS NULL
) AS moved GROUP BY moved.booking, moved.currency HAVING sum(moved.amount) < 0
UNION SELECT booking FROM taken_back WHERE other IS NOT NULL GROUP BY booking, other, charged
HAVING sum(amount) > charged ORDER BY 1 LIMIT 100"""
_DEAD_HOLDS = """SELECT b.id FROM booking b JOIN payment p ON p.booking = b.id
WHERE p.phase = 'authorized' AND b.phase IN ('cancelled', 'expired')
AND (b.doc -> 'phase' ->> 'at')::timestamptz < $1
AND coalesce((b.doc -> 'phase' -> 'fee' ->> 'amount')::bigint, 0) = 0 ORDER BY b.id LIMIT 100"""
_LAPSED_HOLDS = """SELECT b.id FROM booking b JOIN payment p ON p.booking = b.id
WHERE p.phase = 'authorized' AND b.phase IN ('completed', 'locked_out', 'settled')
AND (p.doc -> 'phase' ->> 'capture_before')::timestamptz <= $1 ORDER BY b.id LIMIT 100"""
OVERPAID = f"""{_TOUCHED} SELECT DISTINCT booking FROM (
    SELECT j.booking FROM touched t JOIN journal j ON j.booking = t.booking JOIN posting p ON p.journal = j.id
    WHERE p.account = 'cleaner:accrued' GROUP BY j.booking, p.owner, p.currency HAVING sum(p.amount) > 0
) AS more ORDER BY booking LIMIT 100"""
_ALL = Span(since=datetime(1, 1, 1, tzinfo=UTC), until=datetime(9999, 1, 1, tzinfo=UTC))


class WatchRows:
    """Questions whose answer is nothing, as long as all is well."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    async def first(self) -> datetime | None:
        """When the first journal was posted; None as long as there is none."""
        rows = await self._unit.read("SELECT min(at) AS at FROM journal")
        return rows[0]["at"]

    async def unbalanced(self, span: Span | None = None) -> Sequence[UUID]:
        """Journals with fewer than two lines, or that do not sum to zero in some currency."""
        return await self._within(UNBALANCED, span)

    async def reversed_twice(self) -> Sequence[UUID]:
        """Journals that more than one other takes back."""
        return await self._ids(_REVERSED)

    async def over_captured(self, span: Span | None = None) -> Sequence[UUID]:
        """Bookings of which more was captured than was held, or of a charge more went back, or to its bank, than was
        taken by it.
        """
        return await self._within(OVER_CAPTURED, span)

    async def dead_holds(self, before: datetime) -> Sequence[UUID]:
        """Bookings that ended before this instant, owe nothing, and still have an amount held on a card."""
        return await self._ids(_DEAD_HOLDS, before)

    async def lapsed_holds(self, now: datetime) -> Sequence[UUID]:
        """Bookings whose clean is done and whose hold ran out without being captured."""
        return await self._ids(_LAPSED_HOLDS, now)

    async def overpaid(self, span: Span | None = None) -> Sequence[UUID]:
        """Bookings of which a cleaner's share became payable twice, or before it was earned."""
        return await self._within(OVERPAID, span)

    async def _within(self, sql: str, span: Span | None) -> Sequence[UUID]:
        asked = span or _ALL
        return await self._ids(sql, asked.since, asked.until)

    async def _ids(self, sql: str, *args: object) -> Sequence[UUID]:
        return tuple(row[0] for row in await self._unit.read(sql, *args))
