"""Checking in at the door: shown by one's position, by the home's PIN, or vouched for by the office."""

from __future__ import annotations

from datetime import datetime
from hmac import compare_digest
from typing import Literal

from cleanbee.domain.booking.booking import (
    AtDoor,
    Booking,
    Confirmed,
    EnRoute,
    MoneyNotSecured,
    NotOnTeam,
    TooEarly,
    TooFar,
)
from cleanbee.domain.booking.events import CleanerArrived, WrongPinGiven
from cleanbee.domain.booking.late import not_late
from cleanbee.domain.booking.override import vouched
from cleanbee.domain.booking.step import KeptNo, news, step_to, stepped, wrong_phase
from cleanbee.domain.booking.visit import over_timer, way_opens
from cleanbee.domain.kernel import CleanerId, Granted, NotInPhase, Refusal, Refused, Value, evolve, with_
from cleanbee.domain.platform.policy import Policy


class Shown(Value, frozen=True, kw_only=True):
    """What is to show that somebody is at the door: how far their position is from it (absent: they have none), and the
    PIN that they give, beside the home's own (absent: it has none). ``heard``: when we hear of it."""

    heard: datetime | None = None
    distance_m: int | None = None
    pin: str | None = None
    home_pin: str | None = None


class PositionMissing(Refusal, frozen=True, kw_only=True):
    """Neither a position nor a PIN was given."""


class NoPinHere(Refusal, frozen=True, kw_only=True):
    """The home has no PIN."""


class PinWrong(Refusal, frozen=True, kw_only=True):
    """Not the home's PIN; ``left`` tries remain, and a position or the office helps without any."""

    left: int


class PinLocked(Refusal, frozen=True, kw_only=True):
    """No PIN is taken any more for this visit, the right one neither; a position or the office helps."""


Arrival = NotInPhase | NotOnTeam | TooEarly | MoneyNotSecured | TooFar | PositionMissing


def check_in(
    booking: Booking, cleaner: CleanerId, shown: Shown, policy: Policy, now: datetime, *, secured: bool
) -> Granted[Booking] | Granted[KeptNo] | Refused[Arrival | NoPinHere | PinLocked]:
    """The cleaner is at the door, as their position shows; else the office's word, or the home's PIN.

    A wrong PIN is a no that is kept: the booking counts it.
    """
    done = come(booking, cleaner, shown.distance_m, policy, now, secured=secured)
    if isinstance(done, Refused) and isinstance(done.why, TooFar | PositionMissing) and shown.pin is not None:
        return _try_pin(booking, shown, policy, now)
    return done if isinstance(done, Refused) else _heard(done, shown.heard, policy)


def come(
    booking: Booking, cleaner: CleanerId, distance_m: int | None, policy: Policy, now: datetime, *, secured: bool
) -> Granted[Booking] | Refused[Arrival]:
    """The cleaner is at the door as their position shows, or as the office says."""
    if not isinstance(booking.phase, Confirmed | EnRoute):
        return wrong_phase(booking)
    if booking.phase.cleaner != cleaner:
        return Refused(why=NotOnTeam())
    opens = way_opens(booking, policy)
    if now < opens:
        return Refused(why=TooEarly(opens=opens))
    if not secured:
        return Refused(why=MoneyNotSecured())
    if distance_m is not None and distance_m <= policy.check_in_m:
        return _arrived(booking, booking.phase, "position", policy, now)
    if vouched(booking, "place"):
        return _arrived(booking, booking.phase, "office", policy, now)
    if distance_m is None:
        return Refused(why=PositionMissing())
    return Refused(why=TooFar(distance_m=distance_m, most_m=policy.check_in_m))


def _heard(done: Granted[Booking], at: datetime | None, policy: Policy) -> Granted[Booking]:
    """The arrival with both its times, where it is told late; whoever was there in time had not been late."""
    booking = done.value
    assert isinstance(booking.phase, AtDoor), "somebody has arrived"
    if at is None or at <= booking.phase.since:
        return done
    door = booking.phase
    marks = not_late(booking, door.cleaner, door.since, policy, at)
    heard = with_(booking, phase=with_(door, heard=at), marks=marks)
    return Granted(value=heard, events=done.events, timers=done.timers)


def _try_pin(
    booking: Booking, shown: Shown, policy: Policy, now: datetime
) -> Granted[Booking] | Granted[KeptNo] | Refused[NoPinHere | PinLocked]:
    """A try at the home's PIN; once the tries are used up none is looked at."""
    phase = booking.phase
    assert isinstance(phase, Confirmed | EnRoute) and shown.pin is not None, "somebody is coming and gives a PIN"
    if shown.home_pin is None:
        return Refused(why=NoPinHere())
    if phase.wrong_pins >= policy.pin_tries:
        return Refused(why=PinLocked())
    if compare_digest(shown.pin.encode(), shown.home_pin.encode()):
        return _heard(_arrived(booking, phase, "pin", policy, now), shown.heard, policy)
    counted = evolve(booking, phase=with_(phase, wrong_pins=phase.wrong_pins + 1))
    left = policy.pin_tries - phase.wrong_pins - 1
    told = news(WrongPinGiven, counted, left=left)
    return Granted(value=KeptNo(booking=counted, why=PinWrong(left=left)), events=(told,))


def _arrived(
    booking: Booking,
    phase: Confirmed | EnRoute,
    by: Literal["position", "pin", "office"],
    policy: Policy,
    now: datetime,
) -> Granted[Booking]:
    at_door = AtDoor(cleaner=phase.cleaner, claim=phase.claim, since=now, shown_by=by)
    onward, timers = step_to(booking, at_door, over_timer(booking, policy, now))
    return stepped(onward, timers, news(CleanerArrived, onward, by=by))
