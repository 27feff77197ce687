"""Slots and holds, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.availability.slot_walks import SlotWalks


class TestSlotWalksOverPostgres(SlotWalks):
    """On PostgreSQL."""
