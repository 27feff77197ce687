"""The walks of pay, over memory."""

from __future__ import annotations

from tests.unit.ports.payment.account_walks import AccountWalks
from tests.unit.ports.payment.payout_walks import PayoutWalks, pay

__all__ = ["pay"]


class TestPayoutsOverMemory(PayoutWalks):
    """In memory."""


class TestAccountsOverMemory(AccountWalks):
    """In memory."""
