"""Reviews, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.trust.review_walks import ReviewWalks


class TestReviewsOverPostgres(ReviewWalks):
    """On PostgreSQL."""
