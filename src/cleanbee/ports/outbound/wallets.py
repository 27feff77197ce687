"""Where customers' credit is kept, and the promotions that are redeemed into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cleanbee.domain.kernel import CreditId, CustomerId, PromotionId
from cleanbee.domain.payment.credit import Wallet
from cleanbee.domain.payment.promotion import Promotion, Redemption
from cleanbee.ports.outbound.kept import Filed, Kept, Place


class Wallets(Kept[CustomerId, Wallet], Protocol):
    """Wallets, one a customer; whoever was never promised anything has none."""


class Promotions(Kept[PromotionId, Promotion], Protocol):
    """Promotions, one a code; adding a second one of a code is ``Stale``."""

    async def named(self, code: str) -> Promotion | None:
        """The promotion of a code, as it is kept at this moment."""
        ...

    async def hold(self, promotion: PromotionId) -> Promotion | None:
        """The promotion as it is kept once its row is held, to the end of the unit; held after a customer, if both are.

        :raises Busy: not free within two seconds.
        """
        ...

    async def made(self, after: Place | None, limit: int) -> Sequence[Promotion]:
        """All of them by when they were made, newest first, after a place in that order."""
        ...


class Redemptions(Filed[CreditId, Redemption], Protocol):
    """Redemptions, one a promotion and customer; adding a second one is ``Stale``."""

    async def of_customer(self, promotion: PromotionId, customer: CustomerId) -> Redemption | None:
        """The customer's redemption of a promotion."""
        ...
