"""Who could do a job, best first, out of everyone there is: the question, its answer, and the rule behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.diary import Scene, reading_span
from cleanbee.domain.availability.reach import TravelMinutes
from cleanbee.domain.availability.slots import Candidate
from cleanbee.domain.kernel import CleanerId, Value, Window, with_
from cleanbee.domain.matching.assess import assess
from cleanbee.domain.matching.choice import Visits
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.rank import Ranked, rank
from cleanbee.domain.matching.score import scores
from cleanbee.domain.platform.policy import Policy

MOST_BEST = 50


class AskedWho(Value, frozen=True, kw_only=True):
    """The job with its time, who has cleaned this home how often, who was asked already, and how many are wanted.

    ``seed`` decides between equals; ``now`` lets holds lapse.
    """

    job: Job
    policy: Policy
    now: datetime
    seed: UUID
    visits: dict[CleanerId, Visits]
    asked: frozenset[CleanerId] = frozenset()
    most: int = 20

    def __post_init__(self) -> None:
        assert 1 <= self.most <= MOST_BEST, "a search has its limits"


class Shortlist(Value, frozen=True, kw_only=True):
    """How many could do it, and the best of them with the sum that put them there."""

    able: int
    best: tuple[Ranked, ...] = ()


def shortlist(candidates: Sequence[Candidate], ask: AskedWho, travel: TravelMinutes) -> Shortlist:
    """Everyone looked at by the hard rules, whoever passes them all scored, ties by the seeded draw."""
    scene = Scene(home=ask.job.home, policy=ask.policy, travel=travel, now=ask.now)
    read = read_within(candidates, ask.job.window)
    assessed = assess(read, ask.job, ask.visits, ask.asked, scene)
    ranked = rank(assessed.terms, scores(tuple(assessed.terms.values())), ask.seed)
    return Shortlist(able=len(ranked), best=ranked[: ask.most])


def read_within(candidates: Iterable[Candidate], window: Window) -> tuple[Candidate, ...]:
    """The candidates with just the claims that are read to judge work in this window."""
    span = reading_span(window)
    return tuple(with_(one, claims=_touching(one.claims, span)) for one in candidates)


def _touching(claims: Iterable[Claim], span: Window) -> tuple[Claim, ...]:
    return tuple(claim for claim in claims if claim.blocked.overlaps(span))
