"""The walks of promotions, over memory."""

from __future__ import annotations

from tests.unit.ports.payment.promotion_walks import PromotionWalks


class TestPromotionsOverMemory(PromotionWalks):
    """In memory."""
