"""What is counted and shown over many days is what the hard rules say of each start alone."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.thorough import explored

from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.availability.reach import Pace
from cleanbee.domain.availability.slots import Candidate, candidates_of
from cleanbee.domain.kernel import Money, window_of, with_
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.open_times import AskedWhen, open_times, starts_to_count
from cleanbee.domain.matching.shortlist import AskedWho, shortlist
from cleanbee.domain.matching.shown_starts import AskedStarts, shown_starts
from cleanbee.domain.people.person import Active, Document
from cleanbee.domain.platform.policy import standard
from cleanbee.domain.platform.wallclock import day_bounds
from cleanbee.ports.contracts.towns import MIDDLE, SKILLS, Town

TRAVEL = Pace().minutes
TOWN = Town(11)
SEEDS = st.integers(0, 2**40)


def alone(town: Town, ask: AskedWhen) -> dict[str, int]:
    """How many could come, start by start, each judged as if it were the only one that is asked about."""
    everyone, found = candidates_of(town.cleaners, town.hours, town.claims), dict[str, int]()
    for day in ask.every_day:
        for start in starts_to_count(day, ask):
            job = with_(ask.job, window=window_of(start.at, ask.minutes))
            one = AskedWho(job=job, policy=ask.policy, now=ask.now, seed=town.id(), visits={})
            able = shortlist(everyone, one, TRAVEL).able
            if able:
                found[start.local.text] = able
    return found


@explored(25)
@given(SEEDS)
def test_over_many_days_whoever_could_come_is_whoever_could_come_at_each_start_alone(seed: int) -> None:
    town = Town(seed)
    town.cleaners = [with_(one, documents=papers(town) or one.documents) for one in town.cleaners]
    ask = town.when()
    everyone = candidates_of(town.cleaners, town.hours, town.claims)
    together = {one.start.local.text: one.able for one in open_times(everyone, ask, TRAVEL).starts}
    assert together == alone(town, ask)


def papers(town: Town) -> tuple[Document, ...]:
    if town.random.random() < 0.5:
        return ()
    return (Document(kind="insurance", valid_until=town.first + timedelta(days=town.random.randrange(5))),)


def round_the_clock(ends: date | None) -> Candidate:
    """Somebody in the middle of the town who works at any hour until their papers end."""
    cleaner = with_(TOWN.cleaners[0], base=MIDDLE, zone=TOWN.zone, area_m=30_000, pay_floor_per_h=0, skills=SKILLS)
    papers = () if ends is None else (Document(kind="insurance", valid_until=ends),)
    week = tuple(WeeklyRule(weekday=day, start_min=0, end_min=1440) for day in range(7))
    hours = Hours(id=cleaner.id, zone=TOWN.zone, weekly=week)
    return Candidate(cleaner=with_(cleaner, phase=Active(), documents=papers), hours=hours)


def test_papers_that_end_in_the_middle_of_a_search_hide_nothing_before_and_show_nothing_after() -> None:
    job = Job(customer=None, home=MIDDLE, zone=TOWN.zone, window=window_of(TOWN.now, 240), pay=Money(amount=9_000))
    policy, seed = with_(standard(), rest_min=0), TOWN.id()
    ask = AskedStarts(job=job, policy=policy, now=TOWN.now, from_day=TOWN.first, days=6, seed=seed, visits={})
    last = TOWN.first + timedelta(days=3)
    free = [one.window for one in shown_starts([round_the_clock(None)], ask, TRAVEL).starts]
    good = [one.window for one in shown_starts([round_the_clock(last)], ask, TRAVEL).starts]
    over = day_bounds(last, TOWN.zone)[1]
    assert good == [one for one in free if one.end <= over]
    assert good[-1].end == over < free[-1].end
