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


def aggregate_of(event: Event) -> UUID:
    """Whose story an event belongs to: its booking's when it names one, else that of the first id it carries."""
    booking = getattr(event, "booking", None)
    if isinstance(booking, UUID):
        return booking
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if isinstance(value, UUID):
            return value
    raise AssertionError(f"{event.kind} names nobody whose story it belongs to")
