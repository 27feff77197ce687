"""Stories of tips, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.payment.tip_walks import TipWalks, thanks

__all__ = ["thanks"]


class TestTipsOverPostgres(TipWalks):
    """On PostgreSQL."""
