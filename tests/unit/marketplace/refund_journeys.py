"""Walks of money that goes back through the marketplace: every phase of a refund, every way in which it is refused."""

from __future__ import annotations

from typing import Any

from tests.unit.marketplace.journeys import HOUR, about, at_the_door, book, comer, story
from tests.unit.marketplace.market import DAY, Market
from tests.unit.marketplace.pay_journeys import JOURNEYS

from cleanbee.adapters.memory.faults import Faults
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import Money, OpsId, evolve, with_
from cleanbee.domain.payment.dispute import Dispute, Lost, Won
from cleanbee.domain.payment.give_back import Wish
from cleanbee.domain.payment.news import DisputeClosed, DisputeOpened
from cleanbee.domain.payment.payment import Card, Owed
from cleanbee.domain.payment.refund import Failed, Refund, Succeeded
from cleanbee.domain.people.actor import AsOps
from cleanbee.domain.platform.policy import in_each, standard
from cleanbee.ports.inbound.payment.disputes import DisputeAsked, SendEvidence
from cleanbee.ports.inbound.payment.refunds import (
    ApproveRefund,
    AskRefund,
    DropRefund,
    RefundTurned,
    RefundWished,
)
from cleanbee.ports.inbound.payment.take_dispute_news import TakeDisputeClosed, TakeDisputeOpened
from cleanbee.ports.inbound.payment.take_news import Roads, TakeNews
from cleanbee.ports.inbound.payment.tips import GiveTip, TipWished

__all__ = ["JOURNEYS"]


async def cleaned(market: Market, word: str = "card_ok") -> Booking:
    """A clean that was done, and paid a day later."""
    booking = await book(market, word=word)
    await at_the_door(market, booking)
    await market.ask(market.house.start(about(booking, comer(booking))))
    await market.wait(3 * HOUR)
    await market.ask(market.house.finish(about(booking, comer(booking))))
    await market.wait(2 * DAY)
    return booking


async def give_back(market: Market, booking: Booking, cents: int | None, currency: str = "EUR") -> Any:
    house = market.house
    amount = None if cents is None else Money(amount=cents, currency=currency)
    wish = Wish(amount=amount, reason="quality")
    answer = await market.ask(
        AskRefund(house.store, house.ids)(RefundWished(actor=market.ops, booking=booking.id, wish=wish))
    )
    await market.observe()
    return answer


@story
async def a_customer_gets_a_part_of_the_price_back(market: Market) -> None:
    """Not before it was taken, no more than there is, above the limit only once a second one agrees."""
    house = market.house
    early = await book(market, days=6)
    await give_back(market, early, 100)
    booking = await cleaned(market)
    async with house.store.begin() as work:
        await work.books.add(with_(standard(), version="alone.1000", refund_alone=in_each(1000)))
    for cents, currency in ((1_000_000, "EUR"), (100, "USD")):
        await give_back(market, booking, cents, currency)
    small = await give_back(market, booking, 500)
    waits, other = await give_back(market, booking, 501), await give_back(market, booking, 502)
    approve, drop = ApproveRefund(house.store, house.ids), DropRefund(house.store, house.ids)
    herself = AsOps(id=market.ops.id, role="finance")
    await market.ask(approve(RefundTurned(actor=herself, refund=waits.id)))
    boss = AsOps(id=OpsId(house.ids.new()), role="finance")
    await market.ask(approve(RefundTurned(actor=boss, refund=waits.id)))
    await market.ask(drop(RefundTurned(actor=market.ops, refund=other.id, reason="Asked for twice")))
    await market.observe()
    await market.wait(HOUR)
    async with house.store.begin() as work:
        found = [await work.refunds.find(one.id) for one in (small, waits)]
    assert [type(one.phase) for one in found if one is not None] == [Succeeded, Succeeded]


async def hear(market: Market) -> None:
    """What the bank tells of disputes comes in, each thing by its road."""
    ids = market.house.ids
    roads: Roads = {DisputeOpened: TakeDisputeOpened(ids), DisputeClosed: TakeDisputeClosed(ids)}
    for one in await market.house.gateway.messages():
        if isinstance(one.news, DisputeOpened | DisputeClosed):
            async with market.house.store.begin() as work:
                await TakeNews(roads)(work, one)
    await market.observe()


async def dispute_of(market: Market, booking: Booking) -> Dispute:
    async with market.house.store.begin() as work:
        (found,) = await work.disputes.of_booking(booking.id)
    return found


async def answer(market: Market, dispute: Dispute) -> object:
    boss = AsOps(id=market.ops.id, role="finance")
    send = SendEvidence(market.house.store, market.house.ids)
    answered = await market.ask(send(DisputeAsked(actor=boss, dispute=dispute.id)))
    await market.observe()
    return answered


@story
async def what_a_bank_disputes_is_not_given_back_as_well(market: Market) -> None:
    """A refund under way when the bank takes the charge back is refused by the gateway; unanswered it is lost."""
    house = market.house
    booking = await cleaned(market, "card_dispute")
    await market.wait(10 * DAY)
    await house.clock.freeze(await market.now() + 5 * DAY)
    refund = await give_back(market, booking, 500)
    assert isinstance(refund, Refund)
    await hear(market)
    await give_back(market, booking, 600)
    await market.wait(HOUR)
    async with house.store.begin() as work:
        now = await work.refunds.find(refund.id)
    assert now is not None and isinstance(now.phase, Failed)
    dispute = await dispute_of(market, booking)
    await house.clock.freeze(dispute.evidence_by)
    await answer(market, dispute)
    await market.wait(HOUR)
    assert isinstance((await dispute_of(market, booking)).phase, Lost)


@story
async def a_bank_that_has_seen_the_evidence_gives_the_money_back(market: Market) -> None:
    """It does not take what comes too late, and takes what comes in time once."""
    booking = await cleaned(market, "card_dispute_won")
    await market.wait(14 * DAY)
    await hear(market)
    bank, dispute = market.house.gateway.bank, await dispute_of(market, booking)
    was = bank.holds[dispute.charge]
    bank.holds[dispute.charge] = with_(was, contested=True)
    await answer(market, dispute)
    await market.wait(HOUR)
    bank.holds[dispute.charge] = was
    await answer(market, dispute)
    await market.wait(HOUR)
    await market.wait(8 * DAY)
    await hear(market)
    assert isinstance((await dispute_of(market, booking)).phase, Won)


async def thank(market: Market, booking: Booking, cents: int, card: Card) -> object:
    house, me = market.house, market.customer(0)
    give = GiveTip(house.store, house.ids, house.settle)
    wish = TipWished(actor=me, booking=booking.id, amount=Money(amount=cents), card=card.id)
    answer = await market.ask(give(wish))
    await market.observe()
    return answer


@story
async def a_customer_thanks_who_cleaned(market: Market) -> None:
    """Not before the work, not too much, not too late, not for what is owed; a bank may say no, or want to be asked."""
    early = await book(market, days=9)
    good, bad, asks = [await market.save_card(market.customer(0), word) for word in
                       ("card_ok", "card_declined", "card_3ds")]  # fmt: skip
    await thank(market, early, 800, good)
    booking = await cleaned(market)
    await thank(market, booking, 1_000_000, good)
    for card in (bad, asks, good):
        await thank(market, booking, 800, card)
    market.house.gateway.faults = Faults(1, never=1000)
    await thank(market, booking, 100, good)
    market.house.gateway.faults.heal()
    async with market.house.store.begin() as work:
        payment = await work.payments.of_booking(booking.id)
        assert payment is not None
        owed = evolve(payment, phase=Owed(amount=payment.amount, since=await work.now()))
        await work.payments.replace(payment, owed)
    await thank(market, booking, 800, good)
    await market.house.clock.freeze(await market.now() + 8 * DAY)
    await thank(market, booking, 800, good)
