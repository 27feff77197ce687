"""The walks of extra time, over memory."""

from __future__ import annotations

from tests.unit.ports.booking.extra_walks import ExtraWalks


class TestExtraTimeOverMemory(ExtraWalks):
    """In memory."""
