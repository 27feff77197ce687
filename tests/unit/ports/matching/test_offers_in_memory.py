"""Offers, over memory."""

from __future__ import annotations

from tests.unit.ports.matching.offer_walks import OfferWalks


class TestOfferWalksOverMemory(OfferWalks):
    """In memory."""
