"""The market out of any store: who changed is found by comparing everyone with what they were."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cleanbee.domain.kernel import CleanerId
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.market import Everyone, Gone, News, Person, numbers_of, span_around, weeks_of
from cleanbee.ports.outbound.store import Store, Work

THE_EARTH = (-90_000_000, -180_000_000, 90_000_000, 180_000_000)
MOST_MARKS = 256

People = dict[CleanerId, Person]


class MemoryMarket:
    """Remembers what the last few marks saw, whole: for markets that fit into a test."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._seen: dict[str, People] = {}
        self._count = 0

    async def everyone(self) -> Everyone:
        """All there is now."""
        now = await self._clock.now()
        people = await self._people(now, ())
        places = {id: n for n, id in enumerate(people)}
        weeks, works = weeks_of(
            (one.cleaner for one in people.values()), (one.hours for one in people.values() if one.hours is not None)
        )
        return Everyone(
            mark=self._marked(people),
            now=now,
            cleaners=[one.cleaner for one in people.values()],
            weeks=weeks,
            works=works,
            taken=numbers_of(places, (claim for one in people.values() for claim in one.claims)),
        )

    async def since(self, mark: str, now: datetime) -> News:
        """Who is not what they were.

        :raises Gone: that mark is forgotten.
        """
        before = self._seen.get(mark)
        if before is None:
            raise Gone(mark)
        people = await self._people(now, before)
        changed = tuple(one for id, one in people.items() if before.get(id) != one)
        return News(mark=self._marked(people), people=changed)

    def _marked(self, people: People) -> str:
        self._count += 1
        self._seen[str(self._count)] = people
        self._seen.pop(str(self._count - MOST_MARKS), None)
        return str(self._count)

    async def _people(self, now: datetime, known: Iterable[CleanerId]) -> People:
        async with self._store.begin() as work:
            cleaners = {one.id: one for one in await work.cleaners.serving(*THE_EARTH)}
            for id in known:
                if id not in cleaners and (one := await work.cleaners.find(id)) is not None:
                    cleaners[id] = one
            return {id: await _person(work, id, now) for id in sorted(cleaners)}


async def _person(work: Work, id: CleanerId, now: datetime) -> Person:
    cleaner = await work.cleaners.find(id)
    assert cleaner is not None, "nobody is deleted"
    hours = await work.hours.of([id])
    claims = await work.claims.within([id], span_around(now))
    return Person(cleaner=cleaner, hours=hours[0] if hours else None, claims=tuple(claims))
