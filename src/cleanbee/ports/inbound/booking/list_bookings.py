"""Reading many bookings: a customer's all, a cleaner's visits, for the office those that wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cleanbee.domain.kernel import NotAllowed, NotFound, Refused, Value, Window
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer
from cleanbee.domain.people.policy import may
from cleanbee.ports.inbound.booking.booking_view import BookingView, outlines_of, reading_of
from cleanbee.ports.outbound.booking import Mark
from cleanbee.ports.outbound.store import Store

AHEAD = timedelta(days=42)
BEHIND = timedelta(days=2)


class BookingsAsked(Value, frozen=True, kw_only=True):
    """At most ``limit`` of the asker's bookings, those after a place in the order of the list."""

    actor: Actor
    after: Mark | None = None
    limit: int = 20


class Part(Value, frozen=True, kw_only=True):
    """Some bookings of a list, and whether more follow."""

    views: tuple[BookingView, ...]
    more: bool


@dataclass(frozen=True)
class ListBookings:
    """A customer's bookings, newest first; a cleaner's visits, nearest first; for ops, the queue."""

    store: Store

    async def __call__(self, ask: BookingsAsked) -> Part | Refused[NotFound | NotAllowed]:
        """At most ``limit`` bookings."""
        allowed = may(ask.actor, "booking.list")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            now = await work.now()
            match ask.actor:
                case AsCustomer(id=me):
                    before = None if ask.after is None else ask.after.id
                    found = await work.bookings.of_customer(me, before, ask.limit + 1)
                case AsCleaner(id=me):
                    span = Window(start=now - BEHIND, end=now + AHEAD)
                    found = await work.bookings.of_cleaner(me, span, ask.after, ask.limit + 1)
                case _:
                    found = await work.bookings.needing_human(ask.after, ask.limit + 1)
            part, more = found[: ask.limit], len(found) > ask.limit
            if isinstance(ask.actor, AsCleaner):
                return Part(views=tuple([await reading_of(work, one, ask.actor, now) for one in part]), more=more)
            return Part(views=await outlines_of(work, part, ask.actor, now), more=more)
