"""Both questions answered by compiled kernels over columns. Numba is imported when this adapter is opened."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.reach import Pace
from cleanbee.domain.kernel import INSTANT, CleanerId
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.open_times import AskedWhen, OpenStart, OpenTimes, starts_to_count
from cleanbee.domain.matching.rank import rank
from cleanbee.domain.matching.score import Terms, score
from cleanbee.domain.matching.shortlist import AskedWho, Shortlist
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.policy import Policy, standard
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.ports.outbound.fitness import for_real_people
from cleanbee.ports.outbound.search import Fact, Search, SearchDown

if TYPE_CHECKING:
    from cleanbee.adapters.numba.questions import Ints

MOST_DAYS = 45
MOST_TAIL = 256
LONG_AGO = date(2000, 1, 1)


class NumbaSearch:
    """The market in columns, over some days from yesterday on: when a question leaves them, they are made anew.

    ``policy`` is the one that most questions come with: others are answered as exactly, only not as quickly. Kernels
    are compiled on construction (not ``warm``: at their first call), or read from the cache that ``NUMBA_CACHE_DIR``
    names.
    """

    def __init__(
        self, pace: Pace | None = None, policy: Policy | None = None, first_day: date = LONG_AGO, *, warm: bool = True
    ) -> None:
        import numpy as np

        from cleanbee.adapters.numba import market, questions
        from cleanbee.adapters.numba.search_kernels import layout

        self._layout: Any = layout
        self._np, self._questions, self._made = np, questions, market.Market
        self._days = questions.Days(first_day, MOST_DAYS)
        self._market = market.Market(self._days, pace or Pace(), policy or standard())
        if warm:
            self._market.columns.warm()

    def learn(self, fact: Fact) -> None:
        """The last fact about each thing counts."""
        market = self._market
        match fact:
            case Cleaner():
                market.learn_cleaner(fact)
                if len(market.by_row) - market.columns.grid[self._layout.SORTED] > max(
                    MOST_TAIL, len(market.rows) // 16
                ):
                    market.sort()
            case Hours():
                market.learn_hours(fact)
            case Claim():
                market.learn_claim(fact)
            case _:
                market.free(fact.claim)

    def sort(self) -> None:
        """Bring everybody into the order in which questions are quickest; done now and then by itself."""
        self._market.sort()

    async def who(self, ask: AskedWho) -> Shortlist:
        """Who could do it, best first.

        :raises SearchDown: the columns do not cover the day.
        """
        numbers = self._who_numbers(ask)
        if numbers is None:
            return Shortlist(able=0)
        market = self._market
        folk = (self._out(ask.job, ask.asked), self._known(ask), self._rows(ask.job.favourites))
        self._questions.seed_numbers(numbers, ask.seed)
        best, able = market.columns.who(numbers, folk)
        rows: list[list[int]] = best.tolist()
        inputs = {market.by_row[one[0]]: _terms(one) for one in rows}
        ranked = rank(inputs, [score(one) for one in inputs.values()], ask.seed)
        assert [one.score for one in ranked] == [one[1] for one in rows], "the kernel keeps the rule"
        return Shortlist(able=able, best=ranked)

    async def when(self, ask: AskedWhen) -> OpenTimes:
        """When somebody could come.

        :raises SearchDown: the columns do not cover the days.
        """
        self._cover(ask.every_day[0], ask.every_day[-1], local_of(ask.now, ask.job.zone).day)
        numbers, market, np = self._job_numbers(ask.job, ask.policy, ask.now, ask.from_day), self._market, self._np
        if numbers is None:
            return OpenTimes()
        days = ask.every_day
        open = np.zeros((len(days), 3), dtype=np.uint64)
        instants, plain = np.full((len(days), 64), -1, dtype=np.int64), np.zeros(len(days), dtype=np.int64)
        starts = [starts_to_count(day, ask) for day in days]
        for n, day in enumerate(days):
            bits = 0
            for start in starts[n]:
                quarter = start.local.minute // 15 - 24
                bits |= 1 << quarter
                instants[n, quarter] = self._days.since(start.at)
            open[n] = (self._days.number(day), self._days.midnight(day, ask.job.zone), bits)
            plain[n] = self._plainness(ask, numbers, self._days.number(day), instants[n], bits)
        counts, _ = market.columns.when(numbers, self._out(ask.job, ()), open, instants, plain)
        return OpenTimes(
            starts=tuple(
                OpenStart(start=start, able=able)
                for n, row in enumerate(counts.tolist())
                for start in starts[n]
                if (able := row[start.local.minute // 15 - 24])
            )
        )

    def _who_numbers(self, ask: AskedWho) -> Ints | None:
        """The question in numbers; nothing if nobody can have the skills."""
        job, layout, window = ask.job, self._layout, ask.job.window
        here = local_of(window.start, job.zone)
        self._cover(here.day, local_of(window.end, job.zone).day, local_of(ask.now, job.zone).day)
        numbers = self._job_numbers(job, ask.policy, ask.now, local_of(window.end - INSTANT, job.zone).day)
        if numbers is None:
            return None
        numbers[layout.MOST] = ask.most
        numbers[layout.FROM], numbers[layout.TO] = self._days.since(window.start), self._days.since(window.end)
        zone, day = int(numbers[layout.GRID_ZONE]), self._days.number(here.day)
        numbers[layout.DAY] = day
        if zone >= 0:
            opens = int(self._market.columns.zones[zone, day, 1])
            quarter, rest = divmod(int(numbers[layout.FROM]) - opens, layout.QUARTER)
            on_grid = rest == 0 and quarter >= 0 and quarter + numbers[layout.QUARTERS] <= 64
            judged = on_grid and self._questions.words_judge(ask.policy, self._market.policy)
            numbers[layout.BIT], numbers[layout.JUDGED] = quarter, judged
            exact = window.end - window.start == timedelta(minutes=window.minutes)
            numbers[layout.PLAIN] = judged and exact and self._questions.plain_is_exact(ask.policy, window.minutes)
        return numbers

    def _job_numbers(self, job: Job, policy: Policy, now: datetime, papers_until: date) -> Ints | None:
        market, layout, length = self._market, self._layout, job.window.minutes
        numbers = self._questions.policy_numbers(policy, market.policy, market.pace)
        self._questions.job_numbers(numbers, job, length, papers_until)
        need = market.words.find(f"skill:{one}" for one in job.skills)
        if need is None:
            return None
        words = market.words
        numbers[layout.NEED] = need | words.ACTIVE | (words.PETS_OK if job.pets else 0)
        numbers[layout.LOCALE] = words.find([f"language:{job.locale}"]) or 0
        numbers[layout.NOW] = self._days.since(now)
        numbers[layout.SLACK] = self._questions.slack_of(policy, length) * 60
        numbers[layout.GRID_ZONE] = market.zones.get(job.zone, -1)
        numbers[layout.ZONES] = len(market.zones)
        return numbers

    def _plainness(self, ask: AskedWhen, numbers: Ints, day: int, instants: Ints, bits: int) -> int:
        """0: words say nothing of these starts; 1: they forbid only what is forbidden; 2: they decide."""
        zone = int(numbers[self._layout.GRID_ZONE])
        if zone < 0 or not self._questions.words_judge(ask.policy, self._market.policy):
            return 0
        opens = int(self._market.columns.zones[zone, day, 1])
        for quarter in range(64):
            if bits >> quarter & 1 and instants[quarter] != opens + quarter * self._layout.QUARTER:
                return 0
        instants[0] = opens
        return 2 if self._questions.plain_is_exact(ask.policy, ask.minutes) else 1

    def _cover(self, first: date, last: date, today: date) -> None:
        """Make the columns hold these days, by beginning them with yesterday."""
        if self._days.covers(first, last):
            return
        days = self._questions.Days(today - timedelta(days=1), MOST_DAYS)
        if not days.covers(first, last):
            raise SearchDown(f"{first} to {last} lie outside the days that can be kept on {today}")
        old, self._days = self._market, days
        self._market = self._made(days, old.pace, old.policy)
        for fact in (*old.cleaners.values(), *old.hours.values(), *old.claims.values()):
            self.learn(fact)
        self._market.sort()

    def _out(self, job: Job, asked: Any) -> Ints:
        vetoing = self._market.vetoes.get(job.customer, set()) if job.customer is not None else set[CleanerId]()
        return self._rows({*job.blocked, *job.own, *asked, *vetoing})

    def _rows(self, ids: Any) -> Ints:
        return self._questions.sorted_rows(self._market.rows_of(ids))

    def _known(self, ask: AskedWho) -> Ints:
        rows = sorted(
            (self._market.rows[id], seen.count, seen.days_since(ask.job.window.start))
            for id, seen in ask.visits.items()
            if id in self._market.rows
        )
        return self._np.array(rows, dtype=self._np.int64).reshape(-1, 3)


def _terms(one: list[int]) -> Terms:
    """What is said of one who could come, in the order of ``layout.ROW`` to ``layout.MADE``, as the score's inputs."""
    _, _, here, since, added, late, favourite, shared, above, counted, debt, paid, made = one
    return Terms(
        visits_here=here,
        days_since=since,
        added_min=added,
        late_permille=late,
        favourite=bool(favourite),
        shared=bool(shared),
        stars_sum=above,
        stars_count=counted,
        debt=debt,
        day_pay=paid,
        visits=made,
    )


@for_real_people
@asynccontextmanager
async def open_search(settings: object) -> AsyncGenerator[Search]:
    """The compiled search; it knows nobody yet."""
    yield NumbaSearch()
