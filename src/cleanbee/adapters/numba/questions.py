"""Questions and the calendar as the numbers that the kernels read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba.search_kernels import layout
from cleanbee.domain.availability.diary import seconds
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.reach import Pace
from cleanbee.domain.availability.working import working_spans
from cleanbee.domain.matching import rank, score
from cleanbee.domain.matching.assess import DAY_MIN
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.open_times import FIRST_MIN
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.platform.wallclock import LocalStart, day_bounds, resolve

Ints = NDArray[np.int64]
MARGIN = 4
ONE_DAY = timedelta(days=1)
MOST_GRID_TRAVEL_MIN = 300
MOST_GRID_SLACK_MIN = 120


class Days:
    """The local days that the columns cover, some more before and after, and seconds since their origin."""

    def __init__(self, first: date, count: int) -> None:
        self.first = first - MARGIN * ONE_DAY
        self.count = count + 2 * MARGIN
        self.origin = seconds(datetime(first.year, first.month, first.day, tzinfo=UTC))

    def of_zone(self, zone: str) -> Ints:
        """Midnight and six in the morning of each day and of the one after the last."""
        days = [self.first + n * ONE_DAY for n in range(self.count + 1)]
        bounds = [seconds(day_bounds(day, zone)[0]) for day in days]
        opens = [seconds(resolve(LocalStart(day=day, minute=FIRST_MIN, zone=zone)).at) for day in days]
        return np.column_stack([bounds, opens]).astype(np.int64) - self.origin

    def spans(self, hours: Hours) -> Ints:
        """When these hours let somebody work."""
        found = working_spans(hours, self.first - ONE_DAY, self.first + (self.count + 1) * ONE_DAY)
        pairs = [(seconds(one.start), seconds(one.end)) for one in found]
        return np.array(pairs, dtype=np.int64).reshape(-1, 2) - self.origin

    def number(self, day: date) -> int:
        """The day's number in the columns."""
        return (day - self.first).days

    def midnight(self, day: date, zone: str) -> int:
        """When a day ends."""
        return self.since(day_bounds(day, zone)[1])

    def covers(self, first: date, last: date) -> bool:
        """Whether everything that judges work on these days is kept here."""
        return self.number(first) >= MARGIN and self.number(last) < self.count - MARGIN

    def since(self, instant: datetime) -> int:
        """Whole seconds since the origin."""
        return seconds(instant) - self.origin


def numbers() -> tuple[int, ...]:
    """The score's weights and limits in the order in which the kernel reads them."""
    limits = (
        score.FULL,
        score.FULL_VISITS,
        score.FRESH_DAYS,
        score.MOST_TRAVEL_MIN,
        score.PRIOR_COUNT,
        score.PRIOR_STARS,
        score.LEAST_STARS,
        score.NEWCOMER_VISITS,
    )
    return (*score.WEIGHTS.values(), *limits)


def policy_numbers(policy: Policy, built: Policy, pace: Pace) -> Ints:
    """An ask with the numbers of a policy and of the ways; packed visits keep the slack of ``built``."""
    ask = np.zeros(layout.ASK, dtype=np.int64)
    ask[layout.DETOUR], ask[layout.PACE] = pace.detour_pct, pace.m_per_min
    ask[layout.MOST_TRAVEL] = policy.most_travel_min
    ask[layout.DAY_MOST] = policy.day_most_min * 60
    ask[layout.BREAK], ask[layout.BREAK_AFTER] = policy.break_min * 60, policy.break_after_min * 60
    ask[layout.REST] = policy.rest_min * 60
    ask[layout.SLACK_SHORT], ask[layout.SLACK_LONG] = built.slack_short_min * 60, built.slack_long_min * 60
    ask[layout.LONG_FROM] = built.slack_long_from_min
    ask[layout.NUMBERS : layout.SEED] = numbers()
    ask[layout.NO_SPARE], ask[layout.SPARE_MIN] = rank.NO_SPARE_PERMILLE, rank.PERMILLE_A_MIN
    return ask


def job_numbers(ask: Ints, job: Job, length: int, papers_until: date) -> None:
    """The job's own numbers."""
    ask[layout.HOME_LAT], ask[layout.HOME_LON] = job.home.lat_e6, job.home.lon_e6
    ask[layout.PETS] = job.pets
    ask[layout.PAPERS_DAY] = papers_until.toordinal()
    ask[layout.LENGTH], ask[layout.PAY] = length, job.pay.amount
    ask[layout.DAY_PAY] = max(1, job.pay.amount * DAY_MIN // length)
    ask[layout.QUARTER_PAY] = job.pay.amount * 15 // length
    ask[layout.QUARTERS] = length * 60 // layout.QUARTER


def words_judge(policy: Policy, built: Policy) -> bool:
    """Whether words that were made under ``built`` forbid nothing that ``policy`` allows."""
    return policy.rest_min == built.rest_min <= 24 * 60


def plain_is_exact(policy: Policy, length: int) -> bool:
    """Whether words and packed visits say all there is to say about work of this length: whole quarters alone do."""
    ways = policy.most_travel_min <= MOST_GRID_TRAVEL_MIN and slack_of(policy, length) <= MOST_GRID_SLACK_MIN
    return ways and length * 60 % layout.QUARTER == 0


def slack_of(policy: Policy, length: int) -> int:
    """Minutes kept free after work of this length."""
    return policy.slack_long_min if length >= policy.slack_long_from_min else policy.slack_short_min


def seed_numbers(ask: Ints, seed: UUID) -> None:
    """The seed of the draw."""
    ask[layout.SEED :] = np.array(divmod(seed.int, 1 << 64), dtype=np.uint64).view(np.int64)


def sorted_rows(rows: Sequence[int]) -> Ints:
    """Rows in order."""
    return np.array(sorted(set(rows)), dtype=np.int64)
