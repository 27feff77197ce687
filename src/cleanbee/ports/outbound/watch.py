"""Looking at what is kept the way an auditor does: for what must never be there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from cleanbee.domain.kernel import Value


class Span(Value, frozen=True, kw_only=True):
    """From ``since`` to before ``until``: what was posted then."""

    since: datetime
    until: datetime


class Watch(Protocol):
    """Questions whose answer is nothing, as long as all is well; each names at most a hundred.

    Those with a span ask about what was posted in it, and of bookings about all that was ever posted for those to which
    something was: then an answer takes as long as the span is busy, and not longer every year. Without: about all.
    """

    async def first(self) -> datetime | None:
        """When the first journal was posted; None as long as there is none."""
        ...

    async def unbalanced(self, span: Span | None = None) -> Sequence[UUID]:
        """Journals with fewer than two lines, or that do not sum to zero in some currency."""
        ...

    async def reversed_twice(self) -> Sequence[UUID]:
        """Journals that more than one other takes back."""
        ...

    async def over_captured(self, span: Span | None = None) -> Sequence[UUID]:
        """Bookings of which more was captured than was held, or of a charge more went back, or to its bank, than was
        taken by it: a tip is no room for giving back more of the clean.
        """
        ...

    async def dead_holds(self, before: datetime) -> Sequence[UUID]:
        """Bookings that ended before this instant, owe nothing, and still have an amount held on a card."""
        ...

    async def lapsed_holds(self, now: datetime) -> Sequence[UUID]:
        """Bookings whose clean is done and whose hold ran out without being captured."""
        ...

    async def overpaid(self, span: Span | None = None) -> Sequence[UUID]:
        """Bookings of which a cleaner's share became payable twice, or before it was earned."""
        ...
