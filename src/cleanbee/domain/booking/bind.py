"""Confirmed at once: a clean for anyone goes to somebody who opted into instant work, and may still be passed on."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.booking.booking import Anyone, Booking, Confirmed, Requested
from cleanbee.domain.booking.events import BookingConfirmed
from cleanbee.domain.booking.lateness import arrival_timers
from cleanbee.domain.booking.place import told_at
from cleanbee.domain.booking.step import news, step_to, stepped
from cleanbee.domain.kernel import ClaimId, CleanerId, Granted, with_
from cleanbee.domain.platform.policy import Policy


def bind(booking: Booking, cleaner: CleanerId, claim: ClaimId, policy: Policy, now: datetime) -> Granted[Booking]:
    """Somebody who opted into instant work comes to whoever wanted anyone; until told it may be another."""
    assert isinstance(booking.phase, Requested), "only who is looking for somebody is given somebody"
    assert isinstance(booking.wish, Anyone), "who named somebody is never given another in silence"
    phase = Confirmed(cleaner=cleaner, claim=claim, told_at=told_at(booking.window.start, policy, now), late=True)
    onward, timers = step_to(booking, phase, *arrival_timers(with_(booking, phase=phase), policy))
    return stepped(onward, timers, news(BookingConfirmed, onward))
