"""Offers to several at once, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.matching.call_walks import CallWalks


class TestCallWalksOverPostgres(CallWalks):
    """On PostgreSQL."""
