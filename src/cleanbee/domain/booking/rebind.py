"""Bound late: until its people are told, a clean for anyone may pass to another cleaner who opted into instant work."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.booking.booking import Anyone, Booking, Confirmed
from cleanbee.domain.booking.events import BookingRebound
from cleanbee.domain.booking.step import news, stepped
from cleanbee.domain.kernel import ClaimId, CleanerId, Granted, evolve, with_


def may_pass(booking: Booking, now: datetime) -> bool:
    """Whether who comes may still change: nobody was named, nobody agreed, and nobody has been told."""
    phase = booking.phase
    return isinstance(phase, Confirmed) and phase.late and isinstance(booking.wish, Anyone) and now < phase.told_at


def rebind(booking: Booking, cleaner: CleanerId, claim: ClaimId, now: datetime) -> Granted[Booking]:
    """The same clean, promised as before, by another cleaner: same window, same price, same moment of telling."""
    assert may_pass(booking, now), "a clean that is named, agreed on or told stays with its cleaner"
    was = booking.phase
    assert isinstance(was, Confirmed)
    onward = evolve(booking, phase=with_(was, cleaner=cleaner, claim=claim))
    return stepped(onward, (), news(BookingRebound, onward, was=was.cleaner))
