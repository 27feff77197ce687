"""The one resolver of wall-clock promises: what "09:30 at this home" means in UTC.

A gap keeps the earlier offset (02:30 becomes 03:30), a fold takes the first; which of the two happened is recorded.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from cleanbee.domain.kernel import Value

Choice = Literal["plain", "gap", "fold"]


class LocalStart(Value, frozen=True, kw_only=True):
    """A promise by the home's own clock: a date, a minute of the day, and the home's IANA zone."""

    day: date
    minute: int
    zone: str

    def __post_init__(self) -> None:
        assert 0 <= self.minute < 24 * 60, "a minute of the day"

    @property
    def text(self) -> str:
        """As people write it: ``2026-03-04T09:30``."""
        return f"{self.day.isoformat()}T{self.minute // 60:02d}:{self.minute % 60:02d}"


class Resolved(Value, frozen=True, kw_only=True):
    """The instant a promise means, and whether the clock change had a say in it."""

    at: datetime
    choice: Choice


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The zone's rules, read once from the pinned tzdata."""
    return ZoneInfo(name)


def resolve(local: LocalStart) -> Resolved:
    """The instant of a wall-clock promise, gap and fold decided once and for all."""
    zone = zone_of(local.zone)
    clock = time(local.minute // 60, local.minute % 60)
    first = datetime.combine(local.day, clock, tzinfo=zone)
    second = first.replace(fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    assert before is not None
    assert after is not None
    at = first.astimezone(UTC)
    if before == after:
        return Resolved(at=at, choice="plain")
    return Resolved(at=at, choice="gap" if after > before else "fold")


def local_of(at: datetime, zone: str) -> LocalStart:
    """What the clock on the home's wall shows at an instant."""
    local = at.astimezone(zone_of(zone))
    return LocalStart(day=local.date(), minute=local.hour * 60 + local.minute, zone=zone)


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """First instant of a local day and of the next: 23, 24 or 25 hours apart."""
    start = resolve(LocalStart(day=day, minute=0, zone=zone)).at
    return start, resolve(LocalStart(day=day + timedelta(days=1), minute=0, zone=zone)).at
