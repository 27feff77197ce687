"""What every decision about one booking is told."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import Value
from cleanbee.domain.platform.policy import Policy


class Scene(Value, frozen=True, kw_only=True):
    """What a decision about one booking is told; ``at`` is when the step happened, which may be told late."""

    booking: Booking
    policy: Policy
    now: datetime
    at: datetime
