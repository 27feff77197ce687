"""A step that is told late: a telephone had no signal. It counts from when it happened; both times are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import AtDoor, Booking, Completed, Confirmed, EnRoute, InProgress, Phase
from cleanbee.domain.kernel import Granted, Refusal, Refused

LATEST = timedelta(hours=24)
"""Whoever has no signal at a visit has it within a day; what is told later, people have to talk about."""

AHEAD = timedelta(minutes=2)
"""So much may a telephone's clock be fast; such a step happened now."""


class ToldTooLate(Refusal, frozen=True, kw_only=True):
    """The step happened longer ago than a step may be told; ``earliest`` is the first instant that would still do."""

    earliest: datetime


class NotYetHappened(Refusal, frozen=True, kw_only=True):
    """The step is said to happen after ``now``."""

    now: datetime


def happened(
    booking: Booking, said: datetime | None, now: datetime
) -> Granted[datetime] | Refused[ToldTooLate | NotYetHappened]:
    """When a step took place that is told now: never in the future, and never before the step that it follows: nobody
    set off before they were told to come."""
    if said is None:
        return Granted(value=now)
    if said > now + AHEAD:
        return Refused(why=NotYetHappened(now=now))
    if said < now - LATEST:
        return Refused(why=ToldTooLate(earliest=now - LATEST))
    return Granted(value=min(max(said, _last_step(booking)), now))


def took_place(phase: Phase) -> datetime | None:
    """When the step of a visit happened that led to this phase, which may be earlier than when it was told."""
    match phase:
        case EnRoute(since=at) | AtDoor(since=at) | InProgress(began=at) | Completed(ended=at):
            return at
        case _:
            return None


def _last_step(booking: Booking) -> datetime:
    match booking.phase:
        case Confirmed(told_at=told):
            return told
        case EnRoute(since=since) | AtDoor(since=since):
            return since
        case InProgress(began=began):
            return max((began, *(one.ticked_at for one in booking.rooms if one.ticked_at is not None)))
        case _:
            return booking.placed_at
