"""The day of the visit: on the way, at the door, at work, done, or nobody at home."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import (
    AtDoor,
    Booking,
    Completed,
    Confirmed,
    EnRoute,
    EvidenceMissing,
    InProgress,
    LockedOut,
    MoneyNotSecured,
    NotOnTeam,
    StillWaiting,
    TooEarly,
    TooLongEta,
)
from cleanbee.domain.booking.events import (
    CleanerLate,
    CleanerSetOff,
    CleaningFinished,
    CleaningStarted,
    DoorEvidenceKept,
    EtaGiven,
    LockoutReported,
)
from cleanbee.domain.booking.late import is_late, marked_late, was_late
from cleanbee.domain.booking.lateness import arrival_timers
from cleanbee.domain.booking.step import cleaner_of, news, step_to, stepped, wrong_phase
from cleanbee.domain.kernel import CleanerId, Granted, NotInPhase, Refused, Timer, with_
from cleanbee.domain.platform.policy import Policy

AUTO_COMPLETE = "booking.auto_complete"
CALLS = frozenset({"phone", "sms", "chat"})
"""Ways to reach a customer who is not behind the door."""
ARRIVALS_MIN = (5, 10, 20, 30)
"""What is handy to say on the way; any other number up to the latest may be said as well."""


def way_opens(booking: Booking, policy: Policy) -> datetime:
    """When the cleaner may set off at the earliest."""
    return booking.window.start - timedelta(minutes=policy.set_off_before_min)


def latest_eta(booking: Booking, policy: Policy) -> datetime:
    """The last instant that an arrival time may name, however often one is given."""
    return booking.window.start + timedelta(minutes=policy.eta_most_min)


def arrivals_offered(latest: datetime, now: datetime) -> tuple[int, ...]:
    """In how many minutes somebody may say that they arrive: round numbers, or the last that may be named."""
    left = max(0, (latest - now) // timedelta(minutes=1))
    return tuple(one for one in ARRIVALS_MIN if one <= left) or (left,)


def set_off(
    booking: Booking, cleaner: CleanerId, policy: Policy, now: datetime, *, secured: bool
) -> Granted[Booking] | Refused[NotOnTeam | NotInPhase | TooEarly | MoneyNotSecured]:
    """The cleaner starts on the way, at most an hour ahead, and only towards secured money."""
    if not isinstance(booking.phase, Confirmed):
        return wrong_phase(booking)
    if booking.phase.cleaner != cleaner:
        return Refused(why=NotOnTeam())
    opens = way_opens(booking, policy)
    if now < opens:
        return Refused(why=TooEarly(opens=opens))
    if not secured:
        return Refused(why=MoneyNotSecured())
    was = booking.phase
    phase = EnRoute(cleaner=cleaner, claim=was.claim, since=now, wrong_pins=was.wrong_pins)
    onward, timers = step_to(booking, phase, *arrival_timers(with_(booking, phase=phase), policy))
    return stepped(onward, timers, news(CleanerSetOff, onward))


def give_eta(
    booking: Booking, cleaner: CleanerId, minutes: int, policy: Policy, now: datetime
) -> Granted[Booking] | Refused[NotOnTeam | NotInPhase | TooLongEta]:
    """The cleaner says in how many minutes they arrive; at most an hour, and at most an hour after the start in all.

    So nobody is bound for ever by one arrival time after another. Whoever says so when late already stays late.
    """
    if not isinstance(booking.phase, EnRoute):
        return wrong_phase(booking)
    if booking.phase.cleaner != cleaner:
        return Refused(why=NotOnTeam())
    eta = now + timedelta(minutes=minutes)
    latest = latest_eta(booking, policy)
    if not 0 <= minutes <= policy.eta_most_min or eta > latest:
        return Refused(why=TooLongEta(most_min=policy.eta_most_min, latest=latest))
    found = is_late(booking, policy, now) and not was_late(booking)
    marks = marked_late(booking, now).marks if found else booking.marks
    phase = with_(booking.phase, eta=eta)
    timers = arrival_timers(with_(booking, phase=phase, marks=marks), policy)
    onward, timers = step_to(booking, phase, *timers, marks=marks)
    told = (news(CleanerLate, onward),) if found else ()
    return stepped(onward, timers, *told, news(EtaGiven, onward))


def note_door(
    booking: Booking, cleaner: CleanerId, channel: str, policy: Policy, now: datetime
) -> Granted[Booking] | Refused[NotOnTeam | NotInPhase]:
    """Evidence at a closed door: the customer was tried on this channel; ``bell`` is kept too, but is no call."""
    if not isinstance(booking.phase, AtDoor):
        return wrong_phase(booking)
    if booking.phase.cleaner != cleaner:
        return Refused(why=NotOnTeam())
    phase = with_(booking.phase, calls=(*booking.phase.calls, (channel, now)))
    onward, timers = step_to(booking, phase, over_timer(booking, policy, now))
    return stepped(onward, timers, news(DoorEvidenceKept, onward))


def reads_at_door(booking: Booking, cleaner: CleanerId) -> bool:
    """Whether this cleaner stands at this door and has not read there how to get in."""
    door = booking.phase
    return isinstance(door, AtDoor) and door.cleaner == cleaner and door.notes_opened_at is None


def notes_read(booking: Booking, cleaner: CleanerId, policy: Policy, now: datetime) -> Granted[Booking]:
    """Evidence that nobody can only claim: how to get in was read by the cleaner, at the door."""
    if not isinstance(booking.phase, AtDoor) or not reads_at_door(booking, cleaner):
        return Granted(value=booking)
    onward, timers = step_to(booking, with_(booking.phase, notes_opened_at=now), over_timer(booking, policy, now))
    return stepped(onward, timers, news(DoorEvidenceKept, onward))


def start(
    booking: Booking, cleaner: CleanerId, policy: Policy, now: datetime, *, secured: bool
) -> Granted[Booking] | Refused[NotOnTeam | NotInPhase | MoneyNotSecured]:
    """Work begins."""
    if not isinstance(booking.phase, AtDoor):
        return wrong_phase(booking)
    if booking.phase.cleaner != cleaner:
        return Refused(why=NotOnTeam())
    if not secured:
        return Refused(why=MoneyNotSecured())
    phase = InProgress(cleaner=cleaner, claim=booking.phase.claim, began=now)
    onward, timers = step_to(booking, phase, over_timer(booking, policy, now))
    return stepped(onward, timers, news(CleaningStarted, onward))


def finish(booking: Booking, cleaner: CleanerId, now: datetime) -> Granted[Booking] | Refused[NotOnTeam | NotInPhase]:
    """Work is done, now; who is quicker than booked is paid in full."""
    if not isinstance(booking.phase, InProgress):
        return wrong_phase(booking)
    if booking.phase.cleaner != cleaner:
        return Refused(why=NotOnTeam())
    return _complete(booking, booking.phase, now)


def auto_complete(booking: Booking, policy: Policy, now: datetime) -> Granted[Booking] | Refused[NotInPhase]:
    """Nobody checked out: twelve hours after the booked end the visit counts as done as booked.

    Its end is the booked one: nobody worked, and nobody needs the way in, for twelve hours more.
    """
    if not isinstance(booking.phase, InProgress) or now < over_at(booking, policy):
        return wrong_phase(booking)
    return _complete(booking, booking.phase, booking.window.end)


def report_lockout(
    booking: Booking, cleaner: CleanerId, policy: Policy, now: datetime
) -> Granted[Booking] | Refused[NotOnTeam | NotInPhase | StillWaiting | EvidenceMissing]:
    """Nobody opened: notes read, two calls on two channels five minutes apart, half an hour waited."""
    if not isinstance(booking.phase, AtDoor):
        return wrong_phase(booking)
    door = booking.phase
    if door.cleaner != cleaner:
        return Refused(why=NotOnTeam())
    missing = missing_evidence(door, policy)
    if missing or door.notes_opened_at is None:
        return Refused(why=EvidenceMissing(missing=missing))
    until = _wait_ends(booking, door, policy)
    if now < until:
        return Refused(why=StillWaiting(until=until))
    phase = LockedOut(
        cleaner=cleaner,
        claim=door.claim,
        arrived=door.since,
        notes_opened_at=door.notes_opened_at,
        calls=door.calls,
        reported=now,
    )
    onward, timers = step_to(booking, phase)
    return stepped(onward, timers, news(LockoutReported, onward))


def may_report_lockout(booking: Booking, policy: Policy, now: datetime) -> bool:
    """Whether all the evidence is there and the waiting is over."""
    door = booking.phase
    return isinstance(door, AtDoor) and not missing_evidence(door, policy) and now >= _wait_ends(booking, door, policy)


def waits_until(booking: Booking, policy: Policy) -> datetime | None:
    """Until when the cleaner waits at a closed door, as both sides see it; None while nobody stands there."""
    door = booking.phase
    return _wait_ends(booking, door, policy) if isinstance(door, AtDoor) else None


def never_started(booking: Booking, policy: Policy, now: datetime) -> bool:
    """Whether the cleaner came to the door and nothing more was heard in time: neither work nor a lockout."""
    return isinstance(booking.phase, AtDoor) and now >= over_at(booking, policy)


def over_at(booking: Booking, policy: Policy) -> datetime:
    """When a visit that nobody ended is ended: half a day after its booked end."""
    return booking.window.end + timedelta(minutes=policy.auto_complete_after_min)


def visitor(booking: Booking) -> CleanerId | None:
    """Who comes, if somebody is coming or has come."""
    match booking.phase:
        case Confirmed() | EnRoute() | AtDoor() | InProgress() | LockedOut() | Completed():
            return cleaner_of(booking)
        case _:
            return None


def _wait_ends(booking: Booking, door: AtDoor, policy: Policy) -> datetime:
    return max(door.heard or door.since, booking.window.start) + timedelta(minutes=policy.lockout_wait_min)


def missing_evidence(door: AtDoor, policy: Policy) -> tuple[str, ...]:
    """What is still to be shown before nobody-at-home counts, the waiting aside."""
    missing: list[str] = []
    if door.notes_opened_at is None:
        missing.append("notes_opened")
    calls = [(channel, at) for channel, at in door.calls if channel in CALLS]
    apart = timedelta(minutes=policy.lockout_calls_apart_min)
    if len({channel for channel, _ in calls}) < policy.lockout_calls:
        missing.append("calls_on_two_channels")
    elif not any(one != other and abs(then - at) >= apart for one, at in calls for other, then in calls):
        missing.append("calls_apart")
    return tuple(missing)


def _complete(booking: Booking, work: InProgress, until: datetime) -> Granted[Booking]:
    ended = max(until, work.began)
    phase = Completed(
        cleaner=work.cleaner,
        claim=work.claim,
        began=work.began,
        ended=ended,
        minutes=(ended - work.began) // timedelta(minutes=1),
    )
    onward, timers = step_to(booking, phase)
    return stepped(onward, timers, news(CleaningFinished, onward))


def over_timer(booking: Booking, policy: Policy, now: datetime) -> Timer:
    """Nothing that is done at the door puts the end off."""
    return Timer(kind=AUTO_COMPLETE, subject=booking.id, due_at=max(over_at(booking, policy), now))
