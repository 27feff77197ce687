"""Walks of the office that gives cleans to others than were to come, and takes that back."""

from __future__ import annotations

from tests.unit.marketplace.debt_journeys import JOURNEYS
from tests.unit.marketplace.journeys import HOUR, MINUTE, asked, book, story, until
from tests.unit.marketplace.market import DAY, Market

from cleanbee.domain.booking.booking import Booking, Confirmed
from cleanbee.domain.kernel import NotInPhase, ReasonMissing, Refused, evolve
from cleanbee.domain.people.actor import AsCleaner
from cleanbee.domain.people.newcomer import AddressTaken, Caller
from cleanbee.domain.people.sign_in import AddressMalformed
from cleanbee.ports.inbound.booking.assign_cleaner import AssignAsked, UndoAsked, UndoAssigning
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.matching.answer_offer import OfferAsked
from cleanbee.ports.inbound.people.take_down import CallerTold, TakeDown, TakenDown

__all__ = ["JOURNEYS"]


async def give(market: Market, booking: Booking, to: int) -> BookingView:
    ask = AssignAsked(
        actor=market.ops, booking=booking.id, cleaner=market.cleaner(to).id, agreed="by telephone", reason="Closer"
    )
    view = await market.ask(market.house.assign(ask))
    assert isinstance(view, BookingView), view
    return view


async def undo(market: Market, booking: Booking, reason: str = "A slip") -> object:
    walk = UndoAssigning(market.house.store, market.house.ids, market.house.travel)
    return await market.ask(walk(UndoAsked(actor=market.ops, booking=booking.id, reason=reason)))


@story
async def the_office_sends_somebody_else_and_takes_it_back(market: Market) -> None:
    booking = await book(market, days=1)
    view = await give(market, booking, 1)
    assert view.booking.price == booking.price
    await market.wait(9 * MINUTE)
    assert await undo(market, booking, " ") == Refused(why=ReasonMissing())
    back = await undo(market, booking)
    assert isinstance(back, BookingView) and isinstance(back.booking.phase, Confirmed)
    assert back.booking.phase.cleaner == market.cleaner(0).id
    again = await undo(market, booking)
    assert isinstance(again, Refused) and isinstance(again.why, NotInPhase)
    await market.wait(HOUR)


@story
async def who_said_yes_is_sent_home_and_may_be_asked_again(market: Market) -> None:
    offer = await asked(market, wish="prefer")
    await market.ask(market.house.accept(OfferAsked(actor=AsCleaner(id=offer.cleaner), offer=offer.id)))
    async with market.house.store.begin() as work:
        booking = await work.bookings.find(offer.booking)
    assert booking is not None
    await give(market, booking, 0)
    await market.wait(11 * MINUTE)
    late = await undo(market, booking)
    assert isinstance(late, Refused) and isinstance(late.why, NotInPhase), "ten minutes are over"
    await until(market, booking, -2 * HOUR)


@story
async def a_search_goes_on_where_the_office_had_ended_it(market: Market) -> None:
    first = await asked(market, wish="prefer")
    for _ in range(4):
        for one in await market.offers_of(first.booking):
            await market.ask(market.house.decline(OfferAsked(actor=AsCleaner(id=one.cleaner), offer=one.id)))
        await market.wait(MINUTE)
    async with market.house.store.begin() as work:
        booking = await work.bookings.find(first.booking)
    assert booking is not None
    await give(market, booking, 1)
    back = await undo(market, booking)
    assert isinstance(back, BookingView) and back.booking.phase == booking.phase
    await market.wait(DAY)


@story
async def whoever_calls_is_taken_down_once_and_under_no_cleaners_number(market: Market) -> None:
    store, number = market.house.store, "+15550100018"
    take = TakeDown(store, market.house.ids)
    async with store.begin() as work:
        cleaner = await work.cleaners.find(market.cleaners[0])
        assert cleaner is not None
        await work.cleaners.replace(cleaner, evolve(cleaner, phone=number))

    async def told(phone: str, why: str = "Called to book") -> object:
        caller = Caller(name="Ada\r\nKern", phone=phone)
        return await market.ask(take(CallerTold(actor=market.ops, caller=caller, why=why)))

    assert await told("+15550100017", " ") == Refused(why=ReasonMissing())
    assert await told("by pigeon") == await told("ada@x.example") == Refused(why=AddressMalformed())
    assert await told(number) == Refused(why=AddressTaken())
    first, again = await told("+1 555 0100-017"), await told("+15550100017")
    assert isinstance(first, TakenDown) and isinstance(again, TakenDown)
    assert (first.new, again.new, again.customer, first.customer.name) == (True, False, first.customer, "Ada Kern")
