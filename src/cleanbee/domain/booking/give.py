"""The office gives a clean to a cleaner who agreed, and for ten minutes may put back what stood before."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import AwaitingChoice, Booking, Confirmed, Requested, Undoable
from cleanbee.domain.booking.events import BookingConfirmed, BookingRequested, CleanerReleased
from cleanbee.domain.booking.fill import confirm
from cleanbee.domain.booking.lateness import arrival_timers
from cleanbee.domain.booking.place import told_at
from cleanbee.domain.booking.rebind import may_pass
from cleanbee.domain.booking.step import Said, cleaner_of, news, step_to, stepped, wrong_phase
from cleanbee.domain.kernel import ClaimId, CleanerId, Granted, NotInPhase, ReasonMissing, Refused, Timer, with_
from cleanbee.domain.platform.policy import Policy

UNDO_WITHIN = timedelta(minutes=10)
"""As long as a customer may take back a booking: who gave a clean away by a slip sees it at once, if at all."""


def may_be_given(booking: Booking, cleaner: CleanerId) -> bool:
    """Whether this phase is left by giving the clean to this cleaner: nobody comes yet, or somebody else."""
    phase = booking.phase
    return isinstance(phase, Requested | AwaitingChoice | Confirmed) and cleaner_of(booking) != cleaner


def give(
    booking: Booking, cleaner: CleanerId, claim: ClaimId, policy: Policy, now: datetime, said: Said
) -> Granted[Booking] | Refused[NotInPhase]:
    """The clean is this cleaner's: at the same time and price. Whoever was to come is told that they need not.

    Who had been asked to choose is not asked again, so that alone cannot be put back.
    """
    if not may_be_given(booking, cleaner):
        return wrong_phase(booking)
    was = booking.phase
    if isinstance(was, Confirmed):
        return _undoable(_handed(booking, cleaner, claim, (policy, now), said), was, now)
    found = confirm(booking, cleaner, claim, policy, now, said)
    return _undoable(found, was, now) if isinstance(found, Granted) and isinstance(was, Requested) else found


def may_undo(booking: Booking, now: datetime) -> bool:
    """Whether what the office did last can still be put back."""
    undo = booking.undo
    return undo is not None and undo.version == booking.version and now < undo.until


def put_back(
    booking: Booking, claim: ClaimId | None, policy: Policy, now: datetime, said: Said
) -> Granted[Booking] | Refused[NotInPhase | ReasonMissing]:
    """What stood before the office gave the clean away: its former cleaner (on this ``claim``), or the search."""
    if booking.undo is None or not may_undo(booking, now):
        return wrong_phase(booking)
    if not said.reason.strip():
        return Refused(why=ReasonMissing())
    was = booking.undo.phase
    if isinstance(was, Confirmed):
        assert claim is not None, "whoever comes has the time for it"
        return _handed(booking, was.cleaner, claim, (policy, now), said)
    gone = cleaner_of(booking)
    onward, timers = step_to(booking, was, Timer(kind="booking.fill_by", subject=booking.id, due_at=was.fill_by))
    released = news(CleanerReleased, onward, gone, reason=said.reason)
    return stepped(onward, timers, released, news(BookingRequested, onward, again=True))


def _handed(
    booking: Booking, cleaner: CleanerId, claim: ClaimId, by: tuple[Policy, datetime], said: Said
) -> Granted[Booking]:
    """Confirmed → confirmed by another, who is told, and so is the customer."""
    assert isinstance(booking.phase, Confirmed), "only what somebody comes to is handed over"
    policy, now = by
    gone, untold = booking.phase.cleaner, may_pass(booking, now)
    phase = Confirmed(cleaner=cleaner, claim=claim, told_at=told_at(booking.window.start, policy, now))
    onward, timers = step_to(booking, phase, *arrival_timers(with_(booking, phase=phase), policy))
    released = news(CleanerReleased, onward, gone, reason=said.reason, untold=untold)
    confirmed = news(BookingConfirmed, onward, agreed=said.agreed, reason=said.reason)
    return stepped(onward, timers, released, confirmed)


def _undoable(done: Granted[Booking], was: Requested | Confirmed, now: datetime) -> Granted[Booking]:
    given = done.value
    ends = was.fill_by if isinstance(was, Requested) else given.window.start
    undo = Undoable(phase=was, version=given.version, until=min(now + UNDO_WITHIN, ends))
    return Granted(value=with_(given, undo=undo), events=done.events, timers=done.timers)
