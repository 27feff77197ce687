"""Chains looked for breadth first, each link by the domain's own rule."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from cleanbee.domain.availability.slots import Candidate
from cleanbee.domain.kernel import ClaimId
from cleanbee.domain.matching.reshuffle import (
    MOST_JUDGED,
    MOST_LINKS,
    Chain,
    Link,
    Neighbourhood,
    Visit,
    could_take,
    in_the_way,
    judge,
)
from cleanbee.ports.outbound.fitness import for_real_people


class ReferenceReshuffle:
    """The shortest chain first; who is asked along the way is the nearest who could take the visit."""

    def chain(self, arriving: Visit, around: Neighbourhood) -> Chain:
        """A chain that serves the visit, or an empty one."""
        return _Search(around).run(arriving)


class _Search:
    def __init__(self, around: Neighbourhood) -> None:
        self.around = around
        self.left = MOST_JUDGED

    def run(self, arriving: Visit) -> Chain:
        """Breadth first over the visits that would have to leave; each of them is looked at once."""
        waiting: deque[tuple[Visit, Chain]] = deque([(arriving, ())])
        seen = {arriving.booking}
        while waiting and self.left > 0:
            visit, before = waiting.popleft()
            for person, gone in self._ways(visit, before):
                if gone is not None and (gone.booking in seen or len(before) + 1 == MOST_LINKS):
                    continue
                if not self._allowed(visit, person, gone):
                    continue
                if gone is None:
                    return (*before, Link(visit=visit.booking, to=person.cleaner.id))
                seen.add(gone.booking)
                onward = Link(visit=visit.booking, to=person.cleaner.id, gone=gone.booking)
                waiting.append((gone, (*before, onward)))
        return ()

    def _ways(self, visit: Visit, before: Chain) -> Iterator[tuple[Candidate, Visit | None]]:
        """Everybody with room first, then everybody with somebody else's visit in the way; the nearest first."""
        stands = {link.to for link in before}
        able = [one for one in self.around.people.values() if one.cleaner.id not in stands and could_take(one, visit)]
        home, travel = visit.job.home, self.around.travel
        able.sort(key=lambda one: (travel(one.cleaner.base, home), one.cleaner.id))
        in_way = [(one, in_the_way(visit, one, self.around)) for one in able]
        yield from ((one, None) for one, others in in_way if others is not None and not _stands(others, visit))
        yield from ((one, other) for one, others in in_way for other in others or ())

    def _allowed(self, visit: Visit, person: Candidate, gone: Visit | None) -> bool:
        if self.left <= 0:
            return False
        self.left -= 1
        return judge(visit, person, gone, _DRAFT, self.around) is not None


def _stands(others: Sequence[Visit], visit: Visit) -> bool:
    """Whether one of them works just then: without its leaving there is no room."""
    return any(one.job.window.overlaps(visit.job.window) for one in others)


_DRAFT = ClaimId(UUID(int=0))


@for_real_people
@asynccontextmanager
async def open_reshuffle(settings: object) -> AsyncGenerator[ReferenceReshuffle]:
    """The search for chains, ready at once."""
    yield ReferenceReshuffle()
