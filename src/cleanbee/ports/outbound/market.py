"""The whole market at one moment, and who changed since: for whoever keeps all of it in mind."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import msgspec

from cleanbee.domain.availability.claim import Claim, Hold
from cleanbee.domain.availability.diary import is_visit, seconds
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.kernel import CleanerId, Place, Value, Window
from cleanbee.domain.people.person import Cleaner

NEVER_ENDS = 2**60
TAKEN = ("owner", "start", "end", "blocked_start", "blocked_end", "until", "lat_e6", "lon_e6", "visit")
"""What is said of each claim: its cleaner's place in the row of cleaners, then instants in whole seconds since 1970
(beginnings rounded down, ends up), when a hold lapses (``NEVER_ENDS``: it is none), where, whether it is a visit."""

NOBODY = CleanerId(UUID(int=0))
BACK, AHEAD = timedelta(days=5), timedelta(days=55)


@dataclass(frozen=True)
class Everyone:
    """All cleaners with their hours and what is taken of their time around ``now``, as kept at one moment.

    ``mark`` names that moment. Many work the same hours: ``weeks`` holds each once, as nobody's, and ``works`` says for
    each cleaner in turn which of them is theirs (-1: they do not work). ``taken`` are claims by the hundred thousand,
    ``TAKEN`` numbers for each.
    """

    mark: str
    now: datetime
    cleaners: Sequence[Cleaner]
    weeks: Sequence[Hours]
    works: array[int]
    taken: array[int]

    @property
    def hours(self) -> list[Hours]:
        """Everybody's own, each as a value: for whoever has the time."""
        whose = zip(self.cleaners, self.works, strict=True)
        return [msgspec.structs.replace(self.weeks[n], id=one.id) for one, n in whose if n >= 0]


class Person(Value, frozen=True, kw_only=True):
    """One cleaner as kept at one moment, with everything of theirs; it takes the place of all that was known."""

    cleaner: Cleaner
    hours: Hours | None
    claims: tuple[Claim, ...]


class News(Value, frozen=True, kw_only=True):
    """Everyone who changed between two moments, as they are at the later one, which ``mark`` names."""

    mark: str
    people: tuple[Person, ...]


class Market(Protocol):
    """The market as kept. Whatever is written about a cleaner, their hours or their time changes that cleaner."""

    async def everyone(self) -> Everyone:
        """All there is now.

        :raises Busy: the store does not answer.
        """
        ...

    async def since(self, mark: str, now: datetime) -> News:
        """Who changed since that moment: nobody is left out, whoever is named twice does no harm.

        ``now`` is the business time of the ``Everyone`` that is followed: claims are read around it.

        :raises Gone: what changed since is no longer known; begin with ``everyone``.
        :raises Busy: the store does not answer.
        """
        ...


class Gone(Exception):
    """The moment lies too far back to be followed from."""


def span_around(now: datetime) -> Window:
    """Which claims are read: those that can have a say in what is shown today, or will tomorrow."""
    return Window(start=now - BACK, end=now + AHEAD)


def numbers_of(places: Mapping[CleanerId, int], claims: Iterable[Claim]) -> array[int]:
    """Claims as the numbers of ``TAKEN``."""
    taken = array("q")
    for one in claims:
        until = up(one.use.until) if isinstance(one.use, Hold) else NEVER_ENDS
        at = one.place or Place(lat_e6=0, lon_e6=0)
        times = (seconds(one.work.start), up(one.work.end), seconds(one.blocked.start), up(one.blocked.end))
        taken.extend((places[one.cleaner], *times, until, at.lat_e6, at.lon_e6, int(is_visit(one))))
    return taken


def weeks_of(cleaners: Iterable[Cleaner], hours: Iterable[Hours]) -> tuple[list[Hours], array[int]]:
    """Everybody's hours as ``Everyone`` holds them."""
    own = {one.id: one for one in hours}
    places: dict[Hours, int] = {}
    works = array("q")
    for cleaner in cleaners:
        mine = own.get(cleaner.id)
        week = None if mine is None else msgspec.structs.replace(mine, id=NOBODY)
        works.append(-1 if week is None else places.setdefault(week, len(places)))
    return list(places), works


def up(instant: datetime) -> int:
    """Whole seconds since 1970, rounded up."""
    return seconds(instant) + (instant.microsecond > 0)
