"""A town in a store that is followed by a mirror, and a hand on the clock that measures how old it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.memory.market import MemoryMarket
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.adapters.reference.mirror import ReferenceMirror
from cleanbee.adapters.search.follower import Follower
from cleanbee.domain.availability.claim import Claim, Hold
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.availability.reach import Pace
from cleanbee.domain.kernel import Money, Window, window_of, with_
from cleanbee.domain.matching.job import Job
from cleanbee.domain.matching.shown_starts import AskedStarts
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.policy import standard
from cleanbee.ports.contracts.nouns import MIDDLE, MORNING, ZONE, Nouns, at
from cleanbee.ports.outbound.market import Everyone
from cleanbee.ports.outbound.search import Mirror

DAILY = tuple(WeeklyRule(weekday=day, start_min=480, end_min=1080) for day in range(7))


@dataclass
class Mirrored:
    """A store, who lives in it, and its follower."""

    real: float = 1000.0
    made: list[Everyone] = field(default_factory=list[Everyone])

    def __post_init__(self) -> None:
        self.clock = ManualClock(MORNING)
        self.store = MemoryStore(self.clock, SeededIds(1))
        self.nouns = Nouns(SeededIds(2))
        self.market = MemoryMarket(self.store, self.clock)
        self.follower = Follower(self.market, self.mirror, self.clock, lambda: self.real)

    def mirror(self, everyone: Everyone) -> Mirror:
        self.made.append(everyone)
        return ReferenceMirror(everyone, Pace().minutes)

    async def joined(self) -> Cleaner:
        """One more cleaner, who works every day."""
        cleaner = with_(self.nouns.cleaner(), skills=("standard",), documents=())
        async with self.store.begin() as work:
            await work.cleaners.add(cleaner)
            await work.hours.add(Hours(id=cleaner.id, zone=ZONE, weekly=DAILY))
        return cleaner

    async def held(self, cleaner: Cleaner, work: Window) -> Claim:
        """Somebody holds this time."""
        claim = self.nouns.claim(cleaner, work, Hold(holder=self.nouns.ids.new(), until=at(100)))
        async with self.store.begin() as unit:
            await unit.claims.add(claim)
        return claim

    def ask(self, now: datetime = MORNING, days: int = 1) -> AskedStarts:
        """When could somebody come tomorrow?"""
        return AskedStarts(
            job=Job(
                customer=None,
                home=MIDDLE,
                zone=ZONE,
                skills=frozenset({"standard"}),
                window=window_of(now, 120),
                pay=Money(amount=6000),
            ),
            policy=standard(),
            now=now,
            from_day=(now + timedelta(days=1)).date(),
            days=days,
            seed=self.nouns.ids.new(),
            visits={},
        )

    async def shown(self, ask: AskedStarts | None = None) -> Sequence[str]:
        """The starts that the follower shows, by the wall clock."""
        found = await self.follower.starts(ask or self.ask())
        return [f"{one.start.local.minute // 60}:{one.start.local.minute % 60:02}" for one in found.starts]
