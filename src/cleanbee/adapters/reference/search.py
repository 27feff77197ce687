"""Both questions answered by the rules themselves, one cleaner after the other: right by definition."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.reach import Pace, TravelMinutes
from cleanbee.domain.availability.slots import Candidate, candidates_of
from cleanbee.domain.kernel import ClaimId, CleanerId
from cleanbee.domain.matching.open_times import AskedWhen, OpenTimes, open_times
from cleanbee.domain.matching.shortlist import AskedWho, Shortlist, shortlist
from cleanbee.domain.people.person import Cleaner
from cleanbee.ports.outbound.fitness import for_real_people
from cleanbee.ports.outbound.search import Fact, Search


class ReferenceSearch:
    """The rules in a loop over everything it was told."""

    def __init__(self, travel: TravelMinutes) -> None:
        self._travel = travel
        self._cleaners: dict[CleanerId, Cleaner] = {}
        self._hours: dict[CleanerId, Hours] = {}
        self._claims: dict[ClaimId, Claim] = {}

    def learn(self, fact: Fact) -> None:
        """The last fact about each thing counts."""
        match fact:
            case Cleaner():
                if fact.id not in self._cleaners or self._cleaners[fact.id].version <= fact.version:
                    self._cleaners[fact.id] = fact
            case Hours():
                if fact.id not in self._hours or self._hours[fact.id].version <= fact.version:
                    self._hours[fact.id] = fact
            case Claim():
                self._claims[fact.id] = fact
            case _:
                self._claims.pop(fact.claim, None)

    async def who(self, ask: AskedWho) -> Shortlist:
        """Who could do it, best first."""
        return shortlist(self._candidates(), ask, self._travel)

    async def when(self, ask: AskedWhen) -> OpenTimes:
        """When somebody could come."""
        return open_times(self._candidates(), ask, self._travel)

    def _candidates(self) -> tuple[Candidate, ...]:
        return candidates_of(self._cleaners.values(), self._hours.values(), self._claims.values())


@for_real_people
@asynccontextmanager
async def open_search(settings: object) -> AsyncGenerator[Search]:
    """The search that needs nothing; it knows nobody yet."""
    yield ReferenceSearch(Pace().minutes)
