"""The instant a unit decides at, and the ways between places as they are known then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.availability.reach import TravelMinutes


@dataclass(frozen=True)
class Moment:
    """``now`` is the unit's one reading of business time (UTC)."""

    now: datetime
    travel: TravelMinutes
