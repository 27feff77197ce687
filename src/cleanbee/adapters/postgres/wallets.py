"""Customers' credit as rows, and the promotions that are redeemed into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cleanbee.adapters.postgres.aggregates import Aggregates, Filed, Shape, compiled
from cleanbee.adapters.postgres.codec import from_doc
from cleanbee.adapters.postgres.tables import PromotionRow, RedemptionRow, WalletRow
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import CreditId, CustomerId, PromotionId
from cleanbee.domain.payment.credit import Wallet
from cleanbee.domain.payment.promotion import Promotion, Redemption
from cleanbee.ports.outbound.kept import Place

WALLET: Shape[Wallet] = Shape(WalletRow, Wallet, lambda one: ())
PROMOTION = Shape(PromotionRow, Promotion, lambda one: (one.terms.code, one.terms.most, one.redeemed, one.made_at))
REDEMPTION = Shape(RedemptionRow, Redemption, lambda one: (one.promotion, one.customer))


class WalletRows(Aggregates[CustomerId, Wallet]):
    """Wallets."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, WALLET)


class PromotionRows(Aggregates[PromotionId, Promotion]):
    """Promotions."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, PROMOTION)

    async def named(self, code: str) -> Promotion | None:
        """The promotion of a code."""
        return await self.first(PromotionRow.code == code)

    async def hold(self, promotion: PromotionId) -> Promotion | None:
        """The promotion as it is kept once its row is held. Business time is read anew behind the lock."""
        row: Any = PromotionRow
        sql, args = compiled(row.select(row.doc).where(row.id == promotion).lock_rows("NO KEY UPDATE"))
        rows = await self.unit.fetch_of(self.shape.name, sql, *args)
        self.unit.read_at = None
        return from_doc(rows[0][0], Promotion) if rows else None

    async def made(self, after: Place | None, limit: int) -> Sequence[Promotion]:
        """All of them by when they were made, newest first, after a place in that order."""
        row: Any = PromotionRow
        query = row.select(row.doc)
        if after is not None:
            query = query.where((row.made_at < after.at) | ((row.made_at == after.at) & (row.id < after.id)))
        return await self.many(query.order_by(row.made_at, row.id, ascending=False).limit(limit))


class RedemptionRows(Filed[CreditId, Redemption]):
    """Redemptions."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, REDEMPTION)

    async def of_customer(self, promotion: PromotionId, customer: CustomerId) -> Redemption | None:
        """The customer's redemption of a promotion."""
        return await self.first((RedemptionRow.promotion == promotion) & (RedemptionRow.customer == customer))
