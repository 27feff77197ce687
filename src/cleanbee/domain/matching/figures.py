"""Days and visits in numbers: how full days were, and how late visits began."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date

from cleanbee.domain.kernel import Value

LATE_STEPS = (0, 5, 10, 15, 30, 60)
"""Upper ends of how late somebody came, in minutes: in time, then the steps of the policy's patience and beyond."""


class DayFill(Value, frozen=True, kw_only=True):
    """One day: minutes that cleaners could work, minutes that were sold, and bookings nobody came to."""

    day: date
    working_min: int
    booked_min: int
    unassigned: int

    @property
    def permille(self) -> int:
        """How much of the working time was sold, in a thousand; never more than all of it."""
        return min(1000, self.booked_min * 1000 // self.working_min) if self.working_min else 0


class LateStep(Value, frozen=True, kw_only=True):
    """How many came more than ``above`` (None: in time or early) and at most ``most`` (None: any) minutes late."""

    above: int | None
    most: int | None
    visits: int


def spread_of_lateness(minutes: Iterable[int]) -> tuple[LateStep, ...]:
    """How the minutes by which visits began late are spread; whoever came early came in time."""
    counts = [0] * (len(LATE_STEPS) + 1)
    for one in minutes:
        counts[bisect_left(LATE_STEPS, one)] += 1
    uppers: Sequence[int | None] = (*LATE_STEPS, None)
    lowers: Sequence[int | None] = (None, *LATE_STEPS)
    return tuple(
        LateStep(above=above, most=most, visits=count)
        for above, most, count in zip(lowers, uppers, counts, strict=True)
    )
