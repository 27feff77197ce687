"""Bookings and their histories in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from cleanbee.adapters.memory.aggregates import Aggregates
from cleanbee.adapters.memory.rows import Rows, Table
from cleanbee.adapters.memory.unit import Unit
from cleanbee.domain.booking.booking import (
    AtDoor,
    Booking,
    Completed,
    Confirmed,
    EnRoute,
    InProgress,
    LockedOut,
    Settled,
)
from cleanbee.domain.booking.fill import in_queue
from cleanbee.domain.booking.moves import AHEAD, MOVES, phase_name
from cleanbee.domain.booking.occurred import took_place
from cleanbee.domain.kernel import BookingId, CleanerId, CustomerId, HomeId, Window, snake
from cleanbee.domain.matching.choice import Visits, visits_here
from cleanbee.ports.outbound.booking import Arrived, Mark, Move

Step = tuple[BookingId, int]
VISITS = (Confirmed, EnRoute, AtDoor, InProgress, LockedOut, Completed)


def bookings() -> Table[BookingId, Booking]:
    """The table of bookings."""
    return Table(
        "booking",
        index={
            "customer": lambda booking: booking.customer,
            "home": lambda booking: booking.home,
            "phase": lambda booking: phase_name(booking.phase),
        },
    )


def moves() -> Table[Step, tuple[BookingId, Move]]:
    """The table of steps, by booking and number."""
    return Table("booking_event", index={"booking": lambda step: step[0]})


class MemoryBookings(Aggregates[BookingId, Booking]):
    """Bookings. Adding or replacing one also keeps the step of its history."""

    def __init__(
        self, unit: Unit, table: Table[BookingId, Booking], steps: Table[Step, tuple[BookingId, Move]]
    ) -> None:
        super().__init__(unit, table)
        self._steps: Rows[Step, tuple[BookingId, Move]] = unit.rows(steps)

    async def add(self, value: Booking, at: datetime | None = None) -> None:
        """Keep a new booking and the first step of its history.

        :raises Stale: the id is taken.
        """
        await super().add(value)
        await self._step(value, "new", at)

    async def replace(self, old: Booking, new: Booking, at: datetime | None = None) -> None:
        """Keep ``new`` in the place of ``old``, with its step.

        :raises Stale: what is kept is no longer at ``old.version``.
        """
        await super().replace(old, new)
        await self._step(new, phase_name(old.phase), at)

    async def of_customer(self, customer: CustomerId, before: BookingId | None, limit: int) -> Sequence[Booking]:
        """A customer's bookings, newest id first, those after ``before`` in that order."""
        await self._unit.turn()
        found = [one for one in self._rows.where("customer", customer) if before is None or one.id < before]
        return sorted(found, key=lambda one: one.id, reverse=True)[:limit]

    async def ahead_of(self, customer: CustomerId) -> Sequence[Booking]:
        """A customer's bookings whose visit has not begun and nobody is on the way to, oldest id first."""
        await self._unit.turn()
        found = self._rows.where("customer", customer)
        return sorted((one for one in found if phase_name(one.phase) in AHEAD), key=lambda one: one.id)

    async def of_cleaner(self, cleaner: CleanerId, span: Window, after: Mark | None, limit: int) -> Sequence[Booking]:
        """The cleaner's visits (confirmed to completed) that start within the span, by start; those after a place."""
        await self._unit.turn()
        found = [one for one in self._visits(span) if isinstance(one.phase, VISITS) and one.phase.cleaner == cleaner]
        return _beyond(by_start(found), after)[:limit]

    async def visits_within(self, span: Window, limit: int) -> Sequence[Booking]:
        """Everybody's visits (confirmed to completed) that start within the span, by start."""
        await self._unit.turn()
        return by_start(self._visits(span))[:limit]

    async def starting(self, span: Window, phases: Collection[str], limit: int) -> Sequence[Booking]:
        """Everybody's bookings in the phases of these names that start within the span, by start."""
        await self._unit.turn()
        found = (one for phase in set(phases) for one in self._rows.where("phase", phase))
        return by_start(one for one in found if span.holds(one.window.start))[:limit]

    def _visits(self, span: Window) -> list[Booking]:
        found = (one for visit in VISITS for one in self._rows.where("phase", snake(visit.__name__)))
        return [one for one in found if span.holds(one.window.start)]

    async def visits_of(self, cleaners: Collection[CleanerId], span: Window) -> Sequence[Booking]:
        """These cleaners' visits (confirmed to completed) that start within the span, by start."""
        await self._unit.turn()
        theirs = frozenset(cleaners)
        return by_start(
            one for one in self._visits(span) if isinstance(one.phase, VISITS) and one.phase.cleaner in theirs
        )

    async def late(self, cleaners: Collection[CleanerId], span: Window) -> Sequence[Booking]:
        """These cleaners' confirmed visits that start within the span and whose cleaner is bound late, by start."""
        await self._unit.turn()
        promised = self._rows.where("phase", "confirmed")
        return by_start(one for one in promised if span.holds(one.window.start) and _late(one, cleaners))

    async def of_home(self, home: HomeId, limit: int) -> Sequence[Booking]:
        """A home's bookings, latest start first."""
        await self._unit.turn()
        found = self._rows.where("home", home)
        return sorted(found, key=lambda one: (one.window.start, one.id), reverse=True)[:limit]

    async def needing_human(self, after: Mark | None, limit: int) -> Sequence[Booking]:
        """Bookings that wait for ops, earliest start first, those after a place in that order."""
        await self._unit.turn()
        looking = [*self._rows.where("phase", "requested"), *self._rows.where("phase", "offered")]
        return _beyond(by_start(one for one in looking if in_queue(one.phase)), after)[:limit]

    async def in_phase(self, phase: str, limit: int) -> Sequence[Booking]:
        """Bookings in the phase of this name, earliest start first."""
        await self._unit.turn()
        return by_start(self._rows.where("phase", phase))[:limit]

    async def visits(self, home: HomeId, cleaner: CleanerId) -> int:
        """How often this cleaner has cleaned this home to the end."""
        await self._unit.turn()
        done = [one.phase for one in self._rows.where("home", home)]
        return sum(isinstance(phase, Completed | Settled) and phase.cleaner == cleaner for phase in done)

    async def visits_at(self, home: HomeId) -> Mapping[CleanerId, Visits]:
        """Of each cleaner who has cleaned this home to the end: how often, and when last."""
        await self._unit.turn()
        return visits_here(self._rows.where("home", home))

    async def visits_at_each(self, homes: Collection[HomeId]) -> Mapping[HomeId, Mapping[CleanerId, Visits]]:
        """The same of several homes in one question; a home that nobody has cleaned to the end is not there."""
        await self._unit.turn()
        counted = {home: visits_here(self._rows.where("home", home)) for home in set(homes)}
        return {home: visits for home, visits in counted.items() if visits}

    async def arrivals(self, span: Window, limit: int) -> Sequence[Arrived]:
        """Visits that were to start within the span and to which somebody came, by start."""
        await self._unit.turn()
        found: list[Arrived] = []
        for one in by_start(one for one in self._rows.all() if span.holds(one.window.start)):
            steps = (move for _, move in self._steps.where("booking", one.id) if move.to == "at_door")
            came = min((move.occurred_at or move.at for move in steps), default=None)
            if came is not None:
                found.append(Arrived(booking=one.id, start=one.window.start, at=came))
        return found[:limit]

    async def history(self, booking: BookingId) -> Sequence[Move]:
        """Every step, in order."""
        await self._unit.turn()
        return sorted((step[1] for step in self._steps.where("booking", booking)), key=lambda move: move.seq)

    async def _step(self, booking: Booking, origin: str, at: datetime | None) -> None:
        """Keep a step: legal, unbroken, numbered like the version it led to."""
        to = phase_name(booking.phase)
        assert to in MOVES[origin], f"legal_move: {origin} does not lead to {to}"
        before = self._steps.get((booking.id, booking.version - 1))
        assert origin == ("new" if before is None else before[1].to), "unbroken_history"
        move = Move(
            seq=booking.version,
            origin=origin,
            to=to,
            at=at or await self._unit.now(),
            occurred_at=took_place(booking.phase),
        )
        await self._steps.insert((booking.id, booking.version), (booking.id, move))


def _late(one: Booking, cleaners: Collection[CleanerId]) -> bool:
    return isinstance(one.phase, Confirmed) and one.phase.late and one.phase.cleaner in cleaners


def _beyond(found: list[Booking], after: Mark | None) -> list[Booking]:
    return found if after is None else [one for one in found if (one.window.start, one.id) > (after.start, after.id)]


def by_start(found: Iterable[Booking]) -> list[Booking]:
    """Earliest start first; at one start, by id."""
    return sorted(found, key=lambda one: (one.window.start, one.id))
