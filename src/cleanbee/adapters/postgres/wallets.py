"""Customers' credit as rows."""

from __future__ import annotations

from cleanbee.adapters.postgres.aggregates import Aggregates, Shape
from cleanbee.adapters.postgres.tables import WalletRow
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import CustomerId
from cleanbee.domain.payment.credit import Wallet

WALLET: Shape[Wallet] = Shape(WalletRow, Wallet, lambda one: ())


class WalletRows(Aggregates[CustomerId, Wallet]):
    """Wallets."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, WALLET)
