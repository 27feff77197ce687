"""How long a message of the gateway's waits for what it is about, and when it is looked at again."""

from __future__ import annotations

from datetime import datetime, timedelta

LATEST = timedelta(hours=72)
"""Gateways send again for three days; what has not come by then does not come by itself."""

SOON, HOURLY, DAILY = timedelta(seconds=5), timedelta(hours=1), timedelta(days=1)
DOUBLED_MOST = 10


def overdue(received_at: datetime, now: datetime) -> bool:
    """Whether it has waited longer than anything takes: a human should know."""
    return now - received_at >= LATEST


def look_again(received_at: datetime, tries: int, now: datetime) -> datetime:
    """Soon at first, ever later, hourly at most; once a human knows, daily. A message is never given up."""
    if overdue(received_at, now):
        return now + DAILY
    return now + min(SOON * 2 ** min(tries, DOUBLED_MOST), HOURLY)
