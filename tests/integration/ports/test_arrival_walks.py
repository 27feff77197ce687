"""The walks of a door, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.booking.arrival_walks import ArrivalWalks


class TestArrivalWalksOverPostgres(ArrivalWalks):
    """On PostgreSQL."""
