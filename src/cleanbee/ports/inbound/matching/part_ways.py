"""Two people want no visits together any more: what they have ahead goes to somebody else, free for the customer."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.booking import AwaitingCard, Booking, Confirmed, Offered
from cleanbee.domain.booking.part import Side, joint, part
from cleanbee.domain.kernel import BookingId, CleanerId, CustomerId, Granted
from cleanbee.domain.matching.answering import withdraw
from cleanbee.domain.people.preferences import CleanerBlocked, CustomerBlocked, apart
from cleanbee.domain.platform.feed import Kept
from cleanbee.ports.inbound.availability.release_claim import release_claim
from cleanbee.ports.inbound.matching.ended_offer import keep_ended
from cleanbee.ports.outbound.store import Work

WHY = "cleaner_released"
"""Why an offer ended: that one of the two blocks the other is nobody's to read."""


@dataclass(frozen=True)
class PartWays:
    """A step on ``cleaner_blocked`` and ``customer_blocked``."""

    async def __call__(self, work: Work, kept: Kept) -> None:
        """Let go of every joint visit ahead, unless the block was taken back meanwhile."""
        event = kept.event
        assert isinstance(event, CleanerBlocked | CustomerBlocked)
        if isinstance(event, CleanerBlocked):
            await _apart(work, event.customer, event.whom, "customer")
        else:
            await _apart(work, event.whom, event.cleaner, "cleaner")


async def _apart(work: Work, customer: CustomerId, cleaner: CleanerId, by: Side) -> None:
    peeks = joint(await work.bookings.ahead_of(customer), cleaner)
    await work.lock(cleaners=(cleaner,), customers=(customer,), bookings=[one.id for one in peeks])
    if not await _blocked(work, customer, cleaner):
        return
    for peek in peeks:
        await _let_go(work, peek.id, cleaner, by)


async def _blocked(work: Work, customer: CustomerId, cleaner: CleanerId) -> bool:
    one, other = await work.customers.find(customer), await work.cleaners.find(cleaner)
    assert one is not None and other is not None, "both were named"
    return apart(one, other)


async def _let_go(work: Work, id: BookingId, cleaner: CleanerId, by: Side) -> None:
    booking = await work.bookings.find(id)
    assert booking is not None, "bookings are never deleted"
    if not joint((booking,), cleaner):
        return
    match booking.phase:
        case AwaitingCard():
            await release_claim(work, booking)
        case Offered():
            await _take_back(work, booking, cleaner)
        case _:
            await _released(work, booking, cleaner, by)


async def _take_back(work: Work, booking: Booking, cleaner: CleanerId) -> None:
    for offer in await work.offers.of_booking(booking.id):
        ended = withdraw(offer, WHY, await work.now())
        if offer.cleaner == cleaner and isinstance(ended, Granted):
            await keep_ended(work, offer, ended)


async def _released(work: Work, booking: Booking, cleaner: CleanerId, by: Side) -> None:
    parted = part(booking, cleaner, by, await work.books.policy(booking.policy), await work.now())
    assert isinstance(parted, Granted), "what is joint can be parted"
    if isinstance(booking.phase, Confirmed):
        await release_claim(work, booking)
    await work.bookings.replace(booking, parted.value)
    await work.keep(parted)
