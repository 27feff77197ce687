"""How well a cleaner suits a job, in whole numbers: one table of terms and weights, versioned.

Each term is 0–1,000, the score is Σ weight × term, so at most 100,000. Divisions floor; no dividend is negative.
The compiled scorer must agree with this file exactly.
"""

from __future__ import annotations

from collections.abc import Sequence

from cleanbee.domain.kernel import Value

VERSION = "score.1"

WEIGHTS: dict[str, int] = {
    "continuity": 30,
    "travel": 25,
    "lateness": 15,
    "preference": 10,
    "rating": 10,
    "fairness": 5,
    "newcomer": 5,
}

FULL = 1000
FULL_VISITS = 5
FRESH_DAYS = 180
MOST_TRAVEL_MIN = 45
PRIOR_COUNT = 10
PRIOR_STARS = 46
LEAST_STARS = 3
NEWCOMER_VISITS = 10
MOST_INPUT = 10**12
MOST = FULL * sum(WEIGHTS.values())


class Terms(Value, frozen=True, kw_only=True):
    """What the score is made of: counts, days, minutes, permille, stars, minor units; none is negative.

    ``day_pay`` (a day's pay) is positive, and stars are 1 to 5 each.
    """

    visits_here: int = 0
    days_since: int = 0
    added_min: int = 0
    late_permille: int = 0
    favourite: bool = False
    shared: bool = False
    stars_sum: int = 0
    stars_count: int = 0
    debt: int = 0
    day_pay: int = 1
    visits: int = 0

    def __post_init__(self) -> None:
        counts = (self.visits_here, self.days_since, self.added_min, self.stars_count, self.debt, self.visits)
        assert min(counts) >= 0 and self.day_pay > 0, "counts are not negative, a day is paid"
        assert max(*counts, self.day_pay) <= MOST_INPUT, "whoever counts in machine words must not overflow"
        assert 0 <= self.late_permille <= FULL, "a chance in a thousand"
        assert self.stars_count <= self.stars_sum <= 5 * self.stars_count, "stars are 1 to 5"


def terms(t: Terms) -> tuple[int, ...]:
    """The seven terms in the order of ``WEIGHTS``."""
    continuity = FULL * min(t.visits_here, FULL_VISITS) // FULL_VISITS
    if t.days_since > FRESH_DAYS:
        continuity //= 2
    above = t.stars_sum + PRIOR_STARS - LEAST_STARS * (t.stars_count + PRIOR_COUNT)
    return (
        continuity,
        FULL * max(0, MOST_TRAVEL_MIN - t.added_min) // MOST_TRAVEL_MIN,
        FULL - t.late_permille,
        FULL if t.favourite else FULL // 2 if t.shared else 0,
        FULL * max(0, above) // (2 * (t.stars_count + PRIOR_COUNT)),
        FULL * t.debt // (t.debt + t.day_pay),
        FULL * max(0, NEWCOMER_VISITS - t.visits) // NEWCOMER_VISITS,
    )


def score(t: Terms) -> int:
    """The weighted sum of the terms."""
    return sum(weight * term for weight, term in zip(WEIGHTS.values(), terms(t), strict=True))


def scores(candidates: Sequence[Terms]) -> tuple[int, ...]:
    """The scores of many, in their order."""
    return tuple(score(one) for one in candidates)
