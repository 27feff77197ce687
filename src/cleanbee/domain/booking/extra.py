"""Extra time: the cleaner asks on site, once; the customer agrees while they are asked; it is a charge of its own.

What was promised comes first: nobody's next visit is put off for it. The time is kept as the customer agrees, and given
back should their card not pay for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.availability.claim import Claim, Hold
from cleanbee.domain.booking.booking import AtDoor, Booking, ExtraTime, InProgress, MoneyNotSecured, NotOnTeam
from cleanbee.domain.booking.booking import ExtraAsked as Asked
from cleanbee.domain.booking.booking import ExtraCharging as Charging
from cleanbee.domain.booking.booking import ExtraPaid as Paid
from cleanbee.domain.booking.booking import ExtraUnpaid as Unpaid
from cleanbee.domain.booking.events import ExtraTimeAgreed, ExtraTimeAsked, ExtraTimeUnpaid
from cleanbee.domain.booking.step import news, step_to, stepped, wrong_phase
from cleanbee.domain.booking.visit import over_timer
from cleanbee.domain.kernel import (
    CleanerId,
    Granted,
    NoTimer,
    NotInPhase,
    OperationId,
    Refusal,
    Refused,
    Timer,
    Window,
    with_,
)
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.pricing.price import QUARTER_MIN
from cleanbee.domain.pricing.quote import Price

MOST_MIN = 60
"""At most an hour, so that a card hold still lives to the capture."""

EXTRA_OFFERED = (15, 30, 45, 60)
"""How many minutes more can be asked for."""


class AlreadyAsked(Refusal, frozen=True, kw_only=True):
    """More time is asked for once a visit."""


class NotAsked(Refusal, frozen=True, kw_only=True):
    """Nobody asks for more time here, or not any more."""


class PastTheEnd(Refusal, frozen=True, kw_only=True):
    """The booked time is over: more of it is asked for, and agreed to, before its end."""


class NextVisitLate(Refusal, frozen=True, kw_only=True):
    """The cleaner's next visit would begin late; ``most_min`` is how much more there is."""

    most_min: int


ExtraRefusal = NotInPhase | NotOnTeam | AlreadyAsked | NotAsked | PastTheEnd | NextVisitLate | MoneyNotSecured


def room_min(claim: Claim, others: tuple[Claim, ...], now: datetime) -> int:
    """How many minutes more a visit has room for before the way to whatever the cleaner has next; at most 60."""
    later = [
        one.blocked.start
        for one in others
        if one.id != claim.id and one.blocked.start >= claim.blocked.end and not _lapsed(one, now)
    ]
    free = min(later, default=claim.blocked.end + timedelta(minutes=MOST_MIN)) - claim.blocked.end
    return min(MOST_MIN, free // timedelta(minutes=1))


def reach(claim: Claim) -> Window:
    """The time in which something may follow too soon."""
    return Window(start=claim.blocked.start, end=claim.blocked.end + timedelta(minutes=MOST_MIN + 1))


def ask_extra(
    booking: Booking, cleaner: CleanerId, extra: ExtraTime, room: int, at: tuple[Policy, datetime], *, secured: bool
) -> Granted[Booking] | Refused[ExtraRefusal]:
    """The cleaner asks for a quarter of an hour to an hour more, at the door or at work."""
    policy, now = at
    assert extra.minutes % QUARTER_MIN == 0 and 0 < extra.minutes <= MOST_MIN, "15 to 60 minutes, in quarters"
    if not isinstance(booking.phase, AtDoor | InProgress):
        return wrong_phase(booking)
    if booking.phase.cleaner != cleaner:
        return Refused(why=NotOnTeam())
    if booking.extra is not None:
        return Refused(why=AlreadyAsked())
    no = _no(booking, extra.minutes, room, now, secured=secured)
    if no is not None:
        return no
    onward, timers = step_to(booking, booking.phase, over_timer(booking, policy, now), extra=extra)
    told = news(ExtraTimeAsked, onward, amount=extra.price.total, extra_min=extra.minutes)
    return stepped(onward, timers, told)


def approve_extra(
    booking: Booking, operation: OperationId, room: int, at: tuple[Policy, datetime], *, secured: bool
) -> Granted[Booking] | Refused[ExtraRefusal]:
    """The customer agrees while there is work: the time is theirs, and their card is asked for it now."""
    policy, now = at
    if not at_work(booking):
        return wrong_phase(booking)
    extra = booking.extra
    if extra is None or not isinstance(extra.phase, Asked):
        return Refused(why=NotAsked())
    no = _no(booking, extra.minutes, room, now, secured=secured)
    if no is not None:
        return no
    charging = with_(extra, phase=Charging(operation=operation))
    window, minutes = _by(booking.window, extra.minutes), booking.minutes + extra.minutes
    onward, timers = _same(booking, policy, now, extra=charging, window=window, minutes=minutes)
    return stepped(onward, timers)


def _no(
    booking: Booking, minutes: int, room: int, now: datetime, *, secured: bool
) -> Refused[PastTheEnd | NextVisitLate | MoneyNotSecured] | None:
    if now >= booking.window.end:
        return Refused(why=PastTheEnd())
    if not secured:
        return Refused(why=MoneyNotSecured())
    return Refused(why=NextVisitLate(most_min=room - room % QUARTER_MIN)) if room < minutes else None


def longer(claim: Claim, minutes: int) -> Claim:
    """The cleaner's time with so much more (or, negative, less) work at its end."""
    return with_(claim, work=_by(claim.work, minutes), blocked=_by(claim.blocked, minutes))


def extra_paid(booking: Booking, policy: Policy, now: datetime) -> Granted[Booking]:
    """The card paid for it, while there is work."""
    extra = _charged(booking)
    paid = with_(extra, phase=Paid(at=now))
    onward, timers = _same(booking, policy, now, extra=paid)
    return stepped(onward, timers, news(ExtraTimeAgreed, onward, amount=extra.price.total, extra_min=extra.minutes))


def extra_unpaid(booking: Booking, policy: Policy, now: datetime) -> Granted[Booking]:
    """The card did not pay for it: the visit is as long as it was booked."""
    extra = _charged(booking)
    unpaid = with_(extra, phase=Unpaid(at=now))
    window, minutes = _by(booking.window, -extra.minutes), booking.minutes - extra.minutes
    onward, timers = _same(booking, policy, now, extra=unpaid, window=window, minutes=minutes)
    return stepped(onward, timers, news(ExtraTimeUnpaid, onward, amount=extra.price.total, extra_min=extra.minutes))


def at_work(booking: Booking) -> bool:
    """Whether there is work: what its bank says later changes the visit no more."""
    return isinstance(booking.phase, InProgress)


def may_ask(booking: Booking, now: datetime) -> bool:
    """Whether more time can be asked for now, as far as the visit itself goes."""
    return booking.extra is None and now < booking.window.end


def may_approve(booking: Booking, now: datetime) -> bool:
    """Whether somebody asks for more time and can still be told yes."""
    return booking.extra is not None and isinstance(booking.extra.phase, Asked) and now < booking.window.end


def extra_of(minutes: int, price: Price, now: datetime) -> ExtraTime:
    """So much more time, as it is asked for."""
    return ExtraTime(minutes=minutes, price=price, asked_at=now, phase=Asked())


def _charged(booking: Booking) -> ExtraTime:
    assert booking.extra is not None and isinstance(booking.extra.phase, Charging), "only what is charged for is paid"
    return booking.extra


def _same(
    booking: Booking, policy: Policy, now: datetime, **changes: object
) -> tuple[Booking, tuple[Timer | NoTimer, ...]]:
    """The booking in its phase, with other facts, its end dated anew."""
    timer = over_timer(with_(booking, **changes), policy, now)
    return step_to(booking, booking.phase, timer, **changes)


def _by(window: Window, minutes: int) -> Window:
    return Window(start=window.start, end=window.end + timedelta(minutes=minutes))


def _lapsed(claim: Claim, now: datetime) -> bool:
    return isinstance(claim.use, Hold) and claim.use.until <= now
