"""Where customers' credit is kept."""

from __future__ import annotations

from typing import Protocol

from cleanbee.domain.kernel import CustomerId
from cleanbee.domain.payment.credit import Wallet
from cleanbee.ports.outbound.kept import Kept


class Wallets(Kept[CustomerId, Wallet], Protocol):
    """Wallets, one a customer; whoever was never promised anything has none."""
