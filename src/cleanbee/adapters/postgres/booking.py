"""Bookings as rows, each step of their histories beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from asyncpg import Range

from cleanbee.adapters.postgres.aggregates import Aggregates, Question, Shape, compiled
from cleanbee.adapters.postgres.clock import Instants
from cleanbee.adapters.postgres.steps import FIRST_SEAT_STATEMENT, SEAT_STATEMENT, STEP_STATEMENT
from cleanbee.adapters.postgres.tables import BookingEventRow, BookingRow
from cleanbee.adapters.postgres.unit import Unit, Write
from cleanbee.domain.booking.booking import (
    AtDoor,
    AwaitingCard,
    Booking,
    Cancelled,
    Completed,
    Confirmed,
    EnRoute,
    InProgress,
    LockedOut,
    Offered,
    Settled,
)
from cleanbee.domain.booking.fill import in_queue
from cleanbee.domain.booking.moves import AHEAD, phase_name
from cleanbee.domain.booking.occurred import took_place
from cleanbee.domain.kernel import BookingId, CleanerId, CustomerId, HomeId, Window
from cleanbee.domain.matching.choice import Visits
from cleanbee.ports.outbound.booking import Arrived, Mark, Move

VISITS = ("confirmed", "en_route", "at_door", "in_progress", "locked_out", "completed")
DONE = ("completed", "settled")
_VISITS_AT = (
    "SELECT cleaner, count(*)::int AS visits, max((doc #>> '{phase,ended}')::timestamptz) AS last "
    "FROM booking WHERE home = $1 AND phase = ANY($2::text[]) GROUP BY cleaner ORDER BY cleaner"
)
_VISITS_AT_EACH = (
    "SELECT home, cleaner, count(*)::int AS visits, max((doc #>> '{phase,ended}')::timestamptz) AS last "
    "FROM booking WHERE home = ANY($1::uuid[]) AND phase = ANY($2::text[]) "
    "GROUP BY home, cleaner ORDER BY home, cleaner"
)

_ARRIVALS = (
    "SELECT b.id, b.start_at, min(coalesce(e.occurred_at, e.at)) AS at "
    "FROM booking b JOIN booking_event e ON e.booking = b.id "
    "WHERE b.start_at >= $1 AND b.start_at < $2 AND e.target = 'at_door' "
    "GROUP BY b.id, b.start_at ORDER BY b.start_at, b.id LIMIT $3"
)


def _beyond(query: Any, after: Mark | None) -> Any:
    """The same question about what comes after a place in the order by start."""
    if after is None:
        return query
    row: Any = BookingRow
    return query.where((row.start_at > after.start) | ((row.start_at == after.start) & (row.id > after.id)))


@lru_cache
def _of_home(limit: int) -> Question:
    row: Any = BookingRow

    def worded(home: UUID) -> Any:
        found = row.select(row.doc).where(row.home == home)
        return found.order_by(row.start_at, row.id, ascending=False).limit(limit)

    return Question(worded, UUID(int=0))


def _cleaner(one: Booking) -> CleanerId | None:
    match one.phase:
        case Confirmed() | EnRoute() | AtDoor() | InProgress() | LockedOut() | Completed() | Settled():
            return one.phase.cleaner
        case AwaitingCard() | Offered() | Cancelled():
            return one.phase.cleaner
        case _:
            return None


BOOKING = Shape(
    BookingRow,
    Booking,
    lambda one: (
        phase_name(one.phase),
        one.customer,
        one.home,
        _cleaner(one),
        one.window.start,
        in_queue(one.phase),
    ),
)


class BookingRows(Aggregates[BookingId, Booking]):
    """Bookings. Adding or replacing one also keeps the step of its history and what its seat is for."""

    def __init__(self, unit: Unit, instants: Instants) -> None:
        super().__init__(unit, BOOKING)
        self._instants = instants

    async def add(self, value: Booking, at: datetime | None = None) -> None:
        """Keep a new booking with its first step.

        :raises Stale: the id is taken.
        """
        await super().add(value)
        await self._step("new", value, at)
        await self._seat(value, FIRST_SEAT_STATEMENT)

    async def replace(self, old: Booking, new: Booking, at: datetime | None = None) -> None:
        """Keep the next version with its step.

        :raises Stale: what is kept is no longer at ``old.version``.
        """
        await super().replace(old, new)
        await self._step(phase_name(old.phase), new, at)
        if old.window != new.window:
            await self._seat(new, SEAT_STATEMENT)

    async def _step(self, origin: str, to: Booking, at: datetime | None) -> None:
        kept_at = at or await self._instants.now()
        args = (to.id, to.version, origin, phase_name(to.phase), kept_at, took_place(to.phase))
        await self.unit.write(Write("booking_event", (to.id, to.version), STEP_STATEMENT, args))

    async def _seat(self, one: Booking, statement: str) -> None:
        work = Range(one.window.start, one.window.end)
        await self.unit.write(Write("booking_seat", one.id, statement, (one.id, 0, work)))

    async def of_customer(self, customer: CustomerId, before: BookingId | None, limit: int) -> Sequence[Booking]:
        """A customer's bookings, newest id first, those after ``before`` in that order."""
        row: Any = BookingRow
        query = row.select(row.doc).where(row.customer == customer)
        if before is not None:
            query = query.where(row.id < before)
        return await self.many(query.order_by(row.id, ascending=False).limit(limit))

    async def ahead_of(self, customer: CustomerId) -> Sequence[Booking]:
        """A customer's bookings whose visit has not begun and nobody is on the way to, oldest id first."""
        row: Any = BookingRow
        query = row.select(row.doc).where((row.customer == customer) & row.phase.is_in(sorted(AHEAD)))
        return await self.many(query.order_by(row.id))

    async def of_cleaner(self, cleaner: CleanerId, span: Window, after: Mark | None, limit: int) -> Sequence[Booking]:
        """The cleaner's visits (confirmed to completed) that start within the span, by start; those after a place."""
        row: Any = BookingRow
        query = (
            row.select(row.doc)
            .where((row.cleaner == cleaner) & row.phase.is_in(list(VISITS)))
            .where((row.start_at >= span.start) & (row.start_at < span.end))
        )
        return await self.many(_beyond(query, after).order_by(row.start_at, row.id).limit(limit))

    async def visits_within(self, span: Window, limit: int) -> Sequence[Booking]:
        """Everybody's visits (confirmed to completed) that start within the span, by start."""
        return await self.starting(span, VISITS, limit)

    async def starting(self, span: Window, phases: Collection[str], limit: int) -> Sequence[Booking]:
        """Everybody's bookings in the phases of these names that start within the span, by start."""
        row: Any = BookingRow
        query = (
            row.select(row.doc)
            .where(row.phase.is_in(list(phases)))
            .where((row.start_at >= span.start) & (row.start_at < span.end))
        )
        return await self.many(query.order_by(row.start_at, row.id).limit(limit))

    async def visits_of(self, cleaners: Collection[CleanerId], span: Window) -> Sequence[Booking]:
        """These cleaners' visits (confirmed to completed) that start within the span, by start."""
        if not cleaners:
            return ()
        row: Any = BookingRow
        query = (
            row.select(row.doc)
            .where(row.phase.is_in(list(VISITS)) & row.cleaner.is_in(sorted(set(cleaners))))
            .where((row.start_at >= span.start) & (row.start_at < span.end))
        )
        return await self.many(query.order_by(row.start_at, row.id))

    async def late(self, cleaners: Collection[CleanerId], span: Window) -> Sequence[Booking]:
        """These cleaners' confirmed visits that start within the span and whose cleaner is bound late, by start."""
        if not cleaners:
            return ()
        row: Any = BookingRow
        query = (
            row.select(row.doc)
            .where((row.phase == "confirmed") & row.cleaner.is_in(list(cleaners)))
            .where((row.start_at >= span.start) & (row.start_at < span.end))
        )
        found = await self.many(query.order_by(row.start_at, row.id))
        return tuple(one for one in found if isinstance(one.phase, Confirmed) and one.phase.late)

    async def of_home(self, home: HomeId, limit: int) -> Sequence[Booking]:
        """A home's bookings, latest start first."""
        return await self.all(_of_home(limit), home)

    async def needing_human(self, after: Mark | None, limit: int) -> Sequence[Booking]:
        """Bookings that wait for ops, earliest start first, those after a place in that order."""
        row: Any = BookingRow
        query = row.select(row.doc).where(row.needs_human == True)  # noqa: E712 -- Piccolo's comparison
        return await self.many(_beyond(query, after).order_by(row.start_at, row.id).limit(limit))

    async def in_phase(self, phase: str, limit: int) -> Sequence[Booking]:
        """Bookings in the phase of this name, earliest start first."""
        row: Any = BookingRow
        query = row.select(row.doc).where(row.phase == phase)
        return await self.many(query.order_by(row.start_at, row.id).limit(limit))

    async def visits(self, home: HomeId, cleaner: CleanerId) -> int:
        """How often this cleaner has cleaned this home to the end."""
        row: Any = BookingRow
        done = row.select(row.id).where((row.home == home) & (row.cleaner == cleaner) & row.phase.is_in(list(DONE)))
        sql, args = compiled(done)
        return len(await self.unit.read_of("booking", sql, *args))

    async def visits_at(self, home: HomeId) -> Mapping[CleanerId, Visits]:
        """Of each cleaner who has cleaned this home to the end: how often, and when last."""
        rows = await self.unit.read_of("booking", _VISITS_AT, home, list(DONE))
        return {CleanerId(row["cleaner"]): Visits(count=row["visits"], last=row["last"]) for row in rows}

    async def visits_at_each(self, homes: Collection[HomeId]) -> Mapping[HomeId, Mapping[CleanerId, Visits]]:
        """The same of several homes in one question; a home that nobody has cleaned to the end is not there."""
        found: dict[HomeId, dict[CleanerId, Visits]] = {}
        for row in await self.unit.read_of("booking", _VISITS_AT_EACH, sorted(set(homes)), list(DONE)):
            seen = Visits(count=row["visits"], last=row["last"])
            found.setdefault(HomeId(row["home"]), {})[CleanerId(row["cleaner"])] = seen
        return found

    async def arrivals(self, span: Window, limit: int) -> Sequence[Arrived]:
        """Visits that were to start within the span and to which somebody came, by start."""
        rows = await self.unit.read_of("booking_event", _ARRIVALS, span.start, span.end, limit)
        return tuple(Arrived(booking=BookingId(row["id"]), start=row["start_at"], at=row["at"]) for row in rows)

    async def history(self, booking: BookingId) -> Sequence[Move]:
        """Every step, in order."""
        row: Any = BookingEventRow
        told = row.select(row.seq, row.origin, row.target, row.at, row.occurred_at).where(row.booking == booking)
        sql, args = compiled(told.order_by(row.seq))
        return tuple(
            Move(
                seq=one["seq"],
                origin=one["origin"],
                to=one["target"],
                at=one["at"],
                occurred_at=one["occurred_at"],
            )
            for one in await self.unit.read_of("booking_event", sql, *args)
        )
