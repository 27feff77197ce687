"""Reading one booking."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.kernel import NotAllowed, NotFound, Refused
from cleanbee.domain.people.policy import may
from cleanbee.ports.inbound.booking.booking_view import BookingView, reading_of
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.outbound.store import Store


@dataclass(frozen=True)
class ReadBooking:
    """Shows a booking to whoever may see it; to others it is absent."""

    store: Store

    async def __call__(self, ask: BookingAsked) -> BookingView | Refused[NotFound | NotAllowed]:
        """The booking as it is now."""
        async with self.store.begin() as work:
            booking = await work.bookings.find(ask.booking)
            if booking is None:
                return Refused(why=NotFound(what="booking"))
            allowed = may(ask.actor, "booking.read", facts_of(booking))
            if isinstance(allowed, Refused):
                return allowed
            return await reading_of(work, booking, ask.actor, await work.now())
