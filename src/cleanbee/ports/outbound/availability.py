"""Where cleaners' hours and the claims on their time are kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.kernel import ClaimId, CleanerId, CustomerId, Window
from cleanbee.ports.outbound.kept import Kept


class HoursKept(Kept[CleanerId, Hours], Protocol):
    """Working hours, one value a cleaner."""

    async def of(self, cleaners: Collection[CleanerId]) -> Sequence[Hours]:
        """The hours of several cleaners, by id."""
        ...


class ClaimOverlaps(Exception):
    """Two claims of one cleaner would overlap (constraint ``no_double_booking``): the slot is taken."""


class Claims(Protocol):
    """The one table of taken time. Whoever writes has locked the cleaner first."""

    async def find(self, key: ClaimId) -> Claim | None:
        """The claim as kept at this moment."""
        ...

    async def within(self, cleaners: Collection[CleanerId], span: Window) -> Sequence[Claim]:
        """All claims of these cleaners whose blocked time touches the span, by cleaner and start; lapsed holds too."""
        ...

    async def holds_of(self, customer: CustomerId, now: datetime) -> Sequence[Claim]:
        """The customer's holds that live at ``now``."""
        ...

    async def held_for(self, holder: UUID) -> Claim | None:
        """The hold kept for this quote or offer, lapsed or not."""
        ...

    async def drop_lapsed(self, cleaners: Collection[CleanerId], now: datetime) -> int:
        """Delete these cleaners' holds that lapsed at or before ``now``; how many there were."""
        ...

    async def drop_all_lapsed(self, now: datetime, most: int) -> int:
        """Delete anybody's lapsed holds, at most so many; how many there were."""
        ...

    async def add(self, claim: Claim) -> None:
        """Keep a claim.

        :raises ClaimOverlaps: it overlaps another claim of the cleaner.
        """
        ...

    async def replace(self, old: Claim, new: Claim) -> None:
        """Put ``new`` in the place of ``old`` (same id).

        :raises ClaimOverlaps: it overlaps another claim of the cleaner.
        :raises Stale: ``old`` is no longer kept as it was.
        """
        ...

    async def remove(self, claim: Claim) -> None:
        """Free the time; freeing it twice changes nothing."""
        ...
