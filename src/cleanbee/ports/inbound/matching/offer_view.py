"""What a cleaner sees of an offer: everything they need to decide, and not where exactly the home is."""

from __future__ import annotations

from collections.abc import Sequence

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import Place, Value, Window
from cleanbee.domain.matching.asking import circle_of
from cleanbee.domain.matching.between import Between, between
from cleanbee.domain.matching.offer import Offer
from cleanbee.domain.people.person import Rooms
from cleanbee.domain.platform.wallclock import LocalStart, day_bounds
from cleanbee.ports.outbound.store import Work

MOST_A_DAY = 100


class OfferView(Value, frozen=True, kw_only=True):
    """An offer with the work it is for: a 500 m circle, the wall clock at the home, rooms, kind, extras, animals; and
    between which of their visits of that day it lies."""

    offer: Offer
    circle: Place
    local: LocalStart
    minutes: int
    rooms: Rooms
    kind: str
    extras: tuple[str, ...]
    pets: tuple[str, ...]
    lies: Between = Between()


async def view_of(work: Work, offer: Offer) -> OfferView:
    """The offer with what is shown with it, read in the caller's unit."""
    booking = await work.bookings.find(offer.booking)
    assert booking is not None, "an offer has its booking"
    quote, home = await work.quotes.find(booking.quote), await work.homes.find(booking.home)
    assert quote is not None and home is not None, "a booking has its quote and its home"
    return OfferView(
        offer=offer,
        circle=circle_of(home.place),
        local=booking.local,
        minutes=booking.minutes,
        rooms=quote.asked.rooms,
        kind=quote.asked.kind,
        extras=quote.asked.extras,
        pets=home.pets,
        lies=between(offer.window, await _visits_of_the_day(work, offer, booking.local)),
    )


async def _visits_of_the_day(work: Work, offer: Offer, local: LocalStart) -> Sequence[Booking]:
    """The cleaner's visits on the home's local day."""
    first, after = day_bounds(local.day, local.zone)
    return await work.bookings.of_cleaner(offer.cleaner, Window(start=first, end=after), None, MOST_A_DAY)
