"""Walks of money that does not come: a doubt at the deadline for the card, and debts that no card pays."""

from __future__ import annotations

from datetime import timedelta

from tests.unit.marketplace.journeys import HOUR, about, at_the_door, book, comer, story, until
from tests.unit.marketplace.market import DAY, Market
from tests.unit.marketplace.refund_journeys import JOURNEYS, give_back

from cleanbee.adapters.memory.faults import Faults
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import NotInPhase, ReasonMissing, Refused
from cleanbee.domain.payment.debt import Ending
from cleanbee.domain.payment.refund import PaidWithoutCard
from cleanbee.domain.people.actor import AsOps
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.end_debt import EndDebt, EndDebtAsked

__all__ = ["JOURNEYS"]

MINUTE = timedelta(minutes=1)


@story
async def nobody_knows_at_the_deadline_whether_the_money_is_held(market: Market) -> None:
    booking = await book(market, days=7)
    await until(market, booking, -49 * HOUR)
    market.house.gateway.faults = Faults(1, lost=1000)
    await until(market, booking, -5 * HOUR)
    await market.observe()
    market.house.gateway.faults.heal()
    await until(market, booking, -4 * HOUR)


async def owed_after_work(market: Market, ending: Ending) -> Booking:
    """The money cannot be taken after the work; the office ends the debt, once and with a reason."""
    booking = await book(market, word="card_untaken")
    await at_the_door(market, booking)
    await market.ask(market.house.start(about(booking, comer(booking))))
    await until(market, booking, 3 * HOUR)
    await market.ask(market.house.finish(about(booking, comer(booking))))
    await market.wait(DAY + HOUR)
    await market.observe()
    end, boss = EndDebt(market.house.store, market.house.ids), AsOps(id=market.ops.id, role="finance")
    ask = EndDebtAsked(actor=boss, booking=booking.id, ending=ending, reason=" ")
    assert await market.ask(end(ask)) == Refused(why=ReasonMissing())
    ask = EndDebtAsked(actor=boss, booking=booking.id, ending=ending, reason="Statement 17, line 3")
    done = await market.ask(end(ask))
    assert isinstance(done, BookingView), done
    again = await market.ask(end(ask))
    assert isinstance(again, Refused) and isinstance(again.why, NotInPhase)
    await market.wait(DAY)
    return booking


@story
async def what_a_customer_owes_is_given_up(market: Market) -> None:
    await owed_after_work(market, "write_off")


@story
async def what_a_customer_owes_is_paid_otherwise(market: Market) -> None:
    """There is an invoice for it, and no card that anything could go back to."""
    booking = await owed_after_work(market, "paid_otherwise")
    async with market.house.store.begin() as work:
        assert await work.invoices.of_booking(booking.id) is not None
    no = await give_back(market, booking, 1000)
    assert isinstance(no, Refused) and isinstance(no.why, PaidWithoutCard)
