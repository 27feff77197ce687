"""When somebody could come, counted: the question about days, its answer, and the rule behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from cleanbee.domain.availability.diary import Scene
from cleanbee.domain.availability.hold import reach_ahead
from cleanbee.domain.availability.reach import TravelMinutes
from cleanbee.domain.availability.slots import Able, Candidate, slots
from cleanbee.domain.availability.starts import Start, starts_on
from cleanbee.domain.kernel import INSTANT, CleanerId, Value, Window, with_
from cleanbee.domain.matching.asking import pay_per_h
from cleanbee.domain.matching.eligible import papers_end, person_rules
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.shortlist import read_within
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.platform.wallclock import day_bounds

FIRST_MIN, LAST_MIN = 6 * 60, 22 * 60
MOST_DAYS = 21
ONE_DAY = timedelta(days=1)


class AskedWhen(Value, frozen=True, kw_only=True):
    """The job (the length of its window is the length of the work), from which local day of the home, how many days.

    Only starts from six to before ten in the evening by the home's wall clock are counted.
    """

    job: Job
    policy: Policy
    now: datetime
    from_day: date
    days: int = 14

    def __post_init__(self) -> None:
        assert 1 <= self.days <= MOST_DAYS, "a search has its limits"

    @property
    def minutes(self) -> int:
        """How long the work is."""
        return self.job.window.minutes

    @property
    def every_day(self) -> tuple[date, ...]:
        """The days that are asked about."""
        return tuple(self.from_day + timedelta(days=n) for n in range(self.days))

    @property
    def reach(self) -> Window:
        """From the first day's first instant to the last one's end."""
        days = self.every_day
        return Window(start=day_bounds(days[0], self.job.zone)[0], end=day_bounds(days[-1] + ONE_DAY, self.job.zone)[1])


class OpenStart(Value, frozen=True, kw_only=True):
    """A start at which somebody could come, and how many could."""

    start: Start
    able: int


class OpenTimes(Value, frozen=True, kw_only=True):
    """The starts of all days that were asked about, in order; where nobody can come there is none."""

    starts: tuple[OpenStart, ...] = ()


def open_times(candidates: Sequence[Candidate], ask: AskedWhen, travel: TravelMinutes) -> OpenTimes:
    """Every hard rule for every start: a cleaner counts where a hold would be granted and the pay floor is kept."""
    scene = Scene(home=ask.job.home, policy=ask.policy, travel=travel, now=ask.now)
    fit = [with_(one, until=papers_end(one.cleaner, ask.job.zone)) for one in candidates if may_come(one.cleaner, ask)]
    people = {one.cleaner.id: one.cleaner for one in fit}
    found: list[OpenStart] = []
    by_day = slots(read_within(fit, ask.reach), ask.every_day, ask.job.zone, ask.minutes, scene)
    for day in ask.every_day:
        for free in by_day[day]:
            able = _fair(free.able, people, ask)
            if able and FIRST_MIN <= free.start.local.minute < LAST_MIN:
                found.append(OpenStart(start=free.start, able=able))
    return OpenTimes(starts=tuple(found))


def may_come(cleaner: Cleaner, ask: AskedWhen) -> bool:
    """Whether the rules about people let them come on the first day at least; papers may end on the way."""
    first = ask.reach.start
    return not person_rules(cleaner, with_(ask.job, window=Window(start=first, end=first + INSTANT)))


def starts_to_count(day: date, ask: AskedWhen) -> tuple[Start, ...]:
    """The starts of one day that are far enough ahead, and not too far."""
    return tuple(
        start
        for start in starts_on(day, ask.job.zone)
        if FIRST_MIN <= start.local.minute < LAST_MIN
        and reach_ahead(start.at, ask.job.zone, ask.policy, ask.now) is None
    )


def _fair(able: Sequence[Able], people: Mapping[CleanerId, Cleaner], ask: AskedWhen) -> int:
    return sum(
        pay_per_h(ask.job.pay, ask.minutes, one.travel_pay_min).amount >= people[one.cleaner].pay_floor_per_h
        for one in able
    )
