"""What every search promises: the rules' own answers, to the last point, for any town, however it came to know it."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.reach import Pace
from cleanbee.domain.availability.slots import candidates_of
from cleanbee.domain.kernel import ClaimId, evolve, with_
from cleanbee.domain.matching.open_times import AskedWhen, OpenTimes, open_times
from cleanbee.domain.matching.shortlist import AskedWho, Shortlist, shortlist
from cleanbee.ports.contracts.towns import Town
from cleanbee.ports.outbound.search import Fact, Freed, Search

PACE = Pace()
QUESTIONS = 10
# The suite is inherited by each adapter's tests, and each example opens a search of its own.
ONE_SUITE_MANY_ADAPTERS = [HealthCheck.differing_executors]
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

    def test_nobody_is_found_in_an_empty_town(self) -> None:
        town = Town(1, people=0)
        assert answer(self.open_search(), town.who()) == Shortlist(able=0)
        assert answer(self.open_search(), town.when()) == OpenTimes()
