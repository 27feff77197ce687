"""The walks of a booking, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.booking.booking_walks import BookingWalks


class TestBookingWalksOverPostgres(BookingWalks):
    """On PostgreSQL."""
