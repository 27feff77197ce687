"""Slots and holds, over memory."""

from __future__ import annotations

from tests.unit.ports.availability.slot_walks import SlotWalks


class TestSlotWalksOverMemory(SlotWalks):
    """In memory."""
