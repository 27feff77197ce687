"""The outbox and its feed in memory: events in their order, handed on once, placed without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from heapq import nsmallest
from uuid import UUID

from cleanbee.adapters.memory.rows import Rows, Table, Taken
from cleanbee.adapters.memory.timers import LEASE_S
from cleanbee.adapters.memory.unit import Unit
from cleanbee.domain.kernel import Event, EventId, Value, with_
from cleanbee.domain.platform.feed import FeedEntry, Kept, aggregate_of
from cleanbee.ports.outbound.platform import Leased
from cleanbee.ports.outbound.store import Stale

EventKey = tuple[UUID, int]


class EventRow(Value, frozen=True, kw_only=True):
    """An event, and how far it has come."""

    kept: Kept
    token: UUID | None = None
    leased_until: float = 0.0
    attempts: int = 0
    handed_on: bool = False
    placed: bool = False


def outbox() -> Table[EventKey, EventRow]:
    """The table of events, unique by aggregate and number."""
    return Table(
        "outbox",
        index={
            "aggregate": lambda row: row.kept.aggregate,
            "waiting": lambda row: None if row.handed_on else True,
            "unplaced": lambda row: None if row.placed else True,
        },
    )


def feed() -> Table[int, FeedEntry]:
    """The table of places."""
    return Table("feed")


class MemoryFeed:
    """The outbox and the places the relay gives to committed events."""

    def __init__(self, unit: Unit, events: Table[EventKey, EventRow], places: Table[int, FeedEntry]) -> None:
        self._unit = unit
        self._rows: Rows[EventKey, EventRow] = unit.rows(events)
        self._places: Rows[int, FeedEntry] = unit.rows(places)

    async def lease_events(self, most: int, token: UUID) -> Sequence[Leased]:
        """Lease events not handed on yet: the first of each aggregate, one aggregate with one worker at a time."""
        await self._unit.turn()
        real = self._unit.stopwatch()
        heads: dict[UUID, EventRow] = {}
        for row in self._rows.where("waiting", True):
            head = heads.get(row.kept.aggregate)
            if head is None or row.kept.seq < head.kept.seq:
                heads[row.kept.aggregate] = row
        leased: list[Leased] = []
        for row in sorted(heads.values(), key=lambda row: (row.kept.at, row.kept.id)):
            key = _key(row)
            if len(leased) < most and row.leased_until <= real and self._rows.free_to_write(key):
                mine = with_(row, token=token, leased_until=real + LEASE_S, attempts=row.attempts + 1)
                self._rows.overwrite(key, mine)
                leased.append(Leased(token=token, attempt=mine.attempts, event=row.kept))
        return leased

    async def handed_on(self, leased: Leased) -> bool:
        """Mark an event as handed on; false when the lease was lost."""
        await self._unit.turn()
        assert leased.event is not None, "a leased event"
        key = (leased.event.aggregate, leased.event.seq)
        await self._unit.hold((self._rows.table.name, key))
        row = self._rows.get(key)
        if row is None or row.token != leased.token or row.handed_on:
            return False
        self._rows.overwrite(key, with_(row, handed_on=True, token=None))
        return True

    async def place_new(self, most: int) -> int:
        """Give committed events their places in the feed (one relay at a time); how many were placed."""
        await self._unit.turn()
        if not self._unit.locks.take_now(self._unit.holder, "feed_relay"):
            return 0
        place = _last(self._places)
        waiting = sorted(self._rows.where("unplaced", True), key=lambda row: (row.kept.aggregate, row.kept.seq))
        placed = 0
        for row in sorted(waiting, key=lambda row: row.kept.at)[:most]:
            if not self._rows.free_to_write(_key(row)):
                break
            placed += 1
            self._rows.overwrite(_key(row), with_(row, placed=True))
            self._places.overwrite(place + placed, FeedEntry(place=place + placed, kept=row.kept))
        return placed

    async def after(self, place: int, most: int) -> Sequence[FeedEntry]:
        """Feed entries with a place beyond this one, in order."""
        await self._unit.turn()
        later = (one for one in self._places.all() if one.place > place)
        return nsmallest(most, later, key=lambda one: one.place)

    async def place_before(self, at: datetime) -> int:
        """The place right before the first event that happened at this instant or later; where none did, the last."""
        await self._unit.turn()
        return min((one.place - 1 for one in self._places.all() if one.kept.at >= at), default=_last(self._places))

    async def last_place(self) -> int:
        """The highest place given, 0 at first."""
        await self._unit.turn()
        return _last(self._places)

    async def pending(self) -> int:
        """How many events are not handed on yet."""
        await self._unit.turn()
        return len(self._rows.where("waiting", True))

    async def keep(self, event: Event) -> None:
        """Keep an event with its cause, under the next number of its aggregate.

        :raises Stale: another unit gave that number away meanwhile.
        """
        await self._unit.turn()
        aggregate = aggregate_of(event)
        numbers = [row.kept.seq for row in self._rows.where("aggregate", aggregate)]
        kept = Kept(
            id=EventId(self._unit.ids.new()),
            aggregate=aggregate,
            seq=max(numbers, default=0) + 1,
            at=await self._unit.now(),
            event=event,
        )
        try:
            await self._rows.insert((aggregate, kept.seq), EventRow(kept=kept))
        except Taken:
            raise self._unit.fault(Stale("outbox_seq")) from None


def _key(row: EventRow) -> EventKey:
    return (row.kept.aggregate, row.kept.seq)


def _last(places: Rows[int, FeedEntry]) -> int:
    return max((one.place for one in places.all()), default=0)
