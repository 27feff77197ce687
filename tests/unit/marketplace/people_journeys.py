"""Walks of people who like each other or do not: favourites, blocks."""

from __future__ import annotations

from tests.unit.marketplace.desk_journeys import JOURNEYS
from tests.unit.marketplace.journeys import about, at_the_door, book, comer, story
from tests.unit.marketplace.market import DAY, Market

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import MessageId
from cleanbee.domain.messaging.chat import MOST_A_MINUTE
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.ports.inbound.booking.block_customer import BlockAsked, BlockCustomer, UnblockAsked, UnblockCustomer
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked
from cleanbee.ports.inbound.messaging.chat import MessageAsked, PostMessage
from cleanbee.ports.inbound.people.turn_preference import PreferenceAsked, TurnPreference, Verb
from cleanbee.ports.inbound.trust.review import ReviewGiven, WriteReview

__all__ = ["JOURNEYS"]


@story
async def two_people_want_no_visits_together_any_more(market: Market) -> None:
    """A cleaner blocks the customer of a visit ahead and takes it back; then the customer blocks the cleaner."""
    house, me = market.house, market.customer(0)
    first = await book(market, days=7)
    cleaner = comer(first)
    await market.ask(BlockCustomer(house.store)(BlockAsked(actor=cleaner, booking=first.id)))
    await gone_from(market, first)
    await market.ask(UnblockCustomer(house.store)(UnblockAsked(actor=cleaner, customer=me.id)))
    second = await book(market, days=5)
    words: tuple[Verb, ...] = ("favour", "block", "unblock", "unfavour", "block")
    for verb in words:
        await market.ask(TurnPreference(house.store)(PreferenceAsked(actor=me, cleaner=cleaner.id, verb=verb)))
    await gone_from(market, second)
    await market.wait(8 * DAY)


@story
async def they_write_to_each_other(market: Market) -> None:
    """Nothing, then something under an id that is used again, then too much at once, then too late."""
    house, me = market.house, market.customer(0)
    booking = await book(market)
    id = MessageId(house.ids.new())
    for text in (" ", "The bell is broken", "I said nothing"):
        await market.ask(PostMessage(house.store, house.ids)(said(booking, me, text, id)))
    for number in range(MOST_A_MINUTE):
        await market.ask(PostMessage(house.store, house.ids)(said(booking, me, f"Knock {number}")))
    await market.wait(DAY)
    await market.ask(house.cancel(CancelAsked(actor=me, booking=booking.id, reason="no need")))
    await market.wait(3 * DAY)
    await market.ask(PostMessage(house.store, house.ids)(said(booking, me, "Was it you?")))


@story
async def they_review_each_other(market: Market) -> None:
    """In words that are not theirs, twice, and after a week too late; of the second clean one side alone speaks."""
    house, me = market.house, market.customer(0)
    write = WriteReview(house.store, house.ids)
    for other in (True, False):
        booking = await book(market)
        await market.ask(write(ReviewGiven(actor=me, booking=booking.id, stars=5)))
        await at_the_door(market, booking)
        she = comer(booking)
        await market.ask(house.start(about(booking, she)))
        await market.wait(DAY / 8)
        await market.ask(house.finish(about(booking, she)))
        for tags in (("as_described",), ("thorough",), ()):
            await market.ask(write(ReviewGiven(actor=me, booking=booking.id, stars=4, tags=tags)))
        await market.observe()
        if other:
            await market.ask(write(ReviewGiven(actor=she, booking=booking.id, stars=5)))
        await market.wait(8 * DAY)
        await market.ask(write(ReviewGiven(actor=she, booking=booking.id, stars=5)))


def said(booking: Booking, actor: AsCustomer, text: str, id: MessageId | None = None) -> MessageAsked:
    return MessageAsked(actor=actor, booking=booking.id, text=text, id=id)


async def gone_from(market: Market, booking: Booking) -> None:
    """The visit is with its cleaner no more."""
    was = comer(booking)
    await market.wait(DAY / 24)
    async with market.house.store.begin() as work:
        now = await work.bookings.find(booking.id)
    assert now is not None and getattr(now.phase, "cleaner", None) != was.id
