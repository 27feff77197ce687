"""The whole market at one moment, and who changed since: for whoever keeps all of it in mind."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.kernel import Value
from cleanbee.domain.people.person import Cleaner

NEVER_ENDS = 2**60
TAKEN = ("owner", "start", "end", "blocked_start", "blocked_end", "until", "lat_e6", "lon_e6", "visit")
"""What is said of each claim: its cleaner's place in the row of cleaners, then instants in whole seconds since 1970
(beginnings rounded down, ends up), when a hold lapses (``NEVER_ENDS``: it is none), where, and whether it is a visit."""


@dataclass(frozen=True)
class Everyone:
    """All cleaners with their hours and what is taken of their time around ``now``, as kept at one moment.

    ``mark`` names that moment; ``taken`` are claims by the hundred thousand, ``TAKEN`` numbers for each.
    """

    mark: str
    now: datetime
    cleaners: Sequence[Cleaner]
    hours: Sequence[Hours]
    taken: array[int]


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
