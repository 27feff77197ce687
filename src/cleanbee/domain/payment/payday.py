"""When a cleaner is paid out: weeks run from Monday to Monday by the cleaner's own clock, and are sent on Monday."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cleanbee.domain.platform.wallclock import LocalStart, local_of, resolve


def payout_day(payable_at: datetime, zone: str) -> date:
    """The Monday on which what becomes payable at this instant is sent: the first after its week.

    A week begins with the first instant of its Monday; what is payable just then is sent seven days later.
    """
    day = local_of(payable_at, zone).day
    return day + timedelta(days=7 - day.weekday())


def payout_at(payable_at: datetime, zone: str) -> datetime:
    """The first instant of that Monday."""
    return resolve(LocalStart(day=payout_day(payable_at, zone), minute=0, zone=zone)).at
