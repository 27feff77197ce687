"""Confirm now, bind late on real days: several visits a cleaner, with ways, breaks and hours as calendars judge them.

Unlike those of ``arrivals``, no chain is the best one here: what counts is how many are served, beside first come
first served, and beside the most that any plan made with all time to think could serve (a proved bound).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from cleanbee.adapters.reference.reshuffle import ReferenceReshuffle
from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.availability.reach import Pace, goes_there
from cleanbee.domain.availability.slots import Candidate
from cleanbee.domain.kernel import BookingId, ClaimId, CleanerId, CustomerId, Money, Place, Window, with_
from cleanbee.domain.matching import day as planned
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.reshuffle import Chain, Neighbourhood, Visit, judge, whole
from cleanbee.domain.people.person import Active, Cleaner
from cleanbee.domain.platform.policy import standard
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.entrypoints.bench.apart import Told, ask_apart
from cleanbee.entrypoints.bench.outcome import Asked
from cleanbee.ports.outbound.planner import Seconds

CLEANERS, BOOKINGS, DAYS, QUICK_DAYS = 40, 130, 5, 1
OPENS, CLOSES = 7 * 60, 19 * 60
LENGTHS = (120, 150, 180, 240)
SPREAD_E6, AREA_M = 45_000, 6_000
PLAN_S = 10.0
ZONE = "Europe/Berlin"
MIDNIGHT = datetime(2027, 6, 8, 22, tzinfo=UTC)
"""The ninth of June in that zone."""
ORIGIN = Place(lat_e6=51_500_000, lon_e6=10_500_000)
POLICY, PACE = standard(), Pace()
EVERY_DAY = tuple(WeeklyRule(weekday=day, start_min=OPENS, end_min=CLOSES) for day in range(7))
SERVED = 1_000
"""What each visit is worth to the bound, which counts nothing else."""


@dataclass
class Standing:
    """Everybody's day as it stands, and who has been promised."""

    people: dict[CleanerId, Candidate]
    visits: dict[BookingId, Visit] = field(default_factory=dict[BookingId, Visit])
    passed_on: int = 0
    took: list[float] = field(default_factory=list[float])

    def arrive(self, visit: Visit, most_links: int) -> None:
        """Confirm it if a chain of at most so many links serves it and everybody promised."""
        around = Neighbourhood(self.people, self.visits, PACE.minutes, MIDNIGHT - timedelta(days=14))
        begun = time.process_time()
        chain = ReferenceReshuffle().chain(visit, around)
        self.took.append(time.process_time() - begun)
        if 0 < len(chain) <= most_links:
            assert whole(chain), chain
            self._carry_out(chain, around, visit)

    def _carry_out(self, chain: Chain, around: Neighbourhood, arriving: Visit) -> None:
        before = {**around.visits, arriving.booking: arriving}
        people, visits = dict(self.people), dict(before)
        for link in chain:
            moving, gone = before[link.visit], before[link.gone] if link.gone else None
            held = judge(moving, around.people[link.to], gone, ClaimId(moving.booking), around)
            assert held is not None, "a link that the rules forbid"
            later = {old.id: new for old, new in held.neighbours}
            left = gone.claim.id if gone and gone.claim else None
            rest = [later.get(one.id, one) for one in people[link.to].claims if one.id != left]
            people[link.to] = with_(people[link.to], claims=(*rest, held.claim))
        kept: dict[ClaimId, Claim] = {claim.id: claim for one in people.values() for claim in one.claims}
        self.people = people
        self.visits = {id: with_(one, claim=kept[ClaimId(id)]) for id, one in visits.items()}
        self.passed_on += len(chain) - 1
        assert len(kept) == len(visits), "a promised visit was dropped"


def measure(asked: Asked) -> dict[str, object]:
    """The shares of the bound that both policies reach over some days."""
    seeds = [asked.seed + n for n in range(QUICK_DAYS if asked.quick else DAYS)]
    days = [real_day(one) for one in seeds]
    proved: Told[int] = ask_apart(bound, (seeds,), 10 * PLAN_S * len(seeds))
    assert proved.answer is not None, proved.why
    late, first = ([_run(*one, links) for one in days] for links in (4, 1))
    most = proved.answer

    def share(of: Callable[[Standing], int], runs: list[Standing]) -> float:
        return round(sum(map(of, runs)) / most, 4)

    def served(run: Standing) -> int:
        return len(run.visits)

    took = [each for run in late for each in run.took]
    return {
        "real_days": f"{len(days)} days of {CLEANERS} cleaners and {BOOKINGS} bookings",
        "real_days_most": f"{most} of {BOOKINGS * len(days)} by the proved bound",
        "real_days_late_share": share(served, late),
        "real_days_first_come_share": share(served, first),
        "real_days_passed_on": sum(one.passed_on for one in late),
        "real_days_dropped": 0,
        "real_days_arrival_ms": f"mean {1e3 * statistics.mean(took):.1f}, most {1e3 * max(took):.0f}",
    }


def _run(people: dict[CleanerId, Candidate], arriving: list[Visit], most_links: int) -> Standing:
    standing = Standing(people)
    for one in arriving:
        standing.arrive(one, most_links)
    return standing


def bound(seeds: list[int]) -> Callable[[], int]:
    """For a process of its own: how many could be served at most on all these days together."""
    return lambda: sum(_most(*real_day(one)) for one in seeds)


def real_day(seed: int) -> tuple[dict[CleanerId, Candidate], list[Visit]]:
    """A town's day by its seed: who works, and who asks in which order."""
    dice = Random(f"real day {seed}")
    cleaners = [
        Cleaner(
            id=CleanerId(UUID(int=1 << 64 | n)),
            name=f"Cleaner {n}",
            base=_place(dice),
            zone=ZONE,
            area_m=AREA_M,
            phase=Active(),
            skills=("standard",),
            instant=True,
        )
        for n in range(CLEANERS)
    ]
    people = {
        one.id: Candidate(cleaner=one, hours=Hours(id=one.id, zone=ZONE, weekly=EVERY_DAY), claims=())
        for one in cleaners
    }
    return people, [_visit(dice, n) for n in range(BOOKINGS)]


def _place(dice: Random) -> Place:
    return with_(
        ORIGIN,
        lat_e6=ORIGIN.lat_e6 + dice.randrange(-SPREAD_E6, SPREAD_E6),
        lon_e6=ORIGIN.lon_e6 + dice.randrange(-SPREAD_E6, SPREAD_E6) * 8 // 5,
    )


def _visit(dice: Random, number: int) -> Visit:
    long = dice.choice(LENGTHS)
    start = MIDNIGHT + timedelta(minutes=15 * dice.randrange(OPENS // 15, (CLOSES - long) // 15 + 1))
    booking = BookingId(UUID(int=2 << 64 | number))
    job = Job(
        booking=booking,
        customer=CustomerId(UUID(int=3 << 64 | number)),
        home=_place(dice),
        zone=ZONE,
        skills=frozenset({"standard"}),
        window=Window(start=start, end=start + timedelta(minutes=long)),
        pay=Money(amount=28 * long),
    )
    return Visit(booking=booking, job=job, local=local_of(start, ZONE), policy=POLICY)


def _most(people: dict[CleanerId, Candidate], arriving: list[Visit]) -> int:
    """How many could be served at most, proved by the planner's lower bound on those left out."""
    from cleanbee.adapters.numba.planner import NumbaPlanner

    cleaners = [one.cleaner for one in people.values()]
    places = [*(one.base for one in cleaners), *(one.job.home for one in arriving)]
    day = planned.Day(
        shifts=tuple(
            planned.Shift(cleaner=one.id, home=n, start_min=OPENS, end_min=CLOSES, most_paid_min=POLICY.day_most_min)
            for n, one in enumerate(cleaners)
        ),
        visits=tuple(_asked(one, len(cleaners) + n, cleaners) for n, one in enumerate(arriving)),
        places=len(places),
        ways=planned.table_of_ways(len(places), lambda a, b: PACE.minutes(places[a], places[b])),
        rules=planned.Rules(per_way_min=0, per_missed_wish=0),
    )
    plan = NumbaPlanner().plan(day, Seconds(time.process_time() + PLAN_S, time.process_time))
    return len(arriving) - -(-plan.bound // SERVED)


def _asked(visit: Visit, place: int, cleaners: list[Cleaner]) -> planned.Visit:
    start = int((visit.job.window.start - MIDNIGHT).total_seconds()) // 60
    long = int((visit.job.window.end - visit.job.window.start).total_seconds()) // 60
    return planned.Visit(
        booking=visit.booking,
        place=place,
        duration_min=long,
        options=(planned.StartOption(first_min=start, last_min=start),),
        slack_min=POLICY.slack_long_min if long >= POLICY.slack_long_from_min else POLICY.slack_short_min,
        never=frozenset(one.id for one in cleaners if not goes_there(one, visit.job.home)),
        unserved=SERVED,
    )
