"""Stories of tips, over memory."""

from __future__ import annotations

from tests.unit.ports.payment.tip_walks import TipWalks, thanks

__all__ = ["thanks"]


class TestTipsOverMemory(TipWalks):
    """In memory."""
