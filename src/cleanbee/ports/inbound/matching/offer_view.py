"""What a cleaner sees of an offer: everything they need to decide, and not where exactly the home is."""

from __future__ import annotations

from cleanbee.domain.kernel import Place, Value
from cleanbee.domain.matching.asking import circle_of
from cleanbee.domain.matching.offer import Offer
from cleanbee.domain.people.person import Rooms
from cleanbee.domain.platform.wallclock import LocalStart
from cleanbee.ports.outbound.store import Work


class OfferView(Value, frozen=True, kw_only=True):
    """An offer with the work it is for: a 500 m circle, the wall clock at the home, rooms, kind, extras, animals."""

    offer: Offer
    circle: Place
    local: LocalStart
    minutes: int
    rooms: Rooms
    kind: str
    extras: tuple[str, ...]
    pets: tuple[str, ...]


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
    )
