"""What must never be there, asked over all that is kept: one statement a question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cleanbee.adapters.postgres.unit import Unit

_UNBALANCED = """SELECT j.id FROM journal j LEFT JOIN posting p ON p.journal = j.id GROUP BY j.id
HAVING count(p.line) < 2 UNION SELECT journal FROM posting GROUP BY journal, currency HAVING sum(amount) <> 0
ORDER BY 1 LIMIT 100"""
_REVERSED = """SELECT reverses FROM journal WHERE reverses IS NOT NULL GROUP BY reverses HAVING count(*) > 1
ORDER BY 1 LIMIT 100"""
_OVER_CAPTURED = """SELECT j.booking FROM journal j JOIN posting p ON p.journal = j.id
WHERE j.kind = 'capture' GROUP BY j.id, p.currency
HAVING sum(p.amount) FILTER (WHERE p.account = 'gateway') > -sum(p.amount) FILTER (WHERE p.account = 'memo:held')
UNION SELECT moved.booking FROM (
    SELECT j.booking, p.currency, p.amount FROM journal j JOIN posting p ON p.journal = j.id
    WHERE p.account = 'gateway' AND j.booking IS NOT NULL AND j.kind IN ('capture', 'tip', 'extra_time', 'refund')
    UNION ALL SELECT booking, doc -> 'amount' ->> 'currency', -(doc -> 'amount' ->> 'amount')::bigint
    FROM dispute WHERE phase <> 'won'
) AS moved GROUP BY moved.booking, moved.currency HAVING sum(moved.amount) < 0 ORDER BY 1 LIMIT 100"""
_DEAD_HOLDS = """SELECT b.id FROM booking b JOIN payment p ON p.booking = b.id
WHERE p.phase = 'authorized' AND b.phase IN ('cancelled', 'expired')
AND (b.doc -> 'phase' ->> 'at')::timestamptz < $1
AND coalesce((b.doc -> 'phase' -> 'fee' ->> 'amount')::bigint, 0) = 0 ORDER BY b.id LIMIT 100"""
_LAPSED_HOLDS = """SELECT b.id FROM booking b JOIN payment p ON p.booking = b.id
WHERE p.phase = 'authorized' AND b.phase IN ('completed', 'locked_out', 'settled')
AND (p.doc -> 'phase' ->> 'capture_before')::timestamptz <= $1 ORDER BY b.id LIMIT 100"""
_OVERPAID = """SELECT DISTINCT booking FROM (
    SELECT j.booking FROM journal j JOIN posting p ON p.journal = j.id
    WHERE p.account = 'cleaner:accrued' AND j.booking IS NOT NULL
    GROUP BY j.booking, p.owner, p.currency HAVING sum(p.amount) > 0
) AS more ORDER BY booking LIMIT 100"""


class WatchRows:
    """Questions whose answer is nothing, as long as all is well."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    async def unbalanced(self) -> Sequence[UUID]:
        """Journals with fewer than two lines, or that do not sum to zero in some currency."""
        return await self._ids(_UNBALANCED)

    async def reversed_twice(self) -> Sequence[UUID]:
        """Journals that more than one other takes back."""
        return await self._ids(_REVERSED)

    async def over_captured(self) -> Sequence[UUID]:
        """Bookings of which more was captured than was held, or more went back, or to a bank, than was taken."""
        return await self._ids(_OVER_CAPTURED)

    async def dead_holds(self, before: datetime) -> Sequence[UUID]:
        """Bookings that ended before this instant, owe nothing, and still have an amount held on a card."""
        return await self._ids(_DEAD_HOLDS, before)

    async def lapsed_holds(self, now: datetime) -> Sequence[UUID]:
        """Bookings whose clean is done and whose hold ran out without being captured."""
        return await self._ids(_LAPSED_HOLDS, now)

    async def overpaid(self) -> Sequence[UUID]:
        """Bookings of which a cleaner's share became payable twice, or before it was earned."""
        return await self._ids(_OVERPAID)

    async def _ids(self, sql: str, *args: object) -> Sequence[UUID]:
        return tuple(row[0] for row in await self._unit.read(sql, *args))
