"""Messages from outside as rows: kept once, leased with ``SKIP LOCKED`` in the order in which they happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cleanbee.adapters.postgres.codec import from_doc, to_doc
from cleanbee.adapters.postgres.drains import LEASE_S
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.payment.news import Message
from cleanbee.ports.outbound.platform import Received

_RECEIVE = """INSERT INTO inbox (source, message, received_at, happened_at, due_at, doc)
VALUES ($1, $2, $3, $4, $3, $5) ON CONFLICT (source, message) DO NOTHING RETURNING 1"""
_LEASE = f"""WITH due AS MATERIALIZED (
    SELECT source, message FROM inbox
    WHERE due_at <= $2 AND (lease_until IS NULL OR lease_until <= clock_timestamp())
    ORDER BY happened_at, message, source LIMIT $3 FOR UPDATE SKIP LOCKED
), leased AS (
    UPDATE inbox SET lease_token = $1, lease_until = clock_timestamp() + interval '{LEASE_S} s', attempt = attempt + 1
    FROM due WHERE inbox.source = due.source AND inbox.message = due.message RETURNING inbox.*
)
SELECT source, doc, received_at, attempt FROM leased ORDER BY happened_at, message, source"""
_END_LEASE = (
    "UPDATE inbox SET due_at = $4, lease_token = NULL, lease_until = NULL "
    "WHERE source = $1 AND message = $2 AND lease_token = $3 RETURNING 1"
)
_NEXT_DUE = "SELECT min(due_at) FROM inbox WHERE due_at IS NOT NULL"


class InboxRows:
    """Messages from outside, each kept once by (source, its id) and acted on later."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    async def receive(self, source: str, message: Message, now: datetime) -> bool:
        """Keep a message that is to be acted on from ``now``; false when it was kept before."""
        return bool(await self._unit.fetch(_RECEIVE, source, message.id, now, message.at, to_doc(message)))

    async def lease_due(self, now: datetime, most: int, token: UUID) -> Sequence[Received]:
        """Lease messages that are due, in the order in which what they tell happened, for 60 s of real time."""
        return tuple(
            Received(
                source=row["source"],
                message=from_doc(row["doc"], Message),
                received_at=row["received_at"],
                tries=row["attempt"],
                token=token,
            )
            for row in await self._unit.fetch(_LEASE, token, now, most)
        )

    async def done(self, received: Received) -> bool:
        """It was acted on; false when the lease was lost."""
        return await self._end_lease(received, None)

    async def put_off(self, received: Received, until: datetime) -> bool:
        """It waits on, until an instant; false when the lease was lost."""
        return await self._end_lease(received, until)

    async def next_due(self) -> datetime | None:
        """When the earliest message that waits is due."""
        return (await self._unit.read(_NEXT_DUE))[0][0]

    async def _end_lease(self, received: Received, due_at: datetime | None) -> bool:
        rows = await self._unit.fetch(_END_LEASE, received.source, received.message.id, received.token, due_at)
        return bool(rows)
