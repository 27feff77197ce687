"""What follows in the same unit when an offer ends without a yes: the time is free, the booking goes on looking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cleanbee.domain.booking.booking import Booking, Offered
from cleanbee.domain.booking.fill import chosen_declined
from cleanbee.domain.kernel import Granted, NotInPhase, Refused
from cleanbee.domain.matching.offer import Offer, Open
from cleanbee.ports.outbound.store import Work

Onward = Callable[[Booking, datetime], Granted[Booking] | Refused[NotInPhase]]


async def keep_ended(work: Work, offer: Offer, ended: Granted[Offer], onward: Onward = chosen_declined) -> None:
    """Keep a declined, expired or withdrawn offer; its cleaner and its booking are locked, ``onward`` goes on.

    Where several were asked, the booking goes on when none of their offers is open any more.
    """
    assert isinstance(offer.phase, Open), "only an open offer ends"
    await work.offers.replace(offer, ended.value)
    claim = None if offer.phase.claim is None else await work.claims.find(offer.phase.claim)
    if claim is not None:
        await work.claims.remove(claim)
    await work.keep(ended)
    booking = await work.bookings.find(offer.booking)
    assert booking is not None, "an offer has its booking"
    if not isinstance(booking.phase, Offered) or offer.id not in booking.phase.offers:
        return
    if offer.broadcast and any(isinstance(one.phase, Open) for one in await work.offers.of_booking(booking.id)):
        return
    goes_on = onward(booking, await work.now())
    if isinstance(goes_on, Granted):
        await work.bookings.replace(booking, goes_on.value)
        await work.keep(goes_on)
