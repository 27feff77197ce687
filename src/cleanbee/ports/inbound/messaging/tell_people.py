"""Something happened to a booking: people are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingEvent,
    BookingMoved,
    CleaningFinished,
)
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import BookingId, CleanerId, Event, OfferId
from cleanbee.domain.matching.offer import OfferEvent
from cleanbee.domain.messaging.around import Around, Desk
from cleanbee.domain.messaging.carry import NoticeGivenUp
from cleanbee.domain.messaging.happened import News
from cleanbee.domain.messaging.notice import Notice
from cleanbee.domain.messaging.notices_for import disclosed, notices_for
from cleanbee.domain.messaging.reminders import reminder_timers
from cleanbee.domain.platform.feed import Kept
from cleanbee.ports.outbound.store import Work


@dataclass(frozen=True)
class TellPeople:
    """The step behind every event about a booking, an offer or its money: notices are kept, none is sent here."""

    desk: Desk

    async def __call__(self, work: Work, kept: Kept) -> None:
        """Keep what people are to be told, once, and set the reminders of a visit that is certain."""
        lost = kept.event.subject if isinstance(kept.event, NoticeGivenUp) else None
        id: BookingId | None = getattr(kept.event, "booking", None) if lost is None else BookingId(lost)
        booking = None if id is None else await work.bookings.find(id)
        if booking is None:
            return
        now = await work.now()
        around = await around_booking(work, booking, self.desk, kept.event)
        origin = await _origin(work, kept.event)
        news = News(event=kept.event, at=kept.at, booking=booking, origin=origin)
        await enqueue(work, notices_for(news, around, now), around, now)
        if isinstance(kept.event, BookingConfirmed | BookingMoved):
            await work.wait(*reminder_timers(booking, now))


async def enqueue(work: Work, notices: Sequence[Notice], around: Around, now: datetime) -> None:
    """Keep notices, each once, and with each what it tells of where somebody lives."""
    for notice in notices:
        if await work.notices.enqueue(notice):
            await work.audit.note(*disclosed(notice, around, now))


async def around_booking(work: Work, booking: Booking, desk: Desk, event: Event | None) -> Around:
    """Everything a message may speak of, as it is by now."""
    home = await work.homes.find(booking.home)
    customer = await work.customers.find(booking.customer)
    assert home is not None, "every booking has its home"
    assert customer is not None, "every booking has its customer"
    concerned: CleanerId | None = getattr(event, "cleaner", None) or cleaner_of(booking)
    offer: OfferId | None = event.offer if isinstance(event, OfferEvent) else None
    return Around(
        booking=booking,
        home=home,
        customer=customer,
        cleaner=None if concerned is None else await work.cleaners.find(concerned),
        offer=None if offer is None else await work.offers.find(offer),
        payment=await work.payments.of_booking(booking.id) if _speaks_of_money(event) else None,
        policy=await work.books.policy(booking.policy),
        desk=desk,
    )


def _speaks_of_money(event: Event | None) -> bool:
    """Whether what follows asks how the money stands: what is about the visit alone does not, but for its end."""
    return not isinstance(event, BookingEvent) or isinstance(event, CleaningFinished)


async def _origin(work: Work, event: Event) -> str | None:
    if not isinstance(event, BookingCancelled):
        return None
    moves = await work.bookings.history(event.booking)
    return next((move.origin for move in moves if move.seq == event.version), None)
