"""Timers, the outbox and its feed, the inbox: what lets work wait, follow and repeat without loss."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from cleanbee.domain.kernel import Timer, Value
from cleanbee.domain.payment.news import Message
from cleanbee.domain.platform.feed import FeedEntry, Kept
from cleanbee.domain.platform.retention import Lapsing


class Leased(Value, frozen=True, kw_only=True):
    """A piece of due work that this worker alone may do until the lease ends; ``token`` fences late finishers."""

    token: UUID
    attempt: int
    timer: Timer | None = None
    event: Kept | None = None


class Timers(Protocol):
    """Every future moment, as rows."""

    async def find(self, kind: str, subject: UUID) -> Timer | None:
        """The timer, if it is set."""
        ...

    async def lease_due(self, now: datetime, kinds: Collection[str], most: int, token: UUID) -> Sequence[Leased]:
        """Lease due timers of these kinds, earliest first, for 60 s of real time; leased ones are passed over."""
        ...

    async def done(self, leased: Leased) -> bool:
        """Forget a timer that was acted on; false when the lease was lost (then nothing of this unit may be kept)."""
        ...

    async def next_due(self) -> datetime | None:
        """When the earliest timer is due."""
        ...


class Feed(Protocol):
    """The outbox and the places the relay gives to committed events."""

    async def lease_events(self, most: int, token: UUID) -> Sequence[Leased]:
        """Lease events not handed on yet: in seq order per aggregate, one aggregate with one worker at a time."""
        ...

    async def handed_on(self, leased: Leased) -> bool:
        """Mark an event as handed on; false when the lease was lost (then nothing of this unit may be kept)."""
        ...

    async def place_new(self, most: int) -> int:
        """Give committed events their places in the feed (one relay at a time); how many were placed."""
        ...

    async def after(self, place: int, most: int) -> Sequence[FeedEntry]:
        """Feed entries with a place beyond this one, in order."""
        ...

    async def place_before(self, at: datetime) -> int:
        """The place right before the first event that happened at this instant or later; where none did, the last."""
        ...

    async def last_place(self) -> int:
        """The highest place given, 0 at first."""
        ...

    async def pending(self) -> int:
        """How many events are not handed on yet."""
        ...


class Received(Value, frozen=True, kw_only=True):
    """A message from outside that this worker alone may act on until its lease ends; ``token`` fences late finishers.

    ``tries`` counts how often somebody began to act on it, this time included.
    """

    source: str
    message: Message
    received_at: datetime
    tries: int
    token: UUID


class Inbox(Protocol):
    """Messages from outside, each kept once by (source, its id) and acted on later."""

    async def receive(self, source: str, message: Message, now: datetime) -> bool:
        """Keep a message that is to be acted on from ``now``; false when it was kept before (nothing changes then)."""
        ...

    async def lease_due(self, now: datetime, most: int, token: UUID) -> Sequence[Received]:
        """Lease messages that are due, in the order in which what they tell happened, for 60 s of real time."""
        ...

    async def done(self, received: Received) -> bool:
        """It was acted on; false when the lease was lost (then nothing of this unit may be kept)."""
        ...

    async def put_off(self, received: Received, until: datetime) -> bool:
        """It cannot be acted on yet: it waits on, until an instant; false when the lease was lost."""
        ...

    async def next_due(self) -> datetime | None:
        """When the earliest message that waits is due."""
        ...


class Retention(Protocol):
    """Forgetting what has ended."""

    async def purge(self, what: Lapsing, before: datetime, most: int) -> int:
        """Delete what ended before this instant, at most so many, around what others hold; how many went.

        Nothing that still waits is touched: no event that is not handed on, no place that the next is counted from.
        """
        ...


class JobQueue(Protocol):
    """A way to wake workers; losing a call costs only lateness."""

    async def wake(self, drain: str) -> None:
        """Ask for a run of this drain soon; never raises."""
        ...
