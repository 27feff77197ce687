"""When customer and cleaner of a clean may write to each other: from when it is known who comes to two days after.

Where one of them blocks the other it ends with the visit.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from cleanbee.domain.booking.booking import (
    Anyone,
    AtDoor,
    Booking,
    Cancelled,
    Completed,
    Confirmed,
    EnRoute,
    InProgress,
    LockedOut,
    Settled,
)
from cleanbee.domain.booking.place import told_at
from cleanbee.domain.booking.rebind import may_pass
from cleanbee.domain.kernel import CleanerId, Value
from cleanbee.domain.platform.policy import Policy

WRITABLE_AFTER = timedelta(hours=48)
State = Literal["closed", "open", "read_only"]


class Chat(Value, frozen=True, kw_only=True):
    """Whether the two may write now: with whom, until when (where that is known), and, while closed, from when."""

    state: State
    cleaner: CleanerId | None = None
    until: datetime | None = None
    opens: datetime | None = None


CLOSED = Chat(state="closed")


def chat_of(booking: Booking, policy: Policy, now: datetime) -> Chat:
    """How the chat of a booking stands."""
    match booking.phase:
        case Confirmed(told_at=told) if may_pass(booking, now):
            return Chat(state="closed", opens=told)
        case Confirmed(cleaner=cleaner) | EnRoute(cleaner=cleaner) | AtDoor(cleaner=cleaner):
            return Chat(state="open", cleaner=cleaner)
        case InProgress(cleaner=cleaner):
            return Chat(state="open", cleaner=cleaner)
        case Completed(cleaner=cleaner, ended=ended) | Settled(cleaner=cleaner, ended=ended):
            return _after(cleaner, ended, now)
        case LockedOut(cleaner=cleaner, reported=ended):
            return _after(cleaner, ended, now)
        case Cancelled(cleaner=cleaner, at=ended) if cleaner is not None and not _untold(booking, policy, ended):
            return _after(cleaner, ended, now)
        case _:
            return CLOSED


def between(chat: Chat, *, apart: bool) -> Chat:
    """The same chat between two of whom one may have blocked the other: one to write in no more once all is over.

    Why is told to neither, nor until when it would have been.
    """
    over = chat.until is not None
    return Chat(state="read_only", cleaner=chat.cleaner) if apart and over else chat


def _after(cleaner: CleanerId, ended: datetime, now: datetime) -> Chat:
    until = ended + WRITABLE_AFTER
    return Chat(state="open" if now < until else "read_only", cleaner=cleaner, until=until)


def _untold(booking: Booking, policy: Policy, at: datetime) -> bool:
    """Whether who would have come was still open when it was called off: the two never heard of each other."""
    return isinstance(booking.wish, Anyone) and at < told_at(booking.window.start, policy, booking.placed_at)
