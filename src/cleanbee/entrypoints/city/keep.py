"""Keeping what was walked: some twenty cleans a unit, version after version, so that every history is whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from cleanbee.domain.booking.booking import Confirmed, Requested
from cleanbee.domain.booking.events import BookingRequested
from cleanbee.domain.booking.step import news
from cleanbee.domain.kernel import Aggregate
from cleanbee.domain.messaging.reminders import reminder_timers
from cleanbee.entrypoints.city.life import Life
from cleanbee.ports.outbound.kept import Kept
from cleanbee.ports.outbound.store import Store, Work

A = TypeVar("A", bound=Aggregate)
AT_ONCE = 20


async def keep_lives(store: Store, lives: Sequence[Life], now: datetime) -> None:
    """Keep these cleans, each whole or not at all."""
    for first in range(0, len(lives), AT_ONCE):
        async with store.begin() as work:
            await _keep(work, lives[first : first + AT_ONCE], now)


async def _keep(work: Work, lives: Sequence[Life], now: datetime) -> None:
    await versions(work.quotes, [life.quotes for life in lives])
    await _bookings(work, lives)
    await versions(work.payments, [life.payments for life in lives])
    await versions(work.operations, [some for life in lives for some in life.operations.values()])
    await versions(work.offers, [some for life in lives for some in life.offers.values()])
    for life in lives:
        if life.claim is not None:
            await work.claims.add(life.claim)
        for journal in life.journals:
            await work.journals.post(journal)
        for receipt in life.receipts:
            await work.receipts.add(receipt)
        await work.wait(*life.timers.values())
        await _go_on(work, life, now)


async def _bookings(work: Work, lives: Sequence[Life]) -> None:
    """Every first version, then every second, each as of the moment at which it came."""
    for place in range(max(len(life.bookings) for life in lives)):
        for life in lives:
            if place == 0:
                await work.bookings.add(life.bookings[0], life.turned_at[0])
            elif place < len(life.bookings):
                was, booking = life.bookings[place - 1 : place + 1]
                await work.bookings.replace(was, booking, life.turned_at[place])


async def versions(kept: Kept[Any, A], lives: Iterable[Sequence[A]]) -> None:
    """Every first version, then every second, and so on: writes of different things travel together."""
    all_of_them = [some for some in lives if some]
    for place in range(max((len(some) for some in all_of_them), default=0)):
        for some in all_of_them:
            if place == 0:
                await kept.add(some[0])
            elif place < len(some):
                await kept.replace(some[place - 1], some[place])


async def _go_on(work: Work, life: Life, now: datetime) -> None:
    """What still lies ahead is woken: the search for somebody, the reminders of a visit."""
    booking = life.booking
    match booking.phase:
        case Requested(needs_human=False):
            await work.tell(news(BookingRequested, booking))
        case Confirmed():
            await work.wait(*reminder_timers(booking, now))
        case _:
            pass
