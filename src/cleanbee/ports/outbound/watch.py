"""Looking at what is kept the way an auditor does: for what must never be there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID


class Watch(Protocol):
    """Questions whose answer is nothing, as long as all is well; each names at most a hundred."""

    async def unbalanced(self) -> Sequence[UUID]:
        """Journals with fewer than two lines, or that do not sum to zero in some currency."""
        ...

    async def reversed_twice(self) -> Sequence[UUID]:
        """Journals that more than one other takes back."""
        ...

    async def over_captured(self) -> Sequence[UUID]:
        """Bookings of which more was captured than was held, or more went back, or to a bank, than was taken."""
        ...

    async def dead_holds(self, before: datetime) -> Sequence[UUID]:
        """Bookings that ended before this instant, owe nothing, and still have an amount held on a card."""
        ...

    async def lapsed_holds(self, now: datetime) -> Sequence[UUID]:
        """Bookings whose clean is done and whose hold ran out without being captured."""
        ...

    async def overpaid(self) -> Sequence[UUID]:
        """Bookings of which a cleaner's share became payable twice, or before it was earned."""
        ...
