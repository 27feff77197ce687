"""Who may be told an answer again: a right that was lost since then is lost for the repetition too."""

from __future__ import annotations

from typing import Any

from cleanbee.adapters.http.route import Call, Route
from cleanbee.domain.kernel import BookingId, NotAllowed, NotFound, Refused
from cleanbee.domain.people.actor import AsCleaner
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked

PARTING = frozenset({"booking.withdraw", "booking.block_customer"})
"""What ends a cleaner's part in a booking: repeating it is how they learn that it was done."""


async def left_behind(route: Route, call: Call[Any, Any]) -> Refused[NotFound | NotAllowed] | None:
    """The no for a cleaner who is not on this booking any more; None for everybody else.

    A customer's bookings stay theirs, and what the office may is asked of the policy table before any key is looked at.
    """
    concerned = isinstance(call.actor, AsCleaner) and "booking_id" in route.parameters
    if not concerned or route.action in PARTING:
        return None
    ask = BookingAsked(actor=call.actor, booking=BookingId(call.id("booking_id")))
    found = await call.app.booking.read_booking(ask)
    return found if isinstance(found, Refused) else None
