"""Rows whose time is over, deleted a few at a time and around those that somebody holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.platform.retention import Lapsing

_SQL: Mapping[Lapsing, str] = {
    "idempotency_keys": """DELETE FROM idempotency_key WHERE (principal, key) IN (
        SELECT principal, key FROM idempotency_key WHERE kept_until < $1 LIMIT $2 FOR UPDATE SKIP LOCKED
    ) RETURNING 1""",
    "sign_ins": """DELETE FROM sign_in WHERE id IN (
        SELECT id FROM sign_in WHERE (doc ->> 'until')::timestamptz < $1 LIMIT $2 FOR UPDATE SKIP LOCKED
    ) RETURNING 1""",
    "sessions": """DELETE FROM session WHERE id IN (
        SELECT id FROM session WHERE least(
            (doc ->> 'revoked_at')::timestamptz,
            (doc ->> 'refresh_until')::timestamptz,
            (doc ->> 'ends_at')::timestamptz
        ) < $1 LIMIT $2 FOR UPDATE SKIP LOCKED
    ) RETURNING 1""",
    "touches": """DELETE FROM touched WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM touched WHERE at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED
    )) RETURNING 1""",
    # What waits has a moment at which it is due, and stays; what was acted on before there were such moments goes.
    "inbox": """DELETE FROM inbox WHERE (source, message) IN (
        SELECT source, message FROM inbox WHERE due_at IS NULL AND coalesce(received_at, '-infinity') < $1
        LIMIT $2 FOR UPDATE SKIP LOCKED
    ) RETURNING 1""",
    # The last place always stays: the next one is counted from it.
    "feed": """DELETE FROM feed WHERE place IN (
        SELECT feed.place FROM feed JOIN outbox ON outbox.id = feed.event
        WHERE outbox.at < $1 AND feed.place < (SELECT max(place) FROM feed) ORDER BY feed.place LIMIT $2
    ) RETURNING 1""",
}


class RetentionRows:
    """Forgets what has ended."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    async def purge(self, what: Lapsing, before: datetime, most: int) -> int:
        """Delete what ended before this instant, at most so many; how many went."""
        return len(await self._unit.fetch(_SQL[what], before, most))
