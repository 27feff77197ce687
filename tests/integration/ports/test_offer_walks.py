"""Offers, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.matching.offer_walks import OfferWalks


class TestOfferWalksOverPostgres(OfferWalks):
    """On PostgreSQL."""
