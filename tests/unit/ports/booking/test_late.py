"""Confirm now, bind late, over memory."""

from __future__ import annotations

from tests.unit.ports.booking.late_walks import LateWalks


class TestLateBindingOverMemory(LateWalks):
    """In memory."""
