"""The walks of promotions, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.payment.promotion_walks import PromotionWalks


class TestPromotionsOverPostgres(PromotionWalks):
    """On PostgreSQL."""
