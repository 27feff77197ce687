"""Offers that end by themselves: nobody answered, or the clean is no longer to be given away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.booking.booking import Booking, Offered
from cleanbee.domain.booking.events import BookingEvent, ChoiceNeeded, CleanerReleased, CleanerWithdrew
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import Granted, OfferId, Refused, Timer
from cleanbee.domain.matching.answering import expire, give_back, withdraw
from cleanbee.domain.matching.offer import Accepted, Offer, Open
from cleanbee.domain.platform.feed import Kept
from cleanbee.ports.inbound.matching.ended_offer import keep_ended
from cleanbee.ports.outbound.store import Work


@dataclass(frozen=True)
class ExpireOffer:
    """A step on the timer ``offer.expire``: the same path as a no."""

    async def __call__(self, work: Work, timer: Timer) -> None:
        """Expire the offer, unless it was answered or still runs."""
        peek = await work.offers.find(OfferId(timer.subject))
        if peek is None:
            return
        await work.lock(cleaners=(peek.cleaner,), bookings=(peek.booking,))
        offer = await work.offers.find(peek.id)
        assert offer is not None, "offers are never deleted"
        ended = expire(offer, await work.now())
        if not isinstance(ended, Refused):
            await keep_ended(work, offer, ended)


@dataclass(frozen=True)
class WithdrawOffers:
    """A step on whatever ends the search: cancelled, expired, confirmed otherwise, the customer is choosing."""

    async def __call__(self, work: Work, kept: Kept) -> None:
        """Take back every open offer for a booking that no longer waits for it, and a yes that no longer stands."""
        event = kept.event
        assert isinstance(event, BookingEvent)
        peeks = [one for one in await work.offers.of_booking(event.booking) if isinstance(one.phase, Open | Accepted)]
        if not peeks:
            return
        await work.lock(cleaners=[one.cleaner for one in peeks if not one.broadcast], bookings=(event.booking,))
        booking = await work.bookings.find(event.booking)
        assert booking is not None, "an offer has its booking"
        waited_for = booking.phase.offers if isinstance(booking.phase, Offered) else ()
        now = await work.now()
        for peek in peeks:
            offer = await work.offers.find(peek.id)
            assert offer is not None, "offers are never deleted"
            if isinstance(offer.phase, Accepted):
                await _give_back(work, offer, booking, event, now)
                continue
            ended = withdraw(offer, event.kind, now)
            if offer.id not in waited_for and not isinstance(ended, Refused):
                await keep_ended(work, offer, ended)


async def _give_back(work: Work, offer: Offer, booking: Booking, event: BookingEvent, now: datetime) -> None:
    """Whoever said yes does not come after all: the seat is free for another yes."""
    if not isinstance(event, ChoiceNeeded | CleanerReleased | CleanerWithdrew) or cleaner_of(booking) == offer.cleaner:
        return
    why = event.reason if isinstance(event, ChoiceNeeded) else event.kind
    back = give_back(offer, why, now)
    if isinstance(back, Granted):
        await work.offers.replace(offer, back.value)
