"""Customers' credit in memory, and the promotions that are redeemed into it."""

from __future__ import annotations

from collections.abc import Sequence

from cleanbee.adapters.memory.aggregates import Aggregates, Filed
from cleanbee.adapters.memory.rows import Table, newest_first
from cleanbee.domain.kernel import CreditId, CustomerId, PromotionId
from cleanbee.domain.payment.credit import Wallet
from cleanbee.domain.payment.promotion import Promotion, Redemption
from cleanbee.ports.outbound.kept import Place


def wallets() -> Table[CustomerId, Wallet]:
    """The table of wallets, one a customer."""
    return Table("wallet")


def promotions() -> Table[PromotionId, Promotion]:
    """The table of promotions, one a code."""
    return Table("promotion", unique={"promotion_code": lambda one: one.terms.code})


def redemptions() -> Table[CreditId, Redemption]:
    """The table of redemptions, one a promotion and customer."""
    return Table("redemption", unique={"one_redemption_per_customer": lambda one: (one.promotion, one.customer)})


class MemoryWallets(Aggregates[CustomerId, Wallet]):
    """Wallets."""


class MemoryPromotions(Aggregates[PromotionId, Promotion]):
    """Promotions."""

    async def named(self, code: str) -> Promotion | None:
        """The promotion of a code."""
        await self._unit.turn()
        return next(iter(self._rows.where("promotion_code", code)), None)

    async def hold(self, promotion: PromotionId) -> Promotion | None:
        """The promotion as it is kept once its row is held."""
        await self._unit.turn()
        await self._unit.hold(("promotion", promotion))
        return self._rows.get(promotion)

    async def made(self, after: Place | None, limit: int) -> Sequence[Promotion]:
        """All of them by when they were made, newest first, after a place in that order."""
        await self._unit.turn()
        return newest_first(self._rows.all(), after, limit)


class MemoryRedemptions(Filed[CreditId, Redemption]):
    """Redemptions."""

    async def of_customer(self, promotion: PromotionId, customer: CustomerId) -> Redemption | None:
        """The customer's redemption of a promotion."""
        await self._unit.turn()
        return next(iter(self._rows.where("one_redemption_per_customer", (promotion, customer))), None)
