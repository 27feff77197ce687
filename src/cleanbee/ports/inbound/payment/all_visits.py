"""All bookings of some days, a part at a time: what is counted is never cut."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import Window
from cleanbee.ports.outbound.booking import Arrived
from cleanbee.ports.outbound.store import Work

Read = TypeVar("Read", Booking, Arrived)


async def all_of(
    read: Callable[[Window, int], Awaitable[Sequence[Read]]], span: Window, at_once: int
) -> AsyncGenerator[Read]:
    """Each that ``read`` finds in the span, once, however many there are; it gives so many at most, by start."""
    seen = frozenset[UUID]()
    while True:
        part = await read(span, at_once)
        for one in part:
            if _id(one) not in seen:
                yield one
        if len(part) < at_once:
            return
        last = _start(part[-1])
        stuck = last == span.start
        before = seen if stuck else frozenset[UUID]()
        seen = before | {_id(one) for one in part if _start(one) == last}
        span, at_once = Window(start=last, end=span.end), 2 * at_once if stuck else at_once


async def starting(work: Work, phases: Sequence[str], span: Window, limit: int) -> Sequence[Booking]:
    """Everybody's bookings in these phases that start within the span, by start, so many at most."""
    return await work.bookings.starting(span, phases, limit)


def _id(one: Booking | Arrived) -> UUID:
    return one.id if isinstance(one, Booking) else one.booking


def _start(one: Booking | Arrived) -> datetime:
    return one.window.start if isinstance(one, Booking) else one.start
