"""Reminders a day and two hours ahead: timers set when a visit is confirmed, moved when it moves."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import Booking, Confirmed, EnRoute
from cleanbee.domain.kernel import Timer

REMINDERS: dict[str, tuple[timedelta, tuple[str, str]]] = {
    "notice.reminder_24h": (timedelta(hours=24), ("reminder_24h", "reminder_24h_cleaner")),
    "notice.reminder_2h": (timedelta(hours=2), ("reminder_2h", "reminder_2h_cleaner")),
}


def reminder_timers(booking: Booking, now: datetime) -> tuple[Timer, ...]:
    """The reminders still ahead of a confirmed visit; moments that have passed are not made up for."""
    if not isinstance(booking.phase, Confirmed):
        return ()
    moments = ((kind, booking.window.start - before) for kind, (before, _) in REMINDERS.items())
    return tuple(Timer(kind=kind, subject=booking.id, due_at=due) for kind, due in moments if due > now)


def reminded(booking: Booking, kind: str, now: datetime) -> tuple[str, ...]:
    """The templates of a reminder that is due; none when the visit is off, over, begun, or meanwhile further away."""
    before, templates = REMINDERS[kind]
    start = booking.window.start
    due = start - before <= now < start
    return templates if due and isinstance(booking.phase, Confirmed | EnRoute) else ()
