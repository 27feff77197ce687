"""Many who book at once, over memory."""

from __future__ import annotations

from tests.unit.ports.booking.race_walks import RaceWalks


class TestRacesOverMemory(RaceWalks):
    """In memory."""
