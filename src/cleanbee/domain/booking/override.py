"""The office vouches for a visit: it goes on without secured money, or the cleaner counts as being at the door."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from cleanbee.domain.booking.booking import (
    AtDoor,
    Booking,
    Confirmed,
    EnRoute,
    Override,
    TooEarly,
)
from cleanbee.domain.booking.events import VisitOverridden
from cleanbee.domain.booking.step import cleaner_of, news, stepped, wrong_phase
from cleanbee.domain.booking.visit import way_opens
from cleanbee.domain.kernel import Granted, NotInPhase, OpsId, ReasonMissing, Refusal, Refused, evolve
from cleanbee.domain.platform.policy import Policy

What = Literal["money", "place"]


class NothingToOverride(Refusal, frozen=True, kw_only=True):
    """The money is secured, or the office has vouched for this already."""


def vouched(booking: Booking, what: What) -> bool:
    """Whether the office has vouched for this, for the start (and about the place, for the cleaner) that stands now."""
    here = cleaner_of(booking)
    return any(
        one.what == what and one.start == booking.window.start and (what == "money" or one.cleaner == here)
        for one in booking.overrides
    )


def override(
    booking: Booking, what: What, said: tuple[OpsId, str], policy: Policy, now: datetime, *, held: bool
) -> Granted[Booking] | Refused[NotInPhase | ReasonMissing | TooEarly | NothingToOverride]:
    """Somebody of the office lets a visit go on, and says why: ``said`` is who, and the reason; ``held``: the money is.

    About the place only when a check-in could be, for the cleaner who comes now; about the money from the moment that
    somebody is coming until they work.
    """
    by, reason = said
    if not isinstance(booking.phase, Confirmed | EnRoute | AtDoor):
        return wrong_phase(booking)
    if what == "place" and isinstance(booking.phase, AtDoor):
        return wrong_phase(booking)
    if not reason.strip():
        return Refused(why=ReasonMissing(known=()))
    opens = way_opens(booking, policy)
    if what == "place" and now < opens:
        return Refused(why=TooEarly(opens=opens))
    if vouched(booking, what) or (what == "money" and held):
        return Refused(why=NothingToOverride())
    word = Override(what=what, by=by, at=now, reason=reason, start=booking.window.start, cleaner=booking.phase.cleaner)
    onward = evolve(booking, overrides=(*booking.overrides, word))
    return stepped(onward, (), news(VisitOverridden, onward, what=what, by=by, reason=reason))


def may_override(booking: Booking, policy: Policy, now: datetime, *, held: bool) -> bool:
    """Whether there is anything here that the office could vouch for just now."""
    door = isinstance(booking.phase, AtDoor) or now < way_opens(booking, policy) or vouched(booking, "place")
    return not door or not (held or vouched(booking, "money"))
