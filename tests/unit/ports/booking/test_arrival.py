"""The walks of a door, over memory."""

from __future__ import annotations

from tests.unit.ports.booking.arrival_walks import ArrivalWalks


class TestArrivalWalksOverMemory(ArrivalWalks):
    """In memory."""
