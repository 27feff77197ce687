"""Whoever was taken for not coming and was there: a telephone without signal tells it late.

Shown in time it is put right while the customer is still to choose; else it is kept for people to judge.
"""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.booking.booking import AtDoor, AwaitingChoice, Booking, Cancelled, Mark
from cleanbee.domain.booking.events import CleanerArrived
from cleanbee.domain.booking.late import not_late, stands
from cleanbee.domain.booking.step import cleaner_of, news, step_to, stepped
from cleanbee.domain.booking.visit import over_timer, way_opens
from cleanbee.domain.kernel import ClaimId, CleanerId, Granted, Refusal, with_
from cleanbee.domain.platform.policy import Policy


class CountedAsMissed(Refusal, frozen=True, kw_only=True):
    """It was found that nobody came before this was told. What is told is kept, and somebody of the office looks at it.

    ``found_at``: when it was found; ``distance_m``: how far from the door they say they were, if they say it.
    """

    found_at: datetime
    distance_m: int | None = None


def missed_mark(booking: Booking) -> Mark | None:
    """The no-show that left the clean as it stands; none where somebody was found for it since."""
    match booking.phase:
        case AwaitingChoice(reason="no_show") | Cancelled(cleaner=None):
            broken = [one for one in booking.marks if one.what in {"no_show", "withdrew"}]
            last = broken[-1] if broken else None
            return last if last is not None and last.what == "no_show" and stands(last) else None
        case _:
            return None


def missed_by(booking: Booking) -> CleanerId | None:
    """Who was to come, and counts as not having come."""
    mark = missed_mark(booking)
    return None if mark is None else mark.cleaner


def in_time(booking: Booking, distance_m: int | None, policy: Policy, at: datetime) -> bool:
    """Whether this arrival would have counted, had it been told when it happened: at the door, before it was found that
    nobody came, while the customer can still be told.
    """
    mark = missed_mark(booking)
    near = distance_m is not None and distance_m <= policy.check_in_m
    waits = isinstance(booking.phase, AwaitingChoice)
    return near and waits and mark is not None and way_opens(booking, policy) <= at < mark.at


def came_after_all(booking: Booking, claim: ClaimId, policy: Policy, at: datetime, heard: datetime) -> Granted[Booking]:
    """They were at the door ``at`` this moment, as we hear now: nobody missed anything, and the visit goes on.

    Asked only for an arrival ``in_time``; ``claim`` is their time, taken again.
    """
    mark = missed_mark(booking)
    assert mark is not None and cleaner_of(booking) is None, "only a no-show is put right"
    phase = AtDoor(cleaner=mark.cleaner, claim=claim, since=at, shown_by="position", heard=heard)
    marks = not_late(booking, mark.cleaner, at, policy, heard)
    marks = tuple(with_(one, not_kept=False, disproved_at=heard) if one == mark else one for one in marks)
    onward, timers = step_to(booking, phase, over_timer(booking, policy, heard), marks=marks)
    return stepped(onward, timers, news(CleanerArrived, onward, by="position"))
