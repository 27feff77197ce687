"""Time in which a cleaner does not work: their own, or taken in another calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cleanbee.domain.availability.claim import Booked, Claim, Hold, PromisesInside, SlotTaken, TimeOff
from cleanbee.domain.availability.diary import is_visit, lives
from cleanbee.domain.availability.hold import as_reached
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.reach import TravelMinutes
from cleanbee.domain.kernel import ClaimId, CleanerId, Granted, Refused, Window, evolve
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.platform.wallclock import local_of


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


def ways_now(
    span: Window, cleaner: Cleaner, claims: Sequence[Claim], policy: Policy, travel: TravelMinutes, now: datetime
) -> tuple[tuple[Claim, Claim], ...]:
    """Whose way in is another by now than when it was kept, as (kept, as it is): visits on the days of a span.

    Work that went left the way of what came after it as it was. ``claims`` are all of those days.
    """
    zone = cleaner.zone
    first = local_of(span.start, zone).day
    last = local_of(span.end + timedelta(minutes=policy.most_travel_min), zone).day
    rest = sorted((c for c in claims if c.cleaner == cleaner.id and lives(c, now)), key=lambda c: c.work.start)
    changed: list[tuple[Claim, Claim]] = []
    before: Claim | None = None
    for one in (c for c in rest if is_visit(c)):
        day = local_of(one.work.start, zone).day
        same_day = before is not None and local_of(before.work.start, zone).day == day
        reached = as_reached(one, before if same_day else None, rest, cleaner, policy, travel)
        if first <= day <= last and reached != one:
            changed.append((one, reached))
        before = one
    return tuple(changed)


def days_of(span: Window) -> Window:
    """All that has to be read to know the ways on a span's days: the days before and after as well."""
    return Window(start=span.start - timedelta(days=1, hours=2), end=span.end + timedelta(days=1, hours=2))


def set_hours(old: Hours | None, new: Hours) -> Granted[Hours]:
    """New hours count for what is asked from now on; promises made under the old ones stand."""
    return Granted(value=new if old is None else evolve(old, zone=new.zone, weekly=new.weekly, dates=new.dates))


def may_end_early(claim: Claim) -> bool:
    """Whether this claim is the cleaner's own to give back."""
    return not isinstance(claim.use, Booked | Hold)
