"""Reading the money timeline: of a booking, and of a price at a start that nobody has booked yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.booking.booking import Booking, QuoteExpired
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import BookingId, NotAllowed, NotFound, QuoteId, Refused, Timer, Value, with_
from cleanbee.domain.payment.dated import NoStart, of_booking, of_quote
from cleanbee.domain.payment.plan import CAPTURE, LAPSE, RELEASE, TRY
from cleanbee.domain.payment.refund import Sending
from cleanbee.domain.payment.timeline import Timeline, money_timeline
from cleanbee.domain.people.actor import Actor, AsCleaner, AsOps
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.pricing.price import is_open
from cleanbee.ports.inbound.payment.wallet import open_wallet
from cleanbee.ports.outbound.store import Store, Work

Side = Literal["customer", "cleaner", "ops"]
"""Whose lines are shown: one's own; the office sees both."""


class TimelineAsked(Value, frozen=True, kw_only=True):
    """The money of one booking over time."""

    actor: Actor
    booking: BookingId


class QuoteTimelineAsked(Value, frozen=True, kw_only=True):
    """The money of a price over time, if it were booked now for this slot, or for this start."""

    actor: Actor
    quote: QuoteId
    at: Slot | datetime


class TimelineView(Value, frozen=True, kw_only=True):
    """A timeline of a booking or a quote, and who reads it."""

    of: UUID
    side: Side
    timeline: Timeline


@dataclass(frozen=True)
class ReadTimeline:
    """A booking's money, for its customer, the cleaner who comes, and ops."""

    store: Store

    async def __call__(self, ask: TimelineAsked) -> TimelineView | Refused[NotFound | NotAllowed]:
        """What happened, what is to come, and what cancelling costs when."""
        async with self.store.begin() as work:
            booking = await work.bookings.find(ask.booking)
            if booking is None:
                return Refused(why=NotFound(what="timeline"))
            allowed = may(ask.actor, "timeline.read", facts_of(booking))
            if isinstance(allowed, Refused):
                return allowed
            timeline = await _of_booking(work, booking)
            return TimelineView(of=booking.id, side=_side(ask.actor), timeline=timeline)


@dataclass(frozen=True)
class ReadQuoteTimeline:
    """The money of a clean that is not booked yet, for whoever may see its price."""

    store: Store

    async def __call__(
        self, ask: QuoteTimelineAsked
    ) -> TimelineView | Refused[NotFound | NotAllowed | QuoteExpired | NoStart]:
        """The dates and amounts that would be pinned by booking it now."""
        async with self.store.begin() as work:
            quote = await work.quotes.find(ask.quote)
            if quote is None:
                return Refused(why=NotFound(what="quote"))
            allowed = may(ask.actor, "quote.read", Facts(owner=quote.customer))
            if isinstance(allowed, Refused):
                return allowed
            now = await work.now()
            if not is_open(quote, now):
                return Refused(why=QuoteExpired())
            policy = await work.books.policy(quote.policy)
            cleaner = await work.cleaners.find(ask.at.cleaner) if isinstance(ask.at, Slot) else None
            subject = of_quote(quote, ask.at, policy, now, None if cleaner is None else cleaner.zone)
            if isinstance(subject, Refused):
                return subject
            side: Side = "ops" if isinstance(ask.actor, AsOps) else "customer"
            return TimelineView(of=quote.id, side=side, timeline=money_timeline(subject, policy, now))


async def _of_booking(work: Work, booking: Booking) -> Timeline:
    payment = await work.payments.of_booking(booking.id)
    assert payment is not None, "every booking has its payment"
    policy = await work.books.policy(booking.policy)
    someone = cleaner_of(booking)
    cleaner = None if someone is None else await work.cleaners.find(someone)
    found = [await work.timers.find(kind, payment.id) for kind in (TRY, RELEASE, CAPTURE, LAPSE)]
    timers: tuple[Timer, ...] = tuple(one for one in found if one is not None)
    journals = tuple(await work.journals.of_booking(booking.id))
    zone = None if cleaner is None else cleaner.zone
    kept = (timers, journals, await open_wallet(work, payment))
    subject = of_booking(booking, payment, policy, kept, zone)
    going = [one.amount for one in await work.refunds.of_booking(booking.id) if isinstance(one.phase, Sending)]
    subject = with_(subject, refunding=tuple(going))
    return money_timeline(subject, policy, await work.now())


def _side(actor: Actor) -> Side:
    if isinstance(actor, AsCleaner):
        return "cleaner"
    return "ops" if isinstance(actor, AsOps) else "customer"
