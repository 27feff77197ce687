"""The walks of fees, over memory."""

from __future__ import annotations

from tests.unit.ports.booking.fee_walks import FeeWalks


class TestFeeWalksOverMemory(FeeWalks):
    """In memory."""
