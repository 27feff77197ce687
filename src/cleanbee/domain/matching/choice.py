"""What a customer is shown of a free start: who could come, in a helpful order, and why this one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from heapq import nsmallest
from uuid import UUID

from cleanbee.domain.availability.slots import Able
from cleanbee.domain.booking.booking import Booking, Completed, Settled
from cleanbee.domain.kernel import CleanerId, Value
from cleanbee.domain.matching.asking import pay_per_h
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.rank import draw
from cleanbee.domain.people.person import Cleaner

CLOSE_MIN = 10


class Reason(Value, frozen=True, kw_only=True):
    """Why somebody is shown: ``knows_home`` (so many visits), ``favourite``, ``close`` (minutes), ``instant``."""

    code: str
    count: int | None = None


class Face(Value, frozen=True, kw_only=True):
    """What customers see of a cleaner before they choose, and whether they are confirmed at once."""

    id: CleanerId
    name: str
    stars_sum: int = 0
    stars_count: int = 0
    visits: int = 0
    instant: bool = False


class Choice(Value, frozen=True, kw_only=True):
    """One who could come, and what speaks for them."""

    cleaner: Face
    reasons: tuple[Reason, ...]


class Visits(Value, frozen=True, kw_only=True):
    """How often a cleaner has cleaned a home, and when last."""

    count: int
    last: datetime

    def days_since(self, now: datetime) -> int:
        """Whole days since the last visit."""
        return max(0, (now - self.last) // timedelta(days=1))


def visits_here(bookings: Iterable[Booking]) -> Mapping[CleanerId, Visits]:
    """Of a home's bookings, the visits that were made to the end, by cleaner."""
    found: dict[CleanerId, Visits] = {}
    for booking in bookings:
        if not isinstance(booking.phase, Completed | Settled):
            continue
        who, ended = booking.phase.cleaner, booking.phase.ended
        before = found.get(who)
        found[who] = Visits(
            count=1 if before is None else before.count + 1,
            last=ended if before is None else max(before.last, ended),
        )
    return found


def choices(
    able: Sequence[Able],
    people: Mapping[CleanerId, Cleaner],
    job: Job,
    visits: Mapping[CleanerId, Visits],
    by: tuple[UUID, int],
) -> tuple[Choice, ...]:
    """Those whose pay floor is kept: who knows the home first, favourites next, then the shortest way.

    ``by``: the seed of the lots that decide between equals, and how many are wanted at most.
    """
    seed, most = by
    fair = [one for one in able if _floor_kept(one, people[one.cleaner], job)]

    def order(one: Able) -> tuple[int, bool, int, bytes]:
        known = visits[one.cleaner].count if one.cleaner in visits else 0
        return -known, one.cleaner not in job.favourites, one.added_min, draw(seed, one.cleaner)

    return tuple(
        choice_of(face_of(people[one.cleaner]), one.added_min, job, visits) for one in nsmallest(most, fair, key=order)
    )


def face_of(cleaner: Cleaner) -> Face:
    """A cleaner as customers see them."""
    return Face(
        id=cleaner.id,
        name=cleaner.name,
        stars_sum=cleaner.stars_sum,
        stars_count=cleaner.stars_count,
        visits=cleaner.visits,
        instant=cleaner.instant,
    )


def choice_of(face: Face, added_min: int, job: Job, visits: Mapping[CleanerId, Visits]) -> Choice:
    """One who could come, by whom the day's ways grow by so many minutes, with what speaks for them."""
    found: list[Reason] = []
    if face.id in visits:
        found.append(Reason(code="knows_home", count=visits[face.id].count))
    if face.id in job.favourites:
        found.append(Reason(code="favourite"))
    if added_min <= CLOSE_MIN:
        found.append(Reason(code="close", count=added_min))
    if face.instant:
        found.append(Reason(code="instant"))
    return Choice(cleaner=face, reasons=tuple(found))


def _floor_kept(one: Able, cleaner: Cleaner, job: Job) -> bool:
    return pay_per_h(job.pay, job.window.minutes, one.travel_pay_min).amount >= cleaner.pay_floor_per_h
