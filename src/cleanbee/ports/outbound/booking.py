"""Where bookings and their histories are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import BookingId, CleanerId, CustomerId, HomeId, Value, Window
from cleanbee.domain.matching.choice import Visits
from cleanbee.ports.outbound.kept import Kept


class Move(Value, frozen=True, kw_only=True):
    """One step of a booking's history; ``seq`` equals the version it led to, ``origin`` is ``new`` at first.

    ``at`` is when it was kept; ``occurred_at`` is when a step of a visit happened, which may have been told later.
    """

    seq: int
    origin: str
    to: str
    at: datetime
    occurred_at: datetime | None = None


class Arrived(Value, frozen=True, kw_only=True):
    """A visit that somebody came to: when it was to begin, and when they were at the door, whenever that was told."""

    booking: BookingId
    start: datetime
    at: datetime


class Mark(Value, frozen=True, kw_only=True):
    """A place in a list of bookings: when the last one that was seen starts, and which it is."""

    start: datetime
    id: BookingId


class Bookings(Kept[BookingId, Booking], Protocol):
    """Bookings. Adding or replacing one also keeps the step of its history, as of ``at`` (absent: now)."""

    async def add(self, value: Booking, at: datetime | None = None) -> None:
        """Keep a new booking and the first step of its history.

        :raises Stale: the id is taken.
        """
        ...

    async def replace(self, old: Booking, new: Booking, at: datetime | None = None) -> None:
        """Keep ``new`` in the place of ``old``, with its step.

        :raises Stale: what is kept is no longer at ``old.version``.
        """
        ...

    async def of_customer(self, customer: CustomerId, before: BookingId | None, limit: int) -> Sequence[Booking]:
        """A customer's bookings, newest id first, those after ``before`` in that order."""
        ...

    async def ahead_of(self, customer: CustomerId) -> Sequence[Booking]:
        """A customer's bookings whose visit has not begun and nobody is on the way to, oldest id first."""
        ...

    async def of_cleaner(self, cleaner: CleanerId, span: Window, after: Mark | None, limit: int) -> Sequence[Booking]:
        """The cleaner's visits (confirmed to completed) that start within the span, by start; those after a place."""
        ...

    async def visits_within(self, span: Window, limit: int) -> Sequence[Booking]:
        """Everybody's visits (confirmed to completed) that start within the span, by start."""
        ...

    async def starting(self, span: Window, phases: Collection[str], limit: int) -> Sequence[Booking]:
        """Everybody's bookings in the phases of these names that start within the span, by start."""
        ...

    async def visits_of(self, cleaners: Collection[CleanerId], span: Window) -> Sequence[Booking]:
        """These cleaners' visits (confirmed to completed) that start within the span, by start."""
        ...

    async def late(self, cleaners: Collection[CleanerId], span: Window) -> Sequence[Booking]:
        """These cleaners' confirmed visits that start within the span and whose cleaner is bound late, by start."""
        ...

    async def of_home(self, home: HomeId, limit: int) -> Sequence[Booking]:
        """A home's bookings, latest start first."""
        ...

    async def needing_human(self, after: Mark | None, limit: int) -> Sequence[Booking]:
        """Bookings that wait for ops, earliest start first, those after a place in that order."""
        ...

    async def in_phase(self, phase: str, limit: int) -> Sequence[Booking]:
        """Bookings in the phase of this name, earliest start first."""
        ...

    async def visits(self, home: HomeId, cleaner: CleanerId) -> int:
        """How often this cleaner has cleaned this home to the end."""
        ...

    async def visits_at(self, home: HomeId) -> Mapping[CleanerId, Visits]:
        """Of each cleaner who has cleaned this home to the end: how often, and when last."""
        ...

    async def visits_at_each(self, homes: Collection[HomeId]) -> Mapping[HomeId, Mapping[CleanerId, Visits]]:
        """The same of several homes in one question; a home that nobody has cleaned to the end is not there."""
        ...

    async def arrivals(self, span: Window, limit: int) -> Sequence[Arrived]:
        """Visits that were to start within the span and to which somebody came, by start."""
        ...

    async def history(self, booking: BookingId) -> Sequence[Move]:
        """Every step, in order."""
        ...
