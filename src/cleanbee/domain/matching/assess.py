"""Everyone around looked at for one job: whom a hard rule keeps out, and what the score of the others is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cleanbee.domain.availability.claim import Hold
from cleanbee.domain.availability.diary import (
    Diary,
    Fit,
    Scene,
    fit,
    is_visit,
    lives,
    open_diary,
    seconds,
    slack_min,
)
from cleanbee.domain.availability.slots import Candidate
from cleanbee.domain.booking.booking import Anyone, Only, Wish
from cleanbee.domain.kernel import CleanerId, with_
from cleanbee.domain.matching.asking import pay_per_h
from cleanbee.domain.matching.choice import Visits
from cleanbee.domain.matching.eligible import eligible
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.rank import Excluded, Ranked, fairness_debts, late_permille
from cleanbee.domain.matching.score import Terms
from cleanbee.domain.people.person import Cleaner

AMPLE_MIN = 600
DAY_MIN = 480


@dataclass(frozen=True)
class Assessed:
    """The ways of those who may be asked, the inputs of their scores, and the others with their rules."""

    terms: Mapping[CleanerId, Terms]
    excluded: tuple[Excluded, ...]


def assess(
    candidates: Sequence[Candidate],
    job: Job,
    visits: Mapping[CleanerId, Visits],
    asked: Collection[CleanerId],
    scene: Scene,
) -> Assessed:
    """Hard rules first; only who passes them all is scored."""
    start, end = seconds(job.window.start), seconds(job.window.end)
    excluded: list[Excluded] = []
    able: list[tuple[Candidate, Diary, Fit]] = []
    for one in candidates:
        diary = open_diary(one.cleaner, one.hours, one.claims, job.window, scene)
        found = fit(diary, start, end)
        per_h = effective_pay(diary, found, job) if isinstance(found, Fit) else None
        rules = eligible(one.cleaner, job, found, per_h, asked)
        if rules:
            excluded.append(Excluded(cleaner=one.cleaner.id, rules=rules))
        elif isinstance(found, Fit):
            able.append((one, diary, found))
    worked = [_promised_min(one, scene) for one, _, _ in able]
    debts = fairness_debts(worked, job.pay.amount * 15 // job.window.minutes)
    terms = {
        one.cleaner.id: _terms(one.cleaner, job, visits.get(one.cleaner.id), (diary, found), debt)
        for (one, diary, found), debt in zip(able, debts, strict=True)
    }
    return Assessed(terms=terms, excluded=tuple(excluded))


def may_yet(
    candidates: Sequence[Candidate],
    job: Job,
    visits: Mapping[CleanerId, Visits],
    asked: Collection[CleanerId],
    scene: Scene,
) -> bool:
    """Whether somebody could come if no time were kept for an answer: what is held may be free again, or promised."""
    free = [
        with_(one, claims=tuple(claim for claim in one.claims if not isinstance(claim.use, Hold))) for one in candidates
    ]
    return bool(assess(free, job, visits, asked, scene).terms)


def effective_pay(diary: Diary, found: Fit, job: Job) -> int:
    """Minor units an hour, the ways counted."""
    return pay_per_h(job.pay, job.window.minutes, found.travel_pay_min).amount


def to_ask(
    ranked: Sequence[Ranked], wish: Wish, asked: Collection[CleanerId], named: CleanerId | None = None
) -> tuple[CleanerId, ...]:
    """In which order to ask: whom the customer ``named`` first, with ``Only`` nobody else, then by rank."""
    order = [one.cleaner for one in ranked if one.cleaner not in asked]
    first = [one for one in order if one == named]
    return tuple(first if isinstance(wish, Only) else [*first, *(one for one in order if one != named)])


def named_first(
    ranked: Sequence[Ranked], wish: Wish, favourites: Collection[CleanerId], asked: Collection[CleanerId]
) -> CleanerId | None:
    """Whom the customer's own word puts before the score: the cleaner of their wish, else the best of their favourites.

    A wish that cannot be kept is named all the same where nobody else will do, or no favourite can come.
    """
    wished = None if isinstance(wish, Anyone) else wish.cleaner
    able = [one.cleaner for one in ranked if one.cleaner not in asked]
    if wished in able or isinstance(wish, Only):
        return wished
    return next((one for one in able if one in favourites), wished)


def spare_min(diary: Diary, found: Fit, start: int, end: int) -> int:
    """The fewest minutes to spare, before setting off for this visit or for the next."""
    spare = AMPLE_MIN
    if found.before is not None:
        spare = min(spare, (start - found.travel_in * 60 - found.before.blocked_end) // 60)
    if found.after is not None:
        free_again = end + slack_min(diary.policy, (end - start) // 60) * 60
        spare = min(spare, (found.after.start - found.after.from_home * 60 - free_again) // 60)
    return max(0, spare)


def _terms(cleaner: Cleaner, job: Job, known: Visits | None, way: tuple[Diary, Fit], debt: int) -> Terms:
    diary, found = way
    return Terms(
        visits_here=known.count if known is not None else 0,
        days_since=known.days_since(job.window.start) if known is not None else 0,
        added_min=found.added_min,
        late_permille=late_permille(spare_min(diary, found, seconds(job.window.start), seconds(job.window.end))),
        favourite=cleaner.id in job.favourites,
        shared=job.locale in cleaner.languages or (job.pets and cleaner.pets_ok),
        stars_sum=cleaner.stars_sum,
        stars_count=cleaner.stars_count,
        debt=debt,
        day_pay=max(1, job.pay.amount * DAY_MIN // job.window.minutes),
        visits=cleaner.visits,
    )


def _promised_min(one: Candidate, scene: Scene) -> int:
    return sum(claim.work.minutes for claim in one.claims if is_visit(claim) and lives(claim, scene.now))
