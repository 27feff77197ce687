"""What slots are looked for: a priced job or a booking to be moved, as one unit reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.booking.booking import Booking, Confirmed, QuoteExpired
from cleanbee.domain.booking.step import wrong_phase
from cleanbee.domain.kernel import (
    BookingId,
    ClaimId,
    CleanerId,
    CustomerId,
    Money,
    NotAllowed,
    NotFound,
    NotInPhase,
    QuoteId,
    Refused,
    Window,
    window_of,
    with_,
)
from cleanbee.domain.matching.choice import Visits
from cleanbee.domain.matching.job import Job, job_of
from cleanbee.domain.people.actor import Actor, AsCustomer
from cleanbee.domain.people.person import Customer, Home
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.pricing.price import is_open, price_at
from cleanbee.domain.pricing.quote import Quote
from cleanbee.ports.outbound.store import Work


@dataclass(frozen=True)
class Sought:
    """The job without its time, what it costs at a time, and who alone may come (for a move)."""

    quote: Quote
    job: Job
    policy: Policy
    minutes: int
    visits: Mapping[CleanerId, Visits]
    moving: Booking | None = None
    only: CleanerId | None = None
    own_claim: ClaimId | None = None

    def price(self, start: datetime, now: datetime) -> Money:
        """What the customer pays for a start, placed now; a move keeps the price that was promised."""
        if self.moving is not None:
            return self.moving.price.total
        return price_at(self.quote, start, now).total


SoughtNo = NotFound | NotAllowed | NotInPhase | QuoteExpired


async def sought_by_quote(work: Work, actor: Actor, id: QuoteId, at: datetime) -> Sought | Refused[SoughtNo]:
    """An open quote's job."""
    quote = await work.quotes.find(id)
    if quote is None:
        return Refused(why=NotFound(what="quote"))
    allowed = may(actor, "quote.read", Facts(owner=quote.customer))
    if isinstance(allowed, Refused):
        return allowed
    if not is_open(quote, at):
        return Refused(why=QuoteExpired())
    owner = quote.customer or (actor.id if isinstance(actor, AsCustomer) else None)
    home = await _home_of(work, quote, owner)
    return await _sought(work, quote, home, window_of(at, quote.minutes), owner)


async def sought_by_booking(work: Work, actor: Actor, id: BookingId) -> Sought | Refused[SoughtNo]:
    """A confirmed booking's job, for its own cleaner at another time."""
    booking = await work.bookings.find(id)
    if booking is None:
        return Refused(why=NotFound(what="booking"))
    allowed = may(actor, "booking.move", facts_of(booking))
    if isinstance(allowed, Refused):
        return allowed
    if not isinstance(booking.phase, Confirmed):
        return wrong_phase(booking)
    quote, home = await work.quotes.find(booking.quote), await work.homes.find(booking.home)
    assert quote is not None and home is not None, "every booking has its quote and its home"
    found = await _sought(work, quote, home, booking.window, booking.customer)
    return Sought(
        quote=quote,
        job=found.job,
        policy=await work.books.policy(booking.policy),
        minutes=booking.minutes,
        visits=found.visits,
        moving=booking,
        only=booking.phase.cleaner,
        own_claim=booking.phase.claim,
    )


async def job_for(work: Work, quote: Quote, home: Home | None, window: Window, owner: CustomerId | None) -> Job:
    """The job behind a quote with everything that hard rules and preferences look at."""
    book = await work.books.price_book(quote.book)
    customer = await work.customers.find(owner) if owner is not None else None
    job = job_of(quote, book, window, customer, home.pets if home is not None else ())
    return with_(job, customer=owner, own=await _own_cleaners(work, customer))


async def _own_cleaners(work: Work, customer: Customer | None) -> frozenset[CleanerId]:
    """As whom a customer cleans for others: whoever is reached at the same phone or by the same mail."""
    addresses = () if customer is None else (customer.phone, customer.email)
    found = [await work.cleaners.by_address(one) for one in addresses if one is not None]
    return frozenset(one.id for one in found if one is not None)


async def _sought(work: Work, quote: Quote, home: Home | None, window: Window, owner: CustomerId | None) -> Sought:
    return Sought(
        quote=quote,
        job=await job_for(work, quote, home, window, owner),
        policy=await work.books.policy(quote.policy),
        minutes=quote.minutes,
        visits=await work.bookings.visits_at(home.id) if home is not None else {},
    )


async def _home_of(work: Work, quote: Quote, owner: CustomerId | None) -> Home | None:
    """The home at the quoted place of whoever asks, if there is one already."""
    if owner is None:
        return None
    homes = await work.homes.of(owner)
    return next((home for home in homes if home.place == quote.asked.place and home.archived_at is None), None)
