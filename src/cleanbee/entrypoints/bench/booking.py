"""Bookings a second through the whole use case on PostgreSQL, beside the leanest transaction under the same rules."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

import asyncpg

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.geo import StraightTravel
from cleanbee.adapters.postgres.migrate import migrate
from cleanbee.adapters.postgres.pool import LIMITS, leave_as_is
from cleanbee.adapters.postgres.store import PostgresSettings, PostgresStore, open_postgres
from cleanbee.adapters.reference.reshuffle import ReferenceReshuffle
from cleanbee.adapters.system.chance import SystemDice, SystemIds
from cleanbee.adapters.system.clock import present
from cleanbee.domain.people.actor import AsCustomer, principal
from cleanbee.domain.platform.once import Once
from cleanbee.entrypoints.bench import lean
from cleanbee.entrypoints.bench.market import Order, orders, party, settle_policy
from cleanbee.entrypoints.bench.outcome import Asked, Measured, percentile
from cleanbee.entrypoints.databases import open_databases, wanted_by
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.place_booking import PlaceBooking
from cleanbee.ports.inbound.booking.placing import PlaceAsked
from cleanbee.ports.inbound.matching.bind_late import BindLate
from cleanbee.ports.inbound.payment.settle_operation import SettleOperation
from cleanbee.ports.inbound.payment.take_fact import TakeFact

GOAL = 0.6
CALLERS = 4
PARTIES, QUICK_PARTIES = 60, 12
ROUNDS = 10

T = TypeVar("T")
DRIVER: Any = asyncpg  # its functions carry no types


@dataclass
class Side:
    """One contender: what it books, and how long each booking and each round took (seconds)."""

    rounds: list[float]
    each: list[float]
    booked: int = 0

    @property
    def per_s(self) -> float:
        """Bookings a second over all rounds."""
        return self.booked / sum(self.rounds)


async def run(asked: Asked) -> Measured:
    """Book the same kind of order by both ways in turns, in one process over one database."""
    async with AsyncExitStack() as stack:
        databases = await stack.enter_async_context(
            open_databases(wanted_by(dict(os.environ)), dict(os.environ), SystemDice().token)
        )
        url = databases.postgres.url
        await migrate(url)
        store = await stack.enter_async_context(open_postgres(PostgresSettings(url=url, pool_max=CALLERS)))
        pool = await stack.enter_async_context(lean_pool(url))
        return await _measure(asked, url, store, pool)


def lean_pool(url: str, most: int = CALLERS) -> Any:
    """The other side's connections: asyncpg's own pool, with our settings and no question between two units."""
    return DRIVER.create_pool(url, min_size=most, max_size=most, server_settings=LIMITS, reset=leave_as_is)


async def _measure(asked: Asked, url: str, store: PostgresStore, pool: Any) -> Measured:
    ids, random = SystemIds(), Random(asked.seed)
    mine, theirs = await _orders(asked, store, ids, random), await _orders(asked, store, ids, random)
    place = _use_case(store, ids)
    sample = await _whole(place, mine.pop())
    prepared = [lean.prepare(one, ids, sample) for one in theirs]
    statements = await _statements(url, ids, mine.pop(), mine.pop())
    lean_statements = await _lean_statements(url, prepared.pop(), prepared.pop())

    async def ours(one: Order) -> None:
        await _whole(place, one)

    async def leanest(one: lean.Prepared) -> None:
        await lean.book(pool, one)

    ours_side, lean_side = Side([], []), Side([], [])
    size = min(len(mine), len(prepared)) // ROUNDS
    for n in range(ROUNDS):
        await _round(mine[n * size : (n + 1) * size], ours, ours_side)
        await _round(prepared[n * size : (n + 1) * size], leanest, lean_side)
    ratios = [b / a for a, b in zip(ours_side.rounds, lean_side.rounds, strict=True)]
    return Measured(
        name="bench booking",
        ratio=statistics.median(ratios),
        goal=GOAL,
        figures={
            "bookings_each": ours_side.booked,
            "callers": CALLERS,
            "ours_per_s": round(ours_side.per_s, 1),
            "lean_per_s": round(lean_side.per_s, 1),
            "ours_p50_ms": round(percentile(ours_side.each, 0.5) * 1000, 2),
            "ours_p99_ms": round(percentile(ours_side.each, 0.99) * 1000, 2),
            "lean_p50_ms": round(percentile(lean_side.each, 0.5) * 1000, 2),
            "lean_p99_ms": round(percentile(lean_side.each, 0.99) * 1000, 2),
            "ours_round_trips": len(statements),
            "lean_round_trips": len(lean_statements),
            "ours_statements": [" ".join(one.split())[:60] for one in statements],
            "lean_statements": [" ".join(one.split())[:60] for one in lean_statements],
            "ratio_of_each_round": [round(ratio, 2) for ratio in ratios],
        },
    )


async def _orders(asked: Asked, store: PostgresStore, ids: SystemIds, random: Random) -> list[Order]:
    policy = await settle_policy(store)
    made: list[Order] = []
    for _ in range(QUICK_PARTIES if asked.quick else PARTIES):
        async with store.begin() as work:
            made += await orders(work, ids, await party(work, ids, random), policy)
    random.shuffle(made)
    return made


def _use_case(store: PostgresStore, ids: SystemIds) -> PlaceBooking:
    """These visits lie so far ahead that no card is asked: the database is what is measured."""
    gateway = MemoryGateway(ManualClock(present()))
    settle = SettleOperation(store, gateway, TakeFact(store, ids))
    travel = StraightTravel()
    return PlaceBooking(store, ids, travel, settle, BindLate(ids, travel, ReferenceReshuffle()))


async def _whole(place: PlaceBooking, one: Order) -> BookingView:
    who = one.party
    actor = AsCustomer(id=who.customer.id)
    ask = PlaceAsked(actor=actor, slot=one.slot, home=who.home.id, card=who.card.id)
    once = Once(principal=principal(actor), key=str(one.quote.id), fingerprint="0" * 64)
    view = await place(ask, once)
    assert isinstance(view, BookingView), f"a free slot was refused: {view}"
    return view


async def _statements(url: str, ids: SystemIds, warm: Order, one: Order) -> list[str]:
    """Every statement of one booking, in order: each is one round trip, BEGIN and COMMIT included."""
    async with open_postgres(PostgresSettings(url=url, pool_min=1, pool_max=1)) as store:
        place = _use_case(store, ids)
        await _whole(place, warm)
        async with store.pool.connection() as connection:
            heard = _listen(connection)
        await _whole(place, one)
    return heard


async def _lean_statements(url: str, warm: lean.Prepared, one: lean.Prepared) -> list[str]:
    """Every statement of one lean booking, counted in the same way."""
    async with lean_pool(url, most=1) as pool:
        await lean.book(pool, warm)
        async with pool.acquire() as connection:
            heard = _listen(connection)
        await lean.book(pool, one)
    return heard


def _listen(connection: Any) -> list[str]:
    """What this connection is asked from now on."""
    heard: list[str] = []

    def hear(record: Any) -> None:
        heard.append(str(record.query))

    connection.add_query_logger(hear)
    return heard


async def _round(orders: Sequence[T], book: Callable[[T], Awaitable[None]], side: Side) -> None:
    """So many callers share the orders of a round."""
    waiting = iter(orders)

    async def caller() -> None:
        for one in waiting:
            begun = time.perf_counter()
            await book(one)
            side.each.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(CALLERS):
            group.create_task(caller())
    side.rounds.append(time.perf_counter() - begun)
    side.booked += len(orders)
