"""Customers' credit in memory."""

from __future__ import annotations

from cleanbee.adapters.memory.aggregates import Aggregates
from cleanbee.adapters.memory.rows import Table
from cleanbee.domain.kernel import CustomerId
from cleanbee.domain.payment.credit import Wallet


def wallets() -> Table[CustomerId, Wallet]:
    """The table of wallets, one a customer."""
    return Table("wallet")


class MemoryWallets(Aggregates[CustomerId, Wallet]):
    """Wallets."""
