"""Bound late: until its people are told, a clean for anyone may pass to another cleaner who opted into instant work."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.booking.booking import Anyone, Booking, Confirmed, Requested
from cleanbee.domain.booking.events import BookingConfirmed, BookingRebound
from cleanbee.domain.booking.place import no_show_timer, told_at
from cleanbee.domain.booking.step import news, step_to, stepped
from cleanbee.domain.kernel import ClaimId, CleanerId, Granted, evolve, with_
from cleanbee.domain.platform.policy import Policy


def bind(booking: Booking, cleaner: CleanerId, claim: ClaimId, policy: Policy, now: datetime) -> Granted[Booking]:
    """Somebody who opted into instant work comes to whoever wanted anyone; until told it may be another."""
    assert isinstance(booking.phase, Requested), "only who is looking for somebody is given somebody"
    assert isinstance(booking.wish, Anyone), "who named somebody is never given another in silence"
    phase = Confirmed(cleaner=cleaner, claim=claim, told_at=told_at(booking.window.start, policy, now), late=True)
    onward, timers = step_to(booking, phase, no_show_timer(booking, policy))
    return stepped(onward, timers, news(BookingConfirmed, onward))


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
