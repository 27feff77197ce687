"""Events on their way to readers: where each one stands in the feed, and for whom it is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cleanbee.domain.kernel import Event, EventId, Value


class Kept(Value, frozen=True, kw_only=True):
    """An event as the outbox keeps it: of which aggregate, its number there, and when it happened."""

    id: EventId
    aggregate: UUID
    seq: int
    at: datetime
    event: Event


class FeedEntry(Value, frozen=True, kw_only=True):
    """A committed event with its place in the feed: places rise by one, without gaps."""

    place: int
    kept: Kept
