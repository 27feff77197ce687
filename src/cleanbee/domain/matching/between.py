"""Between which visits of the day a clean would lie: what a cleaner looks at first who is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import Value, Window


class Between(Value, frozen=True, kw_only=True):
    """The end of the visit before and the start of the visit after; None where there is none that day."""

    after: datetime | None = None
    before: datetime | None = None


def between(window: Window, visits: Sequence[Booking]) -> Between:
    """Where a clean lies among a day's visits; one that lies across it, or is it, counts on neither side."""
    ended = [one.window.end for one in visits if one.window.end <= window.start]
    begun = [one.window.start for one in visits if one.window.start >= window.end]
    return Between(after=max(ended, default=None), before=min(begun, default=None))
