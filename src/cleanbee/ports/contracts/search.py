"""What every search promises: the rules' own answers, to the last point, for any town, however it came to know it."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanbee.domain.availability.claim import Booked, Claim
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.availability.reach import Pace
from cleanbee.domain.availability.slots import candidates_of
from cleanbee.domain.kernel import BookingId, ClaimId, Money, Place, Window, evolve, with_
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.open_times import AskedWhen, OpenTimes, open_times
from cleanbee.domain.matching.shortlist import AskedWho, Shortlist, shortlist
from cleanbee.domain.people.person import Active, Document
from cleanbee.domain.platform.policy import standard
from cleanbee.domain.platform.wallclock import LocalStart, day_bounds, resolve
from cleanbee.ports.contracts.towns import MIDDLE, MINUTE, SKILLS, Town
from cleanbee.ports.outbound.search import Fact, Freed, Search

PACE = Pace()
QUESTIONS = 10
# The suite is inherited by each adapter's tests, and each example opens a search of its own; none is against the clock.
ONE_SUITE_MANY_ADAPTERS = [HealthCheck.differing_executors, HealthCheck.too_slow]
SEEDS = st.integers(0, 2**40)


def facts_of(town: Town) -> list[Fact]:
    """Everything there is, in an order of the town's own."""
    facts: list[Fact] = [*town.cleaners, *town.hours, *town.claims]
    town.random.shuffle(facts)
    return facts


def changes(town: Town, count: int) -> list[Fact]:
    """What happens in a town: claims come, move and go; people move, change their hours, join. The town follows."""
    return [_change(town, town.random) for _ in range(count)]


def _change(town: Town, pick: Random) -> Fact:
    kind = pick.choice("ccmffphn")
    if kind == "n":
        cleaner = town.cleaner()
        town.cleaners.append(cleaner)
        return cleaner
    n = pick.randrange(len(town.cleaners))
    cleaner = town.cleaners[n]
    if kind == "p":
        town.cleaners[n] = evolve(cleaner, base=town.place(), area_m=pick.choice((3_000, 9_000)), pets_ok=True)
        return town.cleaners[n]
    if kind == "h":
        new = with_(town.hours_of(cleaner), version=_next_version(town, cleaner.id))
        town.hours = [one for one in town.hours if one.id != cleaner.id] + [new]
        return new
    own = sorted((one for one in town.claims if one.cleaner == cleaner.id), key=lambda one: one.work.start)
    if kind == "c" or not own:
        after = max((one.blocked.end for one in own), default=town.now)
        made = town.claim(cleaner, after)
        town.claims.append(made)
        return made
    gone = pick.choice(own)
    town.claims.remove(gone)
    if kind == "f":
        return Freed(claim=gone.id)
    moved = _moved(town, gone, own, pick)
    town.claims.append(moved)
    return moved


def _next_version(town: Town, cleaner: object) -> int:
    return max((one.version for one in town.hours if one.id == cleaner), default=0) + 1


def _moved(town: Town, claim: Claim, own: Sequence[Claim], pick: Random) -> Claim:
    end = max(one.blocked.end for one in own) + timedelta(minutes=45 + 15 * pick.randrange(40))
    cleaner = next(one for one in town.cleaners if one.id == claim.cleaner)
    return with_(town.claim(cleaner, end), id=ClaimId(claim.id))


def lonely(there: Place) -> Town:
    """One cleaner who goes everywhere, with one visit of two hours at noon of the third day, somewhere."""
    town = Town(1, people=0)
    town.policy = standard()
    start = resolve(LocalStart(day=town.first + timedelta(days=2), minute=720, zone=town.zone)).at
    who = with_(
        town.cleaner(), base=MIDDLE, zone=town.zone, area_m=30_000, phase=Active(), skills=SKILLS, pets_ok=True,
        pay_floor_per_h=0, documents=(), blocked_customers=(),
    )  # fmt: skip
    week = tuple(WeeklyRule(weekday=day, start_min=420, end_min=1260) for day in range(7))
    way, slack = PACE.minutes(MIDDLE, there) * MINUTE, town.policy.slack_short_min * MINUTE
    work = Window(start=start, end=start + 120 * MINUTE)
    town.cleaners, town.hours = [who], [Hours(id=who.id, zone=town.zone, weekly=week)]
    town.claims = [
        Claim(
            id=ClaimId(town.id()), cleaner=who.id, use=Booked(booking=BookingId(town.id())), work=work,
            blocked=Window(start=work.start - way, end=work.end + slack), place=there,
        )
    ]  # fmt: skip
    return town


def beside(town: Town, gap: int, *, before: bool) -> AskedWho:
    """Two hours in the middle of town, so many minutes before or after the one visit that stands."""
    stands = town.claims[0].work
    start = stands.start - (gap + 120) * MINUTE if before else stands.end + gap * MINUTE
    job = Job(
        customer=None, home=MIDDLE, zone=town.zone, skills=frozenset({SKILLS[0]}),
        window=Window(start=start, end=start + 120 * MINUTE), pay=Money(amount=5_000, currency="EUR"),
    )  # fmt: skip
    return AskedWho(job=job, policy=town.policy, now=town.now, seed=town.id(), visits={})


def papers_ending(days: int, length: int) -> tuple[Town, AskedWhen]:
    """One cleaner who works round the clock until their papers end, and work of so many minutes over six days."""
    town = lonely(MIDDLE)
    week = tuple(WeeklyRule(weekday=day, start_min=0, end_min=1440) for day in range(7))
    paper = Document(kind="insurance", valid_until=town.first + timedelta(days=days))
    town.cleaners = [with_(town.cleaners[0], documents=(paper,))]
    town.hours, town.claims = [with_(town.hours[0], weekly=week)], []
    town.policy = with_(town.policy, rest_min=0)
    job = Job(
        customer=None, home=MIDDLE, zone=town.zone, window=Window(start=town.now, end=town.now + length * MINUTE),
        pay=Money(amount=50 * length, currency="EUR"),
    )  # fmt: skip
    return town, AskedWhen(job=job, policy=town.policy, now=town.now, from_day=town.first, days=6)


def by_the_rule(town: Town, ask: AskedWho | AskedWhen) -> Shortlist | OpenTimes:
    """The rule's own answer about a town."""
    candidates = candidates_of(town.cleaners, town.hours, town.claims)
    if isinstance(ask, AskedWho):
        return shortlist(candidates, ask, PACE.minutes)
    return open_times(candidates, ask, PACE.minutes)


def answer(search: Search, ask: AskedWho | AskedWhen) -> Shortlist | OpenTimes:
    """The search's answer."""
    if isinstance(ask, AskedWho):
        return asyncio.run(search.who(ask))
    return asyncio.run(search.when(ask))


class SearchContract:
    """Searches for candidates and for slots."""

    @abstractmethod
    def open_search(self) -> Search:
        """A search that knows nobody, with ways by ``PACE``."""

    def told(self, facts: Sequence[Fact]) -> Search:
        """A search that was told these facts."""
        search = self.open_search()
        for fact in facts:
            search.learn(fact)
        return search

    def looked_at(self, search: Search, town: Town) -> None:
        """A question has been answered: what is learned from now on must reach whatever was made ready for it."""
        asyncio.run(search.when(town.when()))

    @settings(deadline=None, suppress_health_check=ONE_SUITE_MANY_ADAPTERS)
    @given(seed=SEEDS)
    def test_who_could_do_it_is_what_the_rule_says(self, seed: int) -> None:
        town = Town(seed)
        search = self.told(facts_of(town))
        for _ in range(QUESTIONS):
            ask = town.who()
            assert answer(search, ask) == by_the_rule(town, ask)

    @settings(deadline=None, suppress_health_check=ONE_SUITE_MANY_ADAPTERS)
    @given(seed=SEEDS)
    def test_when_somebody_could_come_is_what_the_rule_says(self, seed: int) -> None:
        town = Town(seed)
        search = self.told(facts_of(town))
        for _ in range(QUESTIONS // 4):
            ask = town.when()
            assert answer(search, ask) == by_the_rule(town, ask)

    @settings(deadline=None, suppress_health_check=ONE_SUITE_MANY_ADAPTERS)
    @given(seed=SEEDS, taken=st.integers(0, 30), again=st.integers(0, 30))
    def test_a_snapshot_and_any_suffix_end_in_the_same_knowledge(self, seed: int, taken: int, again: int) -> None:
        town = Town(seed, people=5)
        followed = self.told([*town.cleaners, *town.hours, *town.claims])
        self.looked_at(followed, town)
        news = changes(town, taken)
        snapshot = facts_of(town)
        later = changes(town, taken // 2)
        for fact in (*news, *later):
            followed.learn(fact)
        joined = self.told(snapshot)
        self.looked_at(joined, town)
        for fact in (*news[max(0, len(news) - again) :], *later):
            joined.learn(fact)
        for ask in (*(town.who() for _ in range(QUESTIONS)), town.when()):
            right = by_the_rule(town, ask)
            assert answer(followed, ask) == right
            assert answer(joined, ask) == right

    @pytest.mark.parametrize("before", [True, False], ids=["before the visit that stands", "after it"])
    def test_whether_somebody_comes_beside_a_visit_is_decided_by_the_minutes_of_the_way(self, before: bool) -> None:
        for far in range(0, 60_000, 12_000):
            town = lonely(Place(lat_e6=MIDDLE.lat_e6 + far, lon_e6=MIDDLE.lon_e6))
            search, way = self.told(facts_of(town)), PACE.minutes(town.claims[0].place or MIDDLE, MIDDLE)
            for gap in range(0, 90, 15):
                ask = beside(town, gap, before=before)
                found = answer(search, ask)
                assert found == by_the_rule(town, ask)
                assert isinstance(found, Shortlist) and found.able == (gap >= town.policy.slack_short_min + way)

    @pytest.mark.parametrize("length", [240, 255])
    def test_papers_that_end_within_the_search_end_it_with_their_last_midnight(self, length: int) -> None:
        for days in range(1, 6):
            town, ask = papers_ending(days, length)
            found = answer(self.told(facts_of(town)), ask)
            assert found == by_the_rule(town, ask)
            assert isinstance(found, OpenTimes)
            ends = [one.start.at + length * MINUTE for one in found.starts]
            assert max(ends) <= day_bounds(town.first + timedelta(days=days), town.zone)[1] < max(ends) + 15 * MINUTE

    def test_nobody_is_found_in_an_empty_town(self) -> None:
        town = Town(1, people=0)
        assert answer(self.open_search(), town.who()) == Shortlist(able=0)
        assert answer(self.open_search(), town.when()) == OpenTimes()
