"""Stories of charges that banks take back, over memory."""

from __future__ import annotations

from tests.unit.ports.payment.dispute_walks import DisputeWalks, court

__all__ = ["court"]


class TestDisputesOverMemory(DisputeWalks):
    """In memory."""
