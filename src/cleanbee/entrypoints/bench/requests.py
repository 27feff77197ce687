"""Seeded questions about a large town, in the kernel's numbers and in the domain's words; and the oracle's answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba.questions import job_numbers, policy_numbers, seed_numbers, slack_of
from cleanbee.adapters.numba.search_kernels import layout
from cleanbee.domain.availability.slots import Candidate
from cleanbee.domain.kernel import INSTANT, Money, Place, Window
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.open_times import AskedWhen, open_times, starts_to_count
from cleanbee.domain.matching.shortlist import AskedWho, shortlist
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.entrypoints.bench.town import FIRST, MIDDLE, PACE, POLICY, ZONE, Town, feature, metres

Ints = NDArray[np.int64]
NOBODY = (np.empty(0, dtype=np.int64), np.empty((0, 3), dtype=np.int64), np.empty(0, dtype=np.int64))
PAY_PER_MIN = 28
MOST = 20
LENGTHS = (120, 180, 240)
FIRST_DAY, LAST_DAY = 3, 38
ONE_DAY = timedelta(days=1)
SLOT_DAYS = 14


@dataclass(frozen=True)
class Request:
    """One question: in numbers, and in the domain's words."""

    numbers: Ints
    ask: AskedWho

    @property
    def seed(self) -> NDArray[np.uint64]:
        """The seed of the draw."""
        return self.numbers[layout.SEED :].view(np.uint64)


def requests(town: Town, count: int, seed: int, days: tuple[int, ...] = ()) -> list[Request]:
    """So many random questions who could come; ``days`` narrows them to some days."""
    random = Random(seed)
    return [_request(town, random, days) for _ in range(count)]


def _request(town: Town, random: Random, days: tuple[int, ...]) -> Request:
    day = random.choice(days) if days else random.randrange(FIRST_DAY, LAST_DAY)
    quarter, length = random.randrange(6, 38), random.choice(LENGTHS)
    number = town.days.number(FIRST + day * ONE_DAY)
    start = int(town.columns.zones[0, number, 1]) + quarter * layout.QUARTER
    work = Window(start=town.instant(start), end=town.instant(start + length * 60))
    ask = AskedWho(
        job=_job(town, random, work, length),
        policy=POLICY,
        now=town.instant(0),
        seed=UUID(int=random.getrandbits(127)),
        visits={},
        most=MOST,
    )
    numbers = _numbers(ask.job, length, local_of(work.end - INSTANT, ZONE).day)
    numbers[layout.FROM], numbers[layout.TO] = start, start + length * 60
    numbers[layout.DAY], numbers[layout.BIT], numbers[layout.MOST] = number, quarter, MOST
    seed_numbers(numbers, ask.seed)
    return Request(numbers, ask)


def _job(town: Town, random: Random, work: Window, length: int) -> Job:
    north, east = town.side_e6
    home = Place(
        lat_e6=MIDDLE.lat_e6 - north // 2 + random.randrange(north),
        lon_e6=MIDDLE.lon_e6 - east // 2 + random.randrange(east),
    )
    extra = {"ironing"} if random.random() < 0.3 else set[str]()
    return Job(
        customer=None,
        home=home,
        zone=ZONE,
        pets=random.random() < 0.2,
        skills=frozenset({"standard", *extra}),
        window=work,
        pay=Money(amount=PAY_PER_MIN * length),
        locale="de",
    )


def _numbers(job: Job, length: int, papers: date) -> Ints:
    numbers = policy_numbers(POLICY, POLICY, PACE)
    job_numbers(numbers, job, length, papers)
    need = 1 | 2 * job.pets
    for skill in job.skills:
        need |= feature(skill)
    numbers[layout.NEED], numbers[layout.LOCALE] = need, feature(job.locale)
    numbers[layout.SLACK] = slack_of(POLICY, length) * 60
    numbers[layout.ZONES], numbers[layout.JUDGED], numbers[layout.PLAIN] = 1, 1, 1
    return numbers


@dataclass(frozen=True)
class SlotRequest:
    """When somebody could come over two weeks: in numbers, and in the domain's words."""

    numbers: Ints
    open: NDArray[np.uint64]
    instants: Ints
    plain: Ints
    ask: AskedWhen


def slot_requests(town: Town, count: int, seed: int) -> list[SlotRequest]:
    """So many random questions when somebody could come."""
    random = Random(seed)
    return [_slot_request(town, random) for _ in range(count)]


def _slot_request(town: Town, random: Random) -> SlotRequest:
    length, day = random.choice(LENGTHS), random.randrange(FIRST_DAY, LAST_DAY - SLOT_DAYS)
    work = Window(start=town.instant(0), end=town.instant(length * 60))
    job = _job(town, random, work, length)
    ask = AskedWhen(job=job, policy=POLICY, now=town.instant(0), from_day=FIRST + day * ONE_DAY, days=SLOT_DAYS)
    numbers = _numbers(job, length, ask.from_day)
    open, instants = np.zeros((SLOT_DAYS, 3), dtype=np.uint64), np.full((SLOT_DAYS, 64), -1, dtype=np.int64)
    for n, each in enumerate(ask.every_day):
        number, starts = town.days.number(each), starts_to_count(each, ask)
        instants[n] = town.columns.zones[0, number, 1] + np.arange(64) * layout.QUARTER
        open[n] = (number, town.days.midnight(each, ZONE), sum(1 << (one.local.minute // 15 - 24) for one in starts))
    return SlotRequest(numbers, open, instants, np.full(SLOT_DAYS, 2, dtype=np.int64), ask)


class Oracle:
    """The rules' own answers, over everyone whose area holds the home."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._known = lru_cache(maxsize=200_000)(town.candidate)
        self._row = {town.columns.ids[row].tobytes(): row for row in range(len(town.columns.ids))}
        people = town.columns.people
        self._lat, self._lon, self._area = people[:, layout.LAT], people[:, layout.LON], people[:, layout.AREA]

    def who(self, one: Request) -> tuple[list[tuple[int, int]], int]:
        """The best as (row, score), and how many could."""
        found = shortlist(self._around(one.ask.job), one.ask, PACE.minutes)
        return [(self._row_of(each.cleaner), each.score) for each in found.best], found.able

    def when(self, one: SlotRequest) -> Ints:
        """How many could come at each start of each day."""
        counts = np.zeros((SLOT_DAYS, 64), dtype=np.int64)
        for each in open_times(self._around(one.ask.job), one.ask, PACE.minutes).starts:
            counts[(each.start.local.day - one.ask.from_day).days, each.start.local.minute // 15 - 24] = each.able
        return counts

    def _row_of(self, id: UUID) -> int:
        return self._row[np.array(divmod(id.int, 1 << 64), dtype=np.uint64).tobytes()]

    def _around(self, job: Job) -> list[Candidate]:
        far = metres(self._lat, self._lon, np.int64(job.home.lat_e6), np.int64(job.home.lon_e6))
        return [self._known(row) for row in np.flatnonzero(far <= self._area).tolist()]
