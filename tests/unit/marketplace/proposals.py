"""What the queue proposes is done at once and put back: the domain refuses neither, and cleaner and price return."""

from __future__ import annotations

from tests.unit.marketplace.market import Market

from cleanbee.domain.booking.booking import Booking, Confirmed, Offered, Requested
from cleanbee.domain.kernel import Money, Refused
from cleanbee.domain.matching.needs import Repair, paid
from cleanbee.ports.inbound.booking.assign_cleaner import AssignAsked, AssignCleaner, UndoAsked, UndoAssigning
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.read_queue import Needed, Queue, QueueAsked, ReadQueue
from cleanbee.ports.inbound.matching.offer_view import OfferView
from cleanbee.ports.inbound.matching.send_offer import SendAsked, TakeBackAsked


async def queue(market: Market) -> tuple[Needed, ...]:
    """What needs somebody of the office just now."""
    ports = market.house.ports
    read = ReadQueue(market.house.store, ports.travel, ports.estimates, ports.scorer, at_once=1)
    found = await market.ask(read(QueueAsked(actor=market.ops, limit=100)))
    assert isinstance(found, Queue), found
    left = [one.need.due for one in found.needs]
    assert left == sorted(left), "the fewest minutes left come first"
    return found.needs


async def each_proposal_done_and_put_back(market: Market) -> int:
    """How many proposals there were, each of them done and put back."""
    done = 0
    for needed in await queue(market):
        for repair in needed.repairs:
            booking = await kept(market, needed.need.booking)
            if booking.phase != needed.need.booking.phase:
                break  # an offer that was taken back counts as asked: the search is not where it was
            await (given if repair.how == "assign" else asked)(market, booking, repair)
            done += 1
    return done


async def given(market: Market, before: Booking, repair: Repair) -> None:
    """Given to a cleaner who agreed beforehand, and taken back."""
    store, ids, travel = market.house.store, market.house.ids, market.house.travel
    ask = AssignAsked(
        actor=market.ops, booking=before.id, cleaner=repair.cleaner.id, reason="proposed", at_version=before.version
    )
    view = await market.ask(AssignCleaner(store, ids, travel)(ask))
    assert isinstance(view, BookingView), (view, before.phase)
    assert isinstance(view.booking.phase, Confirmed) and view.booking.phase.cleaner == repair.cleaner.id
    assert (view.booking.price, view.booking.window) == (before.price, before.window)
    costs_what_it_said(repair, before, paid(view.booking))
    if not isinstance(before.phase, Requested | Confirmed):
        return
    assert "undo" in {one.name for one in view.actions}
    back = UndoAsked(actor=market.ops, booking=before.id, reason="taken back", at_version=view.booking.version)
    again = await market.ask(UndoAssigning(store, ids, travel)(back))
    assert isinstance(again, BookingView), (again, before.phase)
    stands = again.booking
    assert (stands.price, stands.window, type(stands.phase)) == (before.price, before.window, type(before.phase))
    assert getattr(stands.phase, "cleaner", None) == getattr(before.phase, "cleaner", None)
    twice = UndoAsked(actor=market.ops, booking=before.id, reason="twice")
    once_more = await market.ask(UndoAssigning(store, ids, travel)(twice))
    assert isinstance(once_more, Refused), "what was put back is not put back again"


def costs_what_it_said(repair: Repair, before: Booking, pay: Money) -> None:
    """What was shown is what is paid once it is done: to the cleaner, and by the house more than it did."""
    assert (repair.pay, repair.cost) == (pay, pay - paid(before)), (repair, before)


async def asked(market: Market, before: Booking, repair: Repair) -> None:
    """Asked, and the offer taken back."""
    ask = SendAsked(
        actor=market.ops, booking=before.id, cleaner=repair.cleaner.id, reason="proposed", at_version=before.version
    )
    made = await market.ask(market.house.send_offer(ask))
    assert isinstance(made, OfferView), (made, before.phase)
    costs_what_it_said(repair, before, made.offer.pay)
    assert isinstance((await kept(market, before)).phase, Offered)
    back = TakeBackAsked(actor=market.ops, offer=made.offer.id, reason="taken back", at_version=made.offer.version)
    assert isinstance(await market.ask(market.house.withdraw_offer(back)), OfferView)
    stands = await kept(market, before)
    assert isinstance(stands.phase, Requested) and stands.price == before.price


async def kept(market: Market, booking: Booking) -> Booking:
    async with market.house.store.begin() as work:
        found = await work.bookings.find(booking.id)
    assert found is not None
    return found
