"""What is asked again at the door, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.booking.door_walks import DoorWalks


class TestTheDoorOverPostgres(DoorWalks):
    """On PostgreSQL."""
