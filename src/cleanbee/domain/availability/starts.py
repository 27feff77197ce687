"""Every quarter hour that the clock on a home's wall shows on one day, each instant once."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from cleanbee.domain.kernel import Value
from cleanbee.domain.platform.wallclock import LocalStart, local_of, resolve

QUARTER_MIN = 15
DAY_MIN = 24 * 60


class Start(Value, frozen=True, kw_only=True):
    """A moment at which a clean may start: by the home's wall clock, and as an instant."""

    local: LocalStart
    at: datetime


@lru_cache(maxsize=4096)
def starts_on(day: date, zone: str) -> tuple[Start, ...]:
    """The quarter hours of one local day, in order.

    What the clock skips in spring is not there; what it shows twice in autumn is there once, the first time, which
    is what a promise by the wall clock means. So a day has 96 of them, fewer only when the clock goes forward.
    """
    found: list[Start] = []
    for minute in range(0, DAY_MIN, QUARTER_MIN):
        local = LocalStart(day=day, minute=minute, zone=zone)
        at = resolve(local).at
        if local_of(at, zone) == local:
            found.append(Start(local=local, at=at))
    return tuple(found)
