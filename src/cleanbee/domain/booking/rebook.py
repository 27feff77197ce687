"""Booking the same again: same home, rooms, cleaner and hour, on the next date of the usual rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import Booking, Cancelled, Expired
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.kernel import CleanerId
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.platform.wallclock import LocalStart, resolve

RHYTHMS = (7, 14, 28)
USUAL_DAYS = 14


def rhythm_days(visits: Sequence[Booking]) -> int:
    """Days between visits: those between the last two kept ones when that is a rhythm people use, else two weeks."""
    kept = sorted({one.local.day for one in visits if not isinstance(one.phase, Cancelled | Expired)})
    if len(kept) < 2:
        return USUAL_DAYS
    apart = (kept[-1] - kept[-2]).days
    return apart if apart in RHYTHMS else USUAL_DAYS


def next_start(booking: Booking, visits: Sequence[Booking], policy: Policy, now: datetime) -> LocalStart:
    """The same wall-clock time on the first date of the rhythm that leaves cleaners their notice."""
    days = rhythm_days(visits)
    local = booking.local
    earliest = now + timedelta(minutes=policy.notice_min)
    taken = {one.local.day for one in visits if not isinstance(one.phase, Cancelled | Expired)}
    while True:
        local = LocalStart(day=local.day + timedelta(days=days), minute=local.minute, zone=local.zone)
        if resolve(local).at >= earliest and local.day not in taken:
            return local


def same_cleaner(booking: Booking) -> CleanerId | None:
    """Who came, comes, or was wished for."""
    someone = cleaner_of(booking)
    return someone if someone is not None else getattr(booking.wish, "cleaner", None)
