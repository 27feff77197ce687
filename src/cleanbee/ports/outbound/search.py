"""Who could do a job, and when somebody could come: asked of whoever keeps the whole market in mind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.kernel import ClaimId, Value
from cleanbee.domain.matching.open_times import AskedWhen, OpenTimes
from cleanbee.domain.matching.shortlist import AskedWho, Shortlist
from cleanbee.domain.matching.shown_starts import AskedStarts, ShownStarts
from cleanbee.domain.people.person import Cleaner
from cleanbee.ports.outbound.market import Everyone, Person


class Freed(Value, frozen=True, kw_only=True):
    """A claim that is no longer there."""

    claim: ClaimId


Fact = Cleaner | Hours | Claim | Freed
"""What a search has to know: people, their hours, and what is taken of their time."""


class Learns(Protocol):
    """Whoever follows the market. What it knows is what each thing's last fact says, so that a snapshot and any
    suffix of what came, its own part once more included, ends in the same knowledge."""

    def learn(self, fact: Fact) -> None:
        """Take in a fact; the next question is answered with it. Older versions of people and hours change nothing."""
        ...


class CandidateSearch(Protocol):
    """Who could do this, best first? Advice: the claim in the store decides."""

    async def who(self, ask: AskedWho) -> Shortlist:
        """What ``domain/matching/shortlist.py`` says of everyone, exactly.

        :raises SearchDown: cannot be asked now.
        """
        ...


class SlotSearch(Protocol):
    """When could somebody come?"""

    async def when(self, ask: AskedWhen) -> OpenTimes:
        """What ``domain/matching/open_times.py`` says of everyone, exactly.

        :raises SearchDown: cannot be asked now.
        """
        ...


class StartSearch(Protocol):
    """What a customer is shown: when somebody could come, and who."""

    async def starts(self, ask: AskedStarts) -> ShownStarts:
        """What ``domain/matching/shown_starts.py`` says of everyone. Advice: the claim in the store decides.

        :raises SearchDown: cannot be asked now, or not this.
        """
        ...


class Mirror(StartSearch, Protocol):
    """A search over a copy of the whole market, made out of ``Everyone`` and kept up with one person after the other.

    Asked about days that it does not cover it raises ``SearchDown``.
    """

    def put(self, person: Person) -> None:
        """Somebody as they are now; the next question is answered with it."""
        ...


Mirrors = Callable[[Everyone], Mirror]
"""Makes a mirror; takes its time, and may do so in a thread."""


class Search(Learns, CandidateSearch, SlotSearch, Protocol):
    """A search that keeps the market in mind and answers both questions."""


class SearchDown(Exception):
    """The search did not answer, or has not seen the days that are asked about."""
