"""Confirm now, bind late: a chain of links by which one more visit is served and nobody promised is dropped.

visit → cleaner → the visit that leaves there → its next cleaner → …; no cleaner stands twice in a chain, so that each
link is judged on that cleaner's own day: what leaves is gone, what comes is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cleanbee.domain.availability.claim import Booked, Claim
from cleanbee.domain.availability.diary import Fit, Scene, fit, lives, open_diary, seconds
from cleanbee.domain.availability.hold import Held
from cleanbee.domain.availability.move import Incoming, exchange
from cleanbee.domain.availability.reach import TravelMinutes, goes_there
from cleanbee.domain.availability.slots import Candidate
from cleanbee.domain.kernel import BookingId, ClaimId, CleanerId, Refused, Value
from cleanbee.domain.matching.assess import effective_pay
from cleanbee.domain.matching.eligible import person_rules
from cleanbee.domain.matching.job import Job
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.platform.wallclock import LocalStart

MOST_LINKS = 4
MOST_JUDGED = 200


class Visit(Value, frozen=True, kw_only=True):
    """Work that is to be somebody's: one that arrives (without a claim), or a promised one that may pass to another."""

    booking: BookingId
    job: Job
    local: LocalStart
    policy: Policy
    claim: Claim | None = None


class Link(Value, frozen=True, kw_only=True):
    """A visit goes to a cleaner; ``gone`` is the visit that leaves there for it."""

    visit: BookingId
    to: CleanerId
    gone: BookingId | None = None


Chain = tuple[Link, ...]


@dataclass(frozen=True)
class Neighbourhood:
    """Everybody who opted into instant work, the promised visits that may still pass to another, ways, and now."""

    people: Mapping[CleanerId, Candidate]
    visits: Mapping[BookingId, Visit]
    travel: TravelMinutes
    now: datetime


def whole(chain: Chain) -> bool:
    """Whether each visit that leaves is taken on by the next link, the last one displaces nobody, none comes twice."""
    if not 0 < len(chain) <= MOST_LINKS:
        return False
    follows = all(one.gone == after.visit for one, after in pairwise(chain))
    people, visits = {one.to for one in chain}, {one.visit for one in chain}
    return follows and chain[-1].gone is None and len(people) == len(visits) == len(chain)


def could_take(person: Candidate, visit: Visit) -> bool:
    """The rules about people alone: opted in, eligible, near enough, and not where the visit is already."""
    cleaner = person.cleaner
    here = visit.claim is not None and visit.claim.cleaner == cleaner.id
    return cleaner.instant and not here and goes_there(cleaner, visit.job.home) and not person_rules(cleaner, visit.job)


def judge(visit: Visit, person: Candidate, gone: Visit | None, claim: ClaimId, around: Neighbourhood) -> Held | None:
    """The claim by which the cleaner takes the visit on as the other one leaves; None where a hard rule forbids it."""
    if not could_take(person, visit):
        return None
    left = None if gone is None else gone.claim
    if left is not None and left.cleaner != person.cleaner.id:
        return None
    scene = Scene(home=visit.job.home, policy=visit.policy, travel=around.travel, now=around.now)
    incoming = Incoming(
        claim=claim,
        use=Booked(booking=visit.booking),
        local=visit.local,
        window=visit.job.window,
        notice=visit.claim is None,
    )
    held = exchange(left, incoming, person.cleaner, person.hours, person.claims, scene)
    if isinstance(held, Refused) or not _pays(visit, person, left, scene):
        return None
    return held.value


def _pays(visit: Visit, person: Candidate, left: Claim | None, scene: Scene) -> bool:
    """Whether the cleaner's own floor of pay an hour is kept, the ways counted."""
    rest = [one for one in person.claims if left is None or one.id != left.id]
    window = visit.job.window
    diary = open_diary(person.cleaner, person.hours, rest, window, scene)
    found = fit(diary, seconds(window.start), seconds(window.end))
    return isinstance(found, Fit) and effective_pay(diary, found, visit.job) >= person.cleaner.pay_floor_per_h


def in_the_way(visit: Visit, person: Candidate, around: Neighbourhood) -> Sequence[Visit] | None:
    """Which visits of the cleaner's day might leave for this one; None where something else stands there for good."""
    work = visit.job.window
    there = [one for one in person.claims if lives(one, around.now) and one.work.overlaps(work)]
    movable = {one.claim.id: one for one in around.visits.values() if one.claim is not None}
    if len(there) > 1 or any(one.id not in movable for one in there):
        return None
    if there:
        return (movable[there[0].id],)
    mine = (movable[one.id] for one in person.claims if one.id in movable)
    return sorted(mine, key=lambda one: (abs(one.job.window.start - work.start), one.booking))
