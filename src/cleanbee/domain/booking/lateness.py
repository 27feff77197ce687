"""Promises that a cleaner did not keep: late, never came, withdrew; found when it happens, evidence that stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import Booking, Confirmed, EnRoute, Mark
from cleanbee.domain.booking.events import BookingEvent, CleanerLate, NotKept
from cleanbee.domain.booking.late import late_from, marked_late, was_late
from cleanbee.domain.booking.step import news, step_to, stepped, wrong_phase
from cleanbee.domain.kernel import INSTANT, CleanerId, Granted, NotInPhase, Refused, Timer, with_
from cleanbee.domain.platform.policy import Policy

LATE = "booking.late"
NO_SHOW = "booking.no_show"


def nobody_came_at(booking: Booking, policy: Policy) -> datetime:
    """When whoever has not checked in counts as not coming: half an hour after the start, or after a later arrival."""
    start = booking.window.start
    eta = booking.phase.eta if isinstance(booking.phase, EnRoute) else None
    return (start if eta is None else max(eta, start)) + timedelta(minutes=policy.no_show_after_min)


def arrival_timers(booking: Booking, policy: Policy) -> tuple[Timer, ...]:
    """The moments at which somebody who is to come is looked for; whoever was late is not found late again."""
    no_show = Timer(kind=NO_SHOW, subject=booking.id, due_at=nobody_came_at(booking, policy))
    if was_late(booking):
        return (no_show,)
    return (Timer(kind=LATE, subject=booking.id, due_at=late_from(booking, policy) + INSTANT), no_show)


def cleaner_late(booking: Booking, policy: Policy, now: datetime) -> Granted[Booking] | Refused[NotInPhase]:
    """The cleaner has not come in time and has agreed no other: that is kept, and both are told."""
    phase = booking.phase
    if not isinstance(phase, Confirmed | EnRoute) or was_late(booking) or now <= late_from(booking, policy):
        return wrong_phase(booking)
    marked = marked_late(booking, now)
    onward, timers = step_to(marked, phase, *arrival_timers(marked, policy))
    return stepped(onward, timers, news(CleanerLate, onward))


def never_came(done: Granted[Booking], cleaner: CleanerId, now: datetime) -> Granted[Booking]:
    """The booking after a no-show, which counts as not kept."""
    mark = Mark(what="no_show", cleaner=cleaner, at=now, notice_min=0, not_kept=True, start=done.value.window.start)
    return _kept(done, mark)


def withdrew(done: Granted[Booking], cleaner: CleanerId, policy: Policy, now: datetime) -> Granted[Booking]:
    """The booking after its cleaner withdrew: unmarked from two days' notice on, not kept below one, marked between."""
    notice = done.value.window.start - now
    if notice >= timedelta(minutes=policy.unmarked_notice_min):
        return done
    left = max(0, notice // timedelta(minutes=1))
    broken = notice < timedelta(minutes=policy.withdraw_notice_min)
    return _kept(done, Mark(what="withdrew", cleaner=cleaner, at=now, notice_min=left, not_kept=broken))


def _kept(done: Granted[Booking], mark: Mark) -> Granted[Booking]:
    """The same step with its mark; what counts as not kept is news as well."""
    booking = with_(done.value, marks=(*done.value.marks, mark))
    told: tuple[BookingEvent, ...] = ()
    if mark.not_kept:
        told = (news(NotKept, booking, mark.cleaner, why=mark.what, notice_min=mark.notice_min),)
    return Granted(value=booking, events=(*done.events, *told), timers=done.timers)
