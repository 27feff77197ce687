"""Several workers at once: each piece of work is done once, and one aggregate's events keep their order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from tests.integration.adapters.postgres.opened import IDS

from cleanbee.adapters.postgres.store import PostgresSettings, PostgresStore, open_postgres
from cleanbee.domain.booking.events import EtaGiven
from cleanbee.domain.kernel import BookingId, CustomerId, OperationId, Timer
from cleanbee.domain.payment.news import Message, PayoutArrived
from cleanbee.ports.contracts.nouns import MORNING, Nouns
from cleanbee.ports.outbound.platform import Leased

NOUNS = Nouns(IDS)
WORKERS = 3
AT_A_TIME = 7


def settings(url: str) -> PostgresSettings:
    return PostgresSettings(url=url, pool_min=0, pool_max=WORKERS + 1)


async def lease_timers(store: PostgresStore, kind: str) -> Sequence[Leased]:
    async with store.begin() as work:
        return await work.timers.lease_due(MORNING, [kind], AT_A_TIME, IDS.new())


def note(subject: UUID) -> Message:
    """What somebody leaves behind who acted on a timer; a second one is not kept."""
    return Message(id=str(subject), at=MORNING, news=PayoutArrived(operation=OperationId(subject)))


async def act(store: PostgresStore, leased: Leased, told: list[UUID]) -> None:
    """What acting on a timer leaves behind is kept with its being done."""
    assert leased.timer is not None
    async with store.begin() as work:
        assert await work.timers.done(leased)
        await work.inbox.receive("acted", note(leased.timer.subject), MORNING)
    told.append(leased.timer.subject)


async def run_timers(store: PostgresStore, kind: str, told: list[UUID]) -> None:
    while found := await lease_timers(store, kind):
        for leased in found:
            await act(store, leased, told)


async def test_three_workers_act_on_each_of_a_hundred_timers_once(database_url: str) -> None:
    async with open_postgres(settings(database_url)) as store:
        kind = NOUNS.word("kind")
        subjects = [IDS.new() for _ in range(100)]
        async with store.begin() as work:
            await work.wait(*(Timer(kind=kind, subject=one, due_at=MORNING) for one in subjects))
        told: list[UUID] = []
        await asyncio.gather(*(run_timers(store, kind, told) for _ in range(WORKERS)))
        assert sorted(told) == sorted(subjects)
        async with store.begin() as work:
            assert await work.timers.next_due() is None
            assert not any([await work.inbox.receive("acted", note(one), MORNING) for one in subjects])


async def lease_events(store: PostgresStore) -> Sequence[Leased]:
    async with store.begin() as work:
        return await work.feed.lease_events(AT_A_TIME, IDS.new())


async def relay(store: PostgresStore, told: list[tuple[UUID, int]]) -> None:
    while found := await lease_events(store):
        for leased in found:
            assert leased.event is not None
            async with store.begin() as work:
                assert await work.feed.handed_on(leased)
                told.append((leased.event.aggregate, leased.event.seq))


async def test_three_relays_hand_on_each_event_once_and_in_the_order_of_its_booking(database_url: str) -> None:
    async with open_postgres(settings(database_url)) as store:
        bookings = [BookingId(IDS.new()) for _ in range(20)]
        customer = CustomerId(IDS.new())
        for version in (1, 2, 3):
            async with store.begin() as work:
                await work.tell(*(EtaGiven(booking=one, version=version, customer=customer) for one in bookings))
        told: list[tuple[UUID, int]] = []
        while await _pending(store):
            await asyncio.gather(*(relay(store, told) for _ in range(WORKERS)))
        assert sorted(told) == sorted((one, seq) for one in bookings for seq in (1, 2, 3))
        for one in bookings:
            assert [seq for aggregate, seq in told if aggregate == one] == [1, 2, 3]


async def _pending(store: PostgresStore) -> int:
    async with store.begin() as work:
        return await work.feed.pending()


async def place(store: PostgresStore) -> int:
    async with store.begin() as work:
        return await work.feed.place_new(4)


async def test_places_have_no_gaps_however_many_relays_give_them_out(database_url: str) -> None:
    async with open_postgres(settings(database_url)) as store:
        customer = CustomerId(IDS.new())
        async with store.begin() as work:
            await work.tell(*(EtaGiven(booking=BookingId(IDS.new()), version=1, customer=customer) for _ in range(30)))
        placed = 0
        while placed < 30:
            placed += sum(await asyncio.gather(*(place(store) for _ in range(WORKERS))))
        async with store.begin() as work:
            assert [entry.place for entry in await work.feed.after(0, 100)] == list(range(1, 31))
            assert await work.feed.last_place() == 30
