"""Stories of money that goes back, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.payment.refund_walks import RefundWalks, desk

__all__ = ["desk"]


class TestRefundsOverPostgres(RefundWalks):
    """On PostgreSQL."""
