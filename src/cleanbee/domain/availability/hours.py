"""When a cleaner works: weekly rules by the cleaner's own wall clock, and dates that differ."""

from __future__ import annotations

from datetime import date

from cleanbee.domain.kernel import Aggregate, CleanerId, Value


class WeeklyRule(Value, frozen=True, kw_only=True):
    """Works on this weekday (0 = Monday) between two minutes of the local day (the end may be 1440: midnight)."""

    weekday: int
    start_min: int
    end_min: int

    def __post_init__(self) -> None:
        assert 0 <= self.weekday <= 6
        assert 0 <= self.start_min < self.end_min <= 1440


class DateRule(Value, frozen=True, kw_only=True):
    """On this one date the weekly rules do not count: works in these spans instead (none: not at all)."""

    day: date
    spans: tuple[tuple[int, int], ...] = ()


class Hours(Aggregate, frozen=True, kw_only=True):
    """All of a cleaner's working hours."""

    id: CleanerId
    zone: str
    weekly: tuple[WeeklyRule, ...] = ()
    dates: tuple[DateRule, ...] = ()
