"""A copy of the market that is asked by the rule itself, one cleaner after the other: right by definition, and slow."""

from __future__ import annotations

from array import array
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

from cleanbee.domain.availability.claim import Booked, Claim, ClaimUse, Hold, TimeOff
from cleanbee.domain.availability.reach import Pace, TravelMinutes
from cleanbee.domain.availability.slots import Candidate, candidates_of
from cleanbee.domain.kernel import BookingId, ClaimId, CleanerId, Place, Window
from cleanbee.domain.matching.shortlist import read_within
from cleanbee.domain.matching.shown_starts import AskedStarts, ShownStarts, shown_starts
from cleanbee.ports.outbound.fitness import for_real_people
from cleanbee.ports.outbound.market import NEVER_ENDS, TAKEN, Everyone, Person
from cleanbee.ports.outbound.search import Mirrors

NOBODY = UUID(int=0)


class ReferenceMirror:
    """Everyone as a value of the domain."""

    def __init__(self, everyone: Everyone, travel: TravelMinutes) -> None:
        self._travel = travel
        claims = claims_of([one.id for one in everyone.cleaners], everyone.taken)
        self._people = {one.cleaner.id: one for one in candidates_of(everyone.cleaners, everyone.hours, claims)}

    def put(self, person: Person) -> None:
        """Somebody as they are now; without hours they do not work."""
        self._people.pop(person.cleaner.id, None)
        if person.hours is not None:
            found = Candidate(cleaner=person.cleaner, hours=person.hours, claims=person.claims)
            self._people[person.cleaner.id] = found

    async def starts(self, ask: AskedStarts) -> ShownStarts:
        """The rule's answer about everyone."""
        return shown_starts(read_within(self._people.values(), ask.reach), ask, self._travel)


def claims_of(owners: list[CleanerId], taken: array[int]) -> Iterable[Claim]:
    """Claims out of their numbers; they have no names of their own any more."""
    for at in range(0, len(taken), len(TAKEN)):
        owner, start, end, blocked_start, blocked_end, until, lat, lon, visit = taken[at : at + len(TAKEN)]
        use: ClaimUse = Booked(booking=BookingId(NOBODY)) if visit else TimeOff()
        yield Claim(
            id=ClaimId(NOBODY),
            cleaner=owners[owner],
            use=Hold(holder=NOBODY, until=_at(until)) if until != NEVER_ENDS else use,
            work=Window(start=_at(start), end=_at(end)),
            blocked=Window(start=_at(blocked_start), end=_at(blocked_end)),
            place=Place(lat_e6=lat, lon_e6=lon) if visit else None,
        )


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


@for_real_people
@asynccontextmanager
async def open_mirrors(settings: object) -> AsyncGenerator[Mirrors]:
    """Makes mirrors that need nothing."""
    yield lambda everyone: ReferenceMirror(everyone, Pace().minutes)
