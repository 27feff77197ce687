"""Nobody is asked who could not come: every new offer read by hand, by none of the code that chooses whom to ask."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tests.unit.marketplace.market import BOOK, Market

from cleanbee.domain.availability.claim import Booked
from cleanbee.domain.availability.reach import metres
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.matching.offer import Offer, Open
from cleanbee.domain.people.person import Active

OPENS, CLOSES = 7, 19
"""The hours that everybody of this marketplace works."""


async def whoever_is_asked_could_come(market: Market) -> None:
    """O6: as things stood when the offer was first seen; what changes later ends it by other ways."""
    for booking in await market.all_bookings():
        for offer in await market.offers_of(booking.id):
            if offer.id not in market.judged and isinstance(offer.phase, Open):
                await _could_come(market, booking, offer)
            market.judged.add(offer.id)


async def _could_come(market: Market, booking: Booking, offer: Offer) -> None:
    async with market.house.store.begin() as work:
        cleaner = await work.cleaners.find(offer.cleaner)
        customer = await work.customers.find(booking.customer)
        quote = await work.quotes.find(booking.quote)
    assert cleaner is not None and customer is not None and quote is not None
    home = market.homes[booking.customer]
    assert isinstance(cleaner.phase, Active), cleaner
    assert cleaner.id not in customer.blocked_cleaners and customer.id not in cleaner.blocked_customers, offer
    assert not home.pets or cleaner.pets_ok, "asked to a home with an animal"
    assert {quote.asked.kind, *(BOOK.extras[one].skill for one in quote.asked.extras)} <= {*cleaner.skills}, quote
    assert metres(cleaner.base, home.place) <= cleaner.area_m, "asked to a home too far away"
    assert offer.pay_per_h.amount >= cleaner.pay_floor_per_h, offer
    begin, end = (at.astimezone(ZoneInfo(cleaner.zone)) for at in (booking.window.start, booking.window.end))
    assert begin.hour >= OPENS and (end.hour, end.minute) <= (CLOSES, 0) and begin.date() == end.date(), (begin, end)
    for claim in await market.claims():
        others = isinstance(claim.use, Booked) and claim.use.booking != booking.id
        assert not (others and claim.cleaner == cleaner.id and claim.work.overlaps(booking.window)), (offer, claim)
