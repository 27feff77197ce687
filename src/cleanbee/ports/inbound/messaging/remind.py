"""A visit is near: those who take part are reminded."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import BookingId, Timer
from cleanbee.domain.messaging.around import Desk
from cleanbee.domain.messaging.notices_for import written
from cleanbee.domain.messaging.reminders import reminded
from cleanbee.ports.inbound.messaging.tell_people import around_booking, enqueue
from cleanbee.ports.outbound.store import Work


@dataclass(frozen=True)
class Remind:
    """The step behind ``notice.reminder_24h`` and ``notice.reminder_2h``: out of date, they tell nobody."""

    desk: Desk

    async def __call__(self, work: Work, timer: Timer) -> None:
        """Keep the reminders of this moment, once for each promised start."""
        booking = await work.bookings.find(BookingId(timer.subject))
        if booking is None:
            return
        now = await work.now()
        templates = reminded(booking, timer.kind, now)
        if not templates:
            return
        around = await around_booking(work, booking, self.desk, None)
        for template in templates:
            await enqueue(work, written(template, around, booking.local.text, now), around, now)
