"""Stories of charges that banks take back, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.payment.dispute_walks import DisputeWalks, court

__all__ = ["court"]


class TestDisputesOverPostgres(DisputeWalks):
    """On PostgreSQL."""
