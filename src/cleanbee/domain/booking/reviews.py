"""Until when the two of a clean may review each other."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import Booking, Completed, Settled

REVIEWED_WITHIN = timedelta(days=7)
"""From the end of the work; then what is in is published (source: Sharetribe)."""


def review_until(booking: Booking) -> datetime | None:
    """The first instant at which it is too late; None where no work was done: nobody reviews a closed door."""
    match booking.phase:
        case Completed(ended=ended) | Settled(ended=ended, calls=()):
            return ended + REVIEWED_WITHIN
        case _:
            return None
