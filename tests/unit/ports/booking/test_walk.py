"""The walks of a booking, over memory."""

from __future__ import annotations

from tests.unit.ports.booking.booking_walks import BookingWalks


class TestBookingWalksOverMemory(BookingWalks):
    """In memory."""
