"""Walks of pay through the marketplace: every phase of a payout, every way in which being paid can be refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.unit.marketplace.journeys import HOUR, JOURNEYS, about, at_the_door, book, comer, story
from tests.unit.marketplace.market import DAY, Market
from tests.unit.marketplace.till import till
from tests.unit.ports.payment.pay_town import PayTown, euros

from cleanbee.adapters.memory.faults import Faults
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import BookingId, NotInPhase, Refused, evolve, with_
from cleanbee.domain.payment.abandon import StillTried
from cleanbee.domain.payment.cash_out import CashOutTooSmall, FeeNotAgreed
from cleanbee.domain.payment.papers.paper import Seller
from cleanbee.domain.payment.payment import Abandoned
from cleanbee.domain.payment.promotion import Terms
from cleanbee.domain.people.actor import AsCleaner, AsCustomer, AsOps
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked
from cleanbee.ports.inbound.booking.extra_time import ApproveExtraTime, AskExtraTime, ExtraTimeWanted
from cleanbee.ports.inbound.payment.abandon_operation import AbandonAsked, AbandonOperation
from cleanbee.ports.inbound.payment.credits import CreditBackAsked, CreditGiven, GrantCredit, RefundCredit
from cleanbee.ports.inbound.payment.papers import BookingPaperAsked, ReadBookingReceipt, ReadInvoice
from cleanbee.ports.inbound.payment.payout_account import AccountGiven, ChangeAccount, ProveIdentity
from cleanbee.ports.inbound.payment.payouts import CashOut, CashOutAsked, PayoutAsked, TurnPayout
from cleanbee.ports.inbound.payment.promotions import CodeRedeemed, MakePromotion, PromotionWished, RedeemCode
from cleanbee.ports.inbound.people.request_code import CodeSent

__all__ = ["JOURNEYS"]

WEEK = timedelta(days=7)


async def name_account(market: Market, me: AsCleaner, word: str) -> Any:
    """A code is sent, typed once wrongly and once rightly, and money goes there from now on."""
    house = market.house
    sent = await market.ask(ProveIdentity(house.store, house.ids, house.dice)(me))
    assert isinstance(sent, CodeSent), sent
    async with house.store.begin() as work:
        notice = next(one for one in await work.notices.to_person(me.id, 50) if one.subject == sent.sign_in)
    change = ChangeAccount(house.store, house.gateway)
    for setup, code in ((word, "x"), ("account_from_nowhere", notice.words["code"]), (word, notice.words["code"])):
        answer = await market.ask(change(AccountGiven(actor=me, setup=setup, proof=sent.sign_in, code=code)))
    return answer


def receipt_of(booking: Booking) -> BookingPaperAsked:
    """Its customer asks for it."""
    me = AsCustomer(id=booking.customer)
    return BookingPaperAsked(actor=me, booking=booking.id, language="de", reference="bkg")


async def paid_out(market: Market, pay: PayTown) -> None:
    """A week passes, the job runs, the gateway is asked, and the cleaner's bank has its days."""
    await market.wait(WEEK)
    await pay.run()
    await market.observe()
    await pay.send()
    await market.wait(4 * DAY)
    await pay.hear()
    await market.observe()


@story
async def a_cleaner_is_paid_by_the_week_and_the_money_comes_back_once(market: Market) -> None:
    booking = await book(market)
    me, pay, cash_out = comer(booking), till(market), CashOut(market.house.store, market.house.ids)
    ask = CashOutAsked(actor=me, terms_only=True)
    await market.ask(cash_out(ask))
    await name_account(market, me, "account_returns")
    await at_the_door(market, booking)
    await market.ask(market.house.start(about(booking, me)))
    await market.wait(3 * HOUR)
    await market.ask(market.house.finish(about(booking, me)))
    await market.ask(cash_out(ask))
    await market.ask(ReadBookingReceipt(market.house.store, Seller(name="CleanBee"))(receipt_of(booking)))
    await market.ask(ReadInvoice(market.house.store)(receipt_of(booking)))
    await market.wait(2 * DAY)
    paper = await market.ask(ReadBookingReceipt(market.house.store, Seller(name="CleanBee"))(receipt_of(booking)))
    assert paper.sections[0].rows[-1].amount == booking.price.total
    await pay.run()
    await market.observe()
    await paid_out(market, pay)
    await pay.run()
    await name_account(market, me, "account_ok")
    await paid_out(market, pay)
    assert await pay.got(me.id) == booking.price.cleaner.amount


@story
async def a_customer_is_promised_something_and_lets_it_lapse(market: Market) -> None:
    """Too much, for no reason, then a credit: set aside for a clean that is called off, and never used."""
    house, mia = market.house, market.customer(0)
    promise, boss = GrantCredit(house.store, house.ids), AsOps(id=market.ops.id, role="finance")
    for cents, reason in ((50_000, "We were late"), (1500, " "), (1500, "We were late")):
        await market.ask(promise(CreditGiven(actor=boss, customer=mia.id, amount=cents, reason=reason)))
    booking = await book(market, days=6)
    await market.ask(house.cancel(CancelAsked(actor=mia, booking=booking.id)))
    await market.wait(DAY)
    async with house.store.begin() as work:
        wallet = await work.wallets.find(mia.id)
    assert wallet is not None and wallet.available(await market.now()) == euros(1500)
    back = CreditBackAsked(actor=boss, booking=booking.id, amount=1500, reason="It paid for nothing")
    await market.ask(RefundCredit(house.store, house.ids)(back))
    await market.wait(366 * DAY)


@story
async def a_customer_redeems_a_code_that_is_used_up_and_whose_time_is_over(market: Market) -> None:
    """Terms that mean nothing, then a code: redeemed by one, too late for another; a second one of its name is not."""
    house, boss = market.house, AsOps(id=market.ops.id, role="finance")
    make, redeem = MakePromotion(house.store, house.ids), RedeemCode(house.store, house.ids)
    today = (await market.now()).date()
    terms = Terms(
        code="Welcome10", amounts=(euros(1000),), first_day=today, last_day=today, zone="Europe/Berlin", most=1, days=2
    )
    for wish, why in ((with_(terms, most=1, code="?"), "New"), (terms, " "), (terms, "New"), (terms, "Again")):
        await market.ask(make(PromotionWished(actor=boss, terms=wish, reason=why)))
    for number in (0, 1):
        await market.ask(redeem(CodeRedeemed(actor=market.customer(number), code="welcome10 ")))
    await market.wait(3 * DAY)


@story
async def a_visit_takes_longer_and_the_customer_pays_for_it(market: Market) -> None:
    """Agreed to before anybody asks, asked for twice, paid; the next day somebody else waits already."""
    house, mia = market.house, market.customer(0)
    ask, agree = AskExtraTime(house.store), ApproveExtraTime(house.store, house.ids, house.settle)
    for days, another in ((2, False), (3, True)):
        booking = await book(market, days)
        if another:
            await book(market, days)
        me = comer(booking)
        await at_the_door(market, booking)
        await market.ask(house.start(about(booking, me)))
        await market.ask(agree(about(booking, mia)))
        for minutes in (60, 15):
            await market.ask(ask(ExtraTimeWanted(actor=me, booking=booking.id, minutes=minutes)))
        await market.ask(agree(about(booking, mia)))
        await market.ask(house.finish(about(booking, me)))
        await market.observe()


@story
async def nobody_agrees_in_time_or_the_card_does_not_pay(market: Market) -> None:
    house, mia = market.house, market.customer(0)
    ask, agree = AskExtraTime(house.store), ApproveExtraTime(house.store, house.ids, house.settle)
    for days, late in ((2, True), (3, False)):
        booking = await book(market, days)
        me = comer(booking)
        await at_the_door(market, booking)
        await market.ask(house.start(about(booking, me)))
        await market.ask(ask(ExtraTimeWanted(actor=me, booking=booking.id, minutes=15)))
        if late:
            await market.wait(3 * HOUR)
        async with house.store.begin() as work:
            payment = await work.payments.of_booking(booking.id)
            card = None if payment is None else await work.cards.find(payment.card)
            assert card is not None
            await work.cards.replace(card, evolve(card, token="card_declined"))
        await market.ask(agree(about(booking, mia)))
        await market.ask(house.finish(about(booking, me)))
        await market.observe()
        await market.wait(2 * DAY)


@story
async def a_cleaner_would_be_paid_at_once(market: Market) -> None:
    """Too little, not for that fee, disputed, kept by the office; at last it is sent."""
    me, pay, house = market.cleaner(1), till(market), market.house
    cash_out, boss = CashOut(house.store, house.ids), AsOps(id=market.ops.id, role="finance")
    await name_account(market, me, "account_ok")
    disputed = BookingId(house.ids.new())
    await pay.earns(me.id, 40, disputed)
    small = await market.ask(cash_out(CashOutAsked(actor=me, terms_only=True)))
    assert isinstance(small.why, CashOutTooSmall)
    await pay.disputes(disputed)
    await market.ask(cash_out(CashOutAsked(actor=me, terms_only=True)))
    await pay.disputes(disputed, closed=True)
    await pay.earns(me.id, 6000)
    await pay.run()
    await market.observe()
    payout = await pay.one(me.id)
    block, unblock = TurnPayout(house.store, "payout.block"), TurnPayout(house.store, "payout.unblock")
    for reason in ("", "A lost telephone"):
        await market.ask(block(PayoutAsked(actor=boss, payout=payout.id, reason=reason)))
    await market.observe()
    await market.ask(cash_out(CashOutAsked(actor=me, terms_only=True)))
    await market.ask(unblock(PayoutAsked(actor=boss, payout=payout.id, reason="She called")))
    dear = await market.ask(cash_out(CashOutAsked(actor=me, agreed=euros(1))))
    assert isinstance(dear.why, FeeNotAgreed)
    await market.ask(cash_out(CashOutAsked(actor=me, agreed=dear.why.fee)))
    await market.ask(block(PayoutAsked(actor=boss, payout=payout.id, reason="Too late")))
    await paid_out(market, pay)


@story
async def a_capture_of_which_the_gateway_says_nothing_is_closed_by_hand(market: Market) -> None:
    """Asked for until its key is too old, then looked for; at last somebody looks there, and the customer owes it."""
    booking, house = await book(market), market.house
    await at_the_door(market, booking)
    await market.ask(house.start(about(booking, comer(booking))))
    await market.wait(3 * HOUR)
    await market.ask(house.finish(about(booking, comer(booking))))
    house.gateway.faults = Faults(1, never=1000)
    await market.wait(DAY + HOUR)
    async with house.store.begin() as work:
        (doubt,) = [one for one in await work.operations.of_booking(booking.id) if not one.finished]
    boss, abandon = AsOps(id=market.ops.id, role="finance"), AbandonOperation(house.store, house.gateway, house.ids)
    ask = AbandonAsked(actor=boss, operation=doubt.id, reason="It is silent", evidence="No such charge there")
    early = await market.ask(abandon(ask))
    assert isinstance(early.why, StillTried)
    await market.wait(DAY)
    closed = await market.ask(abandon(ask))
    assert isinstance(closed.phase, Abandoned)
    house.gateway.faults.heal()
    again = await market.ask(abandon(ask))
    assert again == Refused(why=NotInPhase(phase="abandoned"))
    await market.observe()


@story
async def a_week_goes_against_what_a_cleaner_owes_and_another_waits_for_an_account(market: Market) -> None:
    me, pay = market.cleaner(2), till(market)
    await pay.gives_back(me.id, 500, 0)
    await pay.earns(me.id, 300)
    await paid_out(market, pay)
    await pay.earns(me.id, 3000)
    await paid_out(market, pay)
