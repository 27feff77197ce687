"""A review can be read: whom it is about is told."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.messaging.around import Desk
from cleanbee.domain.messaging.notices_for import written
from cleanbee.domain.platform.feed import Kept
from cleanbee.domain.trust.review import ReviewPublished
from cleanbee.ports.inbound.messaging.tell_people import around_booking, enqueue
from cleanbee.ports.outbound.store import Work


@dataclass(frozen=True)
class TellOfReviews:
    """The step on ``review_published``."""

    desk: Desk

    async def __call__(self, work: Work, kept: Kept) -> None:
        """Keep what the other side is to be told, once."""
        event = kept.event
        assert isinstance(event, ReviewPublished)
        booking = await work.bookings.find(event.booking)
        assert booking is not None, "bookings are never deleted"
        now, around = await work.now(), await around_booking(work, booking, self.desk, event)
        template = "reviewed_cleaner" if event.by == "customer" else "reviewed_customer"
        await enqueue(work, written(template, around, str(event.review), now, event), around, now)
