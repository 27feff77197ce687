"""The quiet night, by the clock of whoever is told: between 21:00 and 08:00 no phone rings for what can wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.platform.wallclock import LocalStart, local_of, resolve

QUIET_FROM_MIN = 21 * 60
QUIET_TO_MIN = 8 * 60
SOON = timedelta(hours=12)
"""What starts within this time is told at any hour."""
TO_ANSWER = timedelta(hours=1)
"""So long after the night there is at least to answer what was asked in it."""


def after_quiet(at: datetime, zone: str) -> datetime:
    """The first instant from ``at`` on at which a phone may ring: not between 21:00 and 08:00 on that wall clock."""
    local = local_of(at, zone)
    if QUIET_TO_MIN <= local.minute < QUIET_FROM_MIN:
        return at
    day = local.day if local.minute < QUIET_TO_MIN else local.day + timedelta(days=1)
    return resolve(LocalStart(day=day, minute=QUIET_TO_MIN, zone=zone)).at
