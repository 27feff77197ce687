"""Whoever cannot come before anybody was told, in memory."""

from __future__ import annotations

from tests.unit.ports.booking.withdraw_walks import WithdrawWalks


class TestWithdrawOverMemory(WithdrawWalks):
    """In memory."""
