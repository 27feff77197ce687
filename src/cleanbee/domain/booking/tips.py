"""Until when the customer of a clean may give a tip."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import Booking, Completed, Settled
from cleanbee.domain.platform.policy import Policy


def tip_until(booking: Booking, policy: Policy) -> datetime | None:
    """The first instant at which it is too late; None where no work was done: nobody is tipped for a closed door."""
    match booking.phase:
        case Completed(ended=ended):
            return ended + timedelta(minutes=policy.tip_within_min)
        case Settled(ended=ended, calls=()):
            return ended + timedelta(minutes=policy.tip_within_min)
        case _:
            return None
