"""The walks of fees, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.booking.fee_walks import FeeWalks


class TestFeeWalksOverPostgres(FeeWalks):
    """On PostgreSQL."""
