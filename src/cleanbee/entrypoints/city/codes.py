"""The seed city's promotions as the business knows them."""

from __future__ import annotations

from cleanbee.domain.kernel import Money, PromotionId
from cleanbee.domain.payment.promotion import Promotion, Terms
from cleanbee.domain.platform.wallclock import day_bounds
from cleanbee.entrypoints.city.files import City
from cleanbee.entrypoints.city.named import of_key
from cleanbee.entrypoints.city.people import ops_id
from cleanbee.entrypoints.city.rows import PromotionRow
from cleanbee.ports.outbound.store import Work


async def keep_promotions(work: Work, city: City) -> None:
    """Every code that is not known yet; how often one was redeemed stays."""
    for row in city.promotions:
        one = _promotion(row, city.sandbox.currency)
        if await work.promotions.find(one.id) is None:
            await work.promotions.add(one)


def _promotion(row: PromotionRow, currency: str) -> Promotion:
    """A code, made on its first day in the sandbox's currency."""
    terms = Terms(
        code=row.key,
        amounts=(Money(amount=row.amount, currency=currency),),
        first_day=row.first_day,
        last_day=row.last_day,
        zone=row.zone,
        most=row.most,
        days=row.days,
        newcomers=row.newcomers,
    )
    return Promotion(
        id=PromotionId(of_key("promotion", row.key)),
        terms=terms,
        reason=row.reason,
        by=ops_id(row.by),
        made_at=day_bounds(row.first_day, row.zone)[0],
    )
