"""What every mirror promises: the rule's own answer about everyone, however it came to know them."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbee.domain.availability.reach import Pace
from cleanbee.domain.availability.slots import candidates_of
from cleanbee.domain.kernel import CleanerId, evolve
from cleanbee.domain.matching.shortlist import read_within
from cleanbee.domain.matching.shown_starts import AskedStarts, ShownStarts, shown_starts
from cleanbee.domain.platform.wallclock import day_bounds
from cleanbee.ports.contracts.search import ONE_SUITE_MANY_ADAPTERS, changes, papers_ending
from cleanbee.ports.contracts.towns import Town
from cleanbee.ports.outbound.market import Everyone, Person, numbers_of, weeks_of
from cleanbee.ports.outbound.search import Mirror

PACE = Pace()
QUESTIONS = 4
SEEDS = st.integers(0, 2**40)


def asked(town: Town) -> AskedStarts:
    """What could be shown to somebody in this town?"""
    when, who, pick = town.when(), town.who(), town.random
    return AskedStarts(
        job=when.job,
        policy=when.policy,
        now=when.now,
        from_day=when.from_day,
        days=when.days,
        seed=who.seed,
        visits=who.visits,
        most=pick.choice((1, 2, 3, 5)),
    )


def by_the_rule(town: Town, ask: AskedStarts) -> ShownStarts:
    """The rule's own answer about a town."""
    everyone = candidates_of(town.cleaners, town.hours, town.claims)
    return shown_starts(read_within(everyone, ask.reach), ask, PACE.minutes)


def everyone_in(town: Town) -> Everyone:
    """The town as it is now."""
    taken = numbers_of({one.id: n for n, one in enumerate(town.cleaners)}, town.claims)
    weeks, works = weeks_of(town.cleaners, town.hours)
    return Everyone(
        mark=str(town.seed), now=town.now, cleaners=list(town.cleaners), weeks=weeks, works=works, taken=taken
    )


def person_in(town: Town, id: CleanerId) -> Person:
    """Somebody as they are now."""
    return Person(
        cleaner=next(one for one in town.cleaners if one.id == id),
        hours=next((one for one in town.hours if one.id == id), None),
        claims=tuple(one for one in town.claims if one.cleaner == id),
    )


class MirrorContract:
    """Mirrors of the market."""

    @abstractmethod
    def mirror(self, everyone: Everyone) -> Mirror:
        """A mirror of everyone, with ways by ``PACE``."""

    def said(self, mirror: Mirror, ask: AskedStarts) -> object:
        """What is shown."""
        return asyncio.run(mirror.starts(ask)).starts

    @pytest.mark.parametrize("length", [45, 240])
    def test_papers_that_end_within_the_search_end_it_with_their_last_midnight(self, length: int) -> None:
        for days in range(1, 6):
            town, when = papers_ending(days, length)
            ask = AskedStarts(
                job=when.job,
                policy=when.policy,
                now=when.now,
                from_day=when.from_day,
                days=6,
                seed=town.id(),
                visits={},
            )
            right = by_the_rule(town, ask).starts
            assert self.said(self.mirror(everyone_in(town)), ask) == right
            assert right[-1].window.end == day_bounds(town.first + timedelta(days=days), town.zone)[1]

    @settings(deadline=None, suppress_health_check=ONE_SUITE_MANY_ADAPTERS)
    @given(seed=SEEDS)
    def test_what_is_shown_is_what_the_rule_shows(self, seed: int) -> None:
        town = Town(seed)
        mirror = self.mirror(everyone_in(town))
        for _ in range(QUESTIONS):
            ask = asked(town)
            assert self.said(mirror, ask) == by_the_rule(town, ask).starts

    @settings(deadline=None, suppress_health_check=ONE_SUITE_MANY_ADAPTERS)
    @given(seed=SEEDS, before=st.integers(0, 20), after=st.integers(0, 20))
    def test_a_snapshot_and_any_suffix_show_what_a_new_mirror_shows(self, seed: int, before: int, after: int) -> None:
        town = Town(seed, people=5)
        early = self.mirror(everyone_in(town))
        self.said(early, asked(town))
        seen = self._touched(town, before)
        late = self.mirror(everyone_in(town))
        self.said(late, asked(town))
        later = self._touched(town, after)
        for mirror, news in ((early, (*seen, *later)), (late, (*seen[len(seen) // 2 :], *later))):
            for id in news:
                mirror.put(person_in(town, id))
        fresh = self.mirror(everyone_in(town))
        for _ in range(QUESTIONS):
            ask = asked(town)
            right = by_the_rule(town, ask).starts
            assert [self.said(one, ask) for one in (early, late, fresh)] == [right] * 3

    def test_a_move_across_town_is_followed(self) -> None:
        town = Town(7, people=1)
        mirror = self.mirror(everyone_in(town))
        town.cleaners[0] = evolve(town.cleaners[0], base=town.place(), area_m=30_000)
        mirror.put(person_in(town, town.cleaners[0].id))
        ask = asked(town)
        assert self.said(mirror, ask) == by_the_rule(town, ask).starts

    def test_nobody_is_shown_in_an_empty_town(self) -> None:
        town = Town(1, people=0)
        assert self.said(self.mirror(everyone_in(town)), asked(town)) == ()

    def _touched(self, town: Town, count: int) -> list[CleanerId]:
        """Changes happen; whom they are about."""
        before = {one.id: person_in(town, one.id) for one in town.cleaners}
        changes(town, count)
        return [one.id for one in town.cleaners if before.get(one.id) != person_in(town, one.id)]
