"""When whoever is to come is late, and whether that was found for this start already."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import Booking, Confirmed, EnRoute, Mark
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import CleanerId, with_
from cleanbee.domain.platform.policy import Policy


def late_from(booking: Booking, policy: Policy) -> datetime:
    """The last instant at which whoever has not checked in is not late yet; a later arrival that they gave counts."""
    patience = late_after(booking.window.start, policy)
    eta = booking.phase.eta if isinstance(booking.phase, EnRoute) else None
    return patience if eta is None else max(patience, eta)


def late_after(start: datetime, policy: Policy) -> datetime:
    """The last instant at which somebody is not late who gave no arrival time."""
    return start + timedelta(minutes=policy.late_free_after_min)


def was_late(booking: Booking) -> bool:
    """Whether whoever is to come was found late for this very start: no arrival that they give now undoes it."""
    comes = cleaner_of(booking)
    return any(
        mark.what == "late" and mark.cleaner == comes and mark.start in {None, booking.window.start} and stands(mark)
        for mark in booking.marks
    )


def stands(mark: Mark) -> bool:
    """Whether nobody has shown that it was otherwise."""
    return mark.disproved_at is None


def not_late(booking: Booking, cleaner: CleanerId, came: datetime, policy: Policy, heard: datetime) -> tuple[Mark, ...]:
    """The marks as they stand when it is heard that somebody had come ``came``: who was there in time was not late."""
    if came > late_after(booking.window.start, policy):
        return booking.marks
    return tuple(
        with_(mark, disproved_at=heard) if mark.what == "late" and mark.cleaner == cleaner and came < mark.at else mark
        for mark in booking.marks
    )


def is_late(booking: Booking, policy: Policy, now: datetime) -> bool:
    """Whether somebody is to come, and is late."""
    if not isinstance(booking.phase, Confirmed | EnRoute):
        return False
    return was_late(booking) or now > late_from(booking, policy)


def marked_late(booking: Booking, now: datetime) -> Booking:
    """The booking with the evidence that whoever comes is late for this start."""
    assert isinstance(booking.phase, Confirmed | EnRoute), "only somebody who is to come can be late"
    mark = Mark(what="late", cleaner=booking.phase.cleaner, at=now, notice_min=0, start=booking.window.start)
    return with_(booking, marks=(*booking.marks, mark))
