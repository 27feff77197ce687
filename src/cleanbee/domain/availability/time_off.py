"""Time in which a cleaner does not work: their own, or taken in another calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cleanbee.domain.availability.claim import Booked, Claim, Hold, PromisesInside, SlotTaken, TimeOff
from cleanbee.domain.availability.diary import lives
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.kernel import ClaimId, CleanerId, Granted, Refused, Window, evolve


def take_time_off(
    id: ClaimId, cleaner: CleanerId, span: Window, note: str, claims: Sequence[Claim], now: datetime
) -> Granted[Claim] | Refused[PromisesInside | SlotTaken]:
    """The time is the cleaner's own, unless something is promised, held or taken in it already."""
    inside = [one for one in claims if one.cleaner == cleaner and lives(one, now) and one.blocked.overlaps(span)]
    promised = tuple(one.use.booking for one in inside if isinstance(one.use, Booked))
    if promised:
        return Refused(why=PromisesInside(bookings=promised))
    if inside:
        return Refused(why=SlotTaken())
    return Granted(value=Claim(id=id, cleaner=cleaner, use=TimeOff(note=note), work=span, blocked=span))


def set_hours(old: Hours | None, new: Hours) -> Granted[Hours]:
    """New hours count for what is asked from now on; promises made under the old ones stand."""
    return Granted(value=new if old is None else evolve(old, zone=new.zone, weekly=new.weekly, dates=new.dates))


def may_end_early(claim: Claim) -> bool:
    """Whether this claim is the cleaner's own to give back."""
    return not isinstance(claim.use, Booked | Hold)
