"""Offers to several at once, over memory."""

from __future__ import annotations

from tests.unit.ports.matching.call_walks import CallWalks


class TestCallWalksOverMemory(CallWalks):
    """In memory."""
