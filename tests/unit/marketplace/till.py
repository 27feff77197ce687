"""The marketplace, seen from its till: accounts, the job that pays, what banks say, and what is true of pay."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from tests.unit.marketplace.market import SYSTEM, Market
from tests.unit.ports.payment.pay_town import PayTown

from cleanbee.domain.kernel import OpsId, total
from cleanbee.domain.payment.payout import Netted, Paid
from cleanbee.ports.contracts.nouns import Nouns
from cleanbee.ports.inbound.platform.advance_clock import ClockAsked


def till(market: Market) -> PayTown:
    """The marketplace, seen from its till."""
    house: Any = market.house
    town: Any = SimpleNamespace(
        store=house.store,
        ids=house.ids,
        clock=house.clock,
        now=market.now,
        nouns=Nouns(house.ids),
        customer=SimpleNamespace(id=OpsId(market.ops.id)),
        gateway=house.gateway,
        settle=house.settle,
        joyce=market.cleaner(0),
    )
    return PayTown(town)


async def pay_is_what_the_ledger_says(market: Market) -> None:
    """M13, M16: what is payable is what no payout has drawn and what drawn ones have not sent; no line stands twice."""
    async with market.house.store.begin() as work:
        for who in market.cleaners:
            payable = -(await work.journals.balance("cleaner:payable", who))
            undrawn = total(one.amount for one in await work.payouts.undrawn(who, 10_000))
            unsent = total(one.due for one in await work.payouts.unsent(who))
            assert payable == undrawn + unsent, (payable, undrawn, unsent)
            payouts = await work.payouts.made(who, None, 10_000)
            lines = [line.journal for one in payouts for line in one.lines]
            assert len(lines) == len(set(lines)), "a line is paid once"


async def pay_at_rest(market: Market) -> None:
    """Everybody has a good account, weeks pass, and all pay arrives: what the bank sent is what was earned."""
    pay = till(market)
    for _ in range(3):
        for who in market.cleaners:
            await pay.account(who)
        for _ in range(2):
            while await pay.run():
                pass
            await market.house.advance_clock(ClockAsked(actor=SYSTEM, by=timedelta(days=8)))
            await pay.hear()
    for who in market.cleaners:
        payouts = await pay.payouts(who)
        assert all(isinstance(one.phase, Paid | Netted) for one in payouts), [one.phase for one in payouts]
        assert await pay.got(who) == total(one.due for one in payouts).amount, payouts
        assert [await pay.stands(f"cleaner:{name}", who) for name in ("accrued", "payable", "in_transit")] == [0, 0, 0]
