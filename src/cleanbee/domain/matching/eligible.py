"""The hard rules: who must not be asked about a job, whatever the score."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from cleanbee.domain.availability.diary import Fit, NoFit
from cleanbee.domain.kernel import INSTANT, CleanerId
from cleanbee.domain.matching.asking import pay_per_h
from cleanbee.domain.matching.job import Job
from cleanbee.domain.people.person import Active, Cleaner
from cleanbee.domain.platform.wallclock import day_bounds, local_of

NOT_ACTIVE = "not_active"
SKILL_MISSING = "skill_missing"
DOCUMENT_EXPIRED = "document_expired"
PETS = "pets"
BLOCKED = "blocked"
ONE_PERSON = "one_person"
ASKED_BEFORE = "asked_before"
BELOW_PAY_FLOOR = "below_pay_floor"


def eligible(
    cleaner: Cleaner, job: Job, fits: Fit | NoFit, pay_per_h: int | None, asked: Collection[CleanerId] = ()
) -> tuple[str, ...]:
    """Every hard rule that keeps this cleaner from this job, in the rules' own order; none: they may be asked.

    ``fits`` is what the diary says of the time, ``pay_per_h`` the effective pay in minor units (None: not known).
    """
    found = list(person_rules(cleaner, job))
    if cleaner.id in asked:
        found.append(ASKED_BEFORE)
    if not isinstance(fits, Fit):
        found.append(fits.code)
    if pay_per_h is not None and pay_per_h < cleaner.pay_floor_per_h:
        found.append(BELOW_PAY_FLOOR)
    return tuple(found)


def person_rules(cleaner: Cleaner, job: Job) -> tuple[str, ...]:
    """The hard rules about people alone: papers, skills, animals, vetoes of either side, nobody on both sides."""
    found: list[str] = []
    if not isinstance(cleaner.phase, Active):
        found.append(NOT_ACTIVE)
    if not job.skills <= frozenset(cleaner.skills):
        found.append(SKILL_MISSING)
    if not documents_valid(cleaner, job):
        found.append(DOCUMENT_EXPIRED)
    if job.pets and not cleaner.pets_ok:
        found.append(PETS)
    if cleaner.id in job.blocked or (job.customer is not None and job.customer in cleaner.blocked_customers):
        found.append(BLOCKED)
    if cleaner.id in job.own:
        found.append(ONE_PERSON)
    return tuple(found)


def rules_at_the_door(cleaner: Cleaner, job: Job, travel_pay_min: int | None) -> tuple[str, ...]:
    """Every hard rule but the time, asked of somebody who was chosen, not searched: what was shown may have changed."""
    found = list(person_rules(cleaner, job))
    if travel_pay_min is not None:
        per_h = pay_per_h(job.pay, job.window.minutes, travel_pay_min)
        if per_h.amount < cleaner.pay_floor_per_h:
            found.append(BELOW_PAY_FLOOR)
    return tuple(found)


def documents_valid(cleaner: Cleaner, job: Job) -> bool:
    """Whether a paper of each kind is good to the end of the local day on which the job ends."""
    last = local_of(job.window.end - INSTANT, job.zone).day
    return last <= good_until(cleaner)


def papers_end(cleaner: Cleaner, zone: str) -> datetime | None:
    """By when all work there must have ended for this cleaner's papers to be good (None: they never end)."""
    last = good_until(cleaner)
    return None if last == date.max else day_bounds(last, zone)[1]


def good_until(cleaner: Cleaner) -> date:
    """The last day on which a paper of each kind is good: of one kind the one that lasts longest counts."""
    latest: dict[str, date] = {}
    for paper in cleaner.documents:
        latest[paper.kind] = max(paper.valid_until, latest.get(paper.kind, date.min))
    return min(latest.values(), default=date.max)
