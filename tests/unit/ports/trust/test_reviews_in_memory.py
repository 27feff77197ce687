"""Reviews, over memory."""

from __future__ import annotations

from tests.unit.ports.trust.review_walks import ReviewWalks


class TestReviewsInMemory(ReviewWalks):
    """In memory."""
