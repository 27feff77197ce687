"""Reading many bookings: a customer's all, a cleaner's visits, the queue of those that need a human."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cleanbee.domain.kernel import BookingId, NotAllowed, NotFound, Refused, Value, Window
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer
from cleanbee.domain.people.policy import may
from cleanbee.ports.inbound.booking.booking_view import BookingView, outline_of, reading_of
from cleanbee.ports.outbound.store import Store

AHEAD = timedelta(days=42)
BEHIND = timedelta(days=2)


class BookingsAsked(Value, frozen=True, kw_only=True):
    """One page of the asker's bookings, after the booking ``before``."""

    actor: Actor
    before: BookingId | None = None
    limit: int = 20


@dataclass(frozen=True)
class ListBookings:
    """A customer's bookings, newest first; a cleaner's visits, nearest first; for ops, the queue."""

    store: Store

    async def __call__(self, ask: BookingsAsked) -> tuple[BookingView, ...] | Refused[NotFound | NotAllowed]:
        """At most ``limit`` bookings."""
        allowed = may(ask.actor, "booking.list")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            now = await work.now()
            match ask.actor:
                case AsCustomer(id=me):
                    bookings = await work.bookings.of_customer(me, ask.before, ask.limit)
                case AsCleaner(id=me):
                    span = Window(start=now - BEHIND, end=now + AHEAD)
                    visits = await work.bookings.of_cleaner(me, span)
                    bookings = visits[: ask.limit]
                case _:
                    bookings = await work.bookings.needing_human(ask.limit)
            read = reading_of if isinstance(ask.actor, AsCleaner) else outline_of
            return tuple([await read(work, booking, ask.actor, now) for booking in bookings])


@dataclass(frozen=True)
class ListQueue:
    """What needs a human, earliest start first."""

    store: Store

    async def __call__(self, ask: BookingsAsked) -> tuple[BookingView, ...] | Refused[NotFound | NotAllowed]:
        """At most ``limit`` bookings."""
        allowed = may(ask.actor, "queue.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            now = await work.now()
            bookings = await work.bookings.needing_human(ask.limit)
            return tuple([await outline_of(work, booking, ask.actor, now) for booking in bookings])
