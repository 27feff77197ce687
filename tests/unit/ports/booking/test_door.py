"""What is asked again at the door, over memory."""

from __future__ import annotations

from tests.unit.ports.booking.door_walks import DoorWalks


class TestTheDoorOverMemory(DoorWalks):
    """In memory."""
