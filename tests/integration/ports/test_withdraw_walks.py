"""Whoever cannot come before anybody was told, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.booking.withdraw_walks import WithdrawWalks


class TestWithdrawOverPostgres(WithdrawWalks):
    """On PostgreSQL."""
