"""The walks of pay, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.payment.account_walks import AccountWalks
from tests.unit.ports.payment.payout_walks import PayoutWalks, pay

__all__ = ["pay"]


class TestPayoutsOverPostgres(PayoutWalks):
    """On PostgreSQL."""


class TestAccountsOverPostgres(AccountWalks):
    """On PostgreSQL."""
