"""Messages from outside in memory: each is kept once, and leased to whoever acts on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cleanbee.adapters.memory.rows import Rows, Table, Taken
from cleanbee.adapters.memory.timers import LEASE_S
from cleanbee.adapters.memory.unit import Unit
from cleanbee.domain.kernel import Value, with_
from cleanbee.domain.payment.news import Message
from cleanbee.ports.outbound.platform import Received

Name = tuple[str, str]


class Letter(Value, frozen=True, kw_only=True):
    """A message, when it is to be acted on (never again, once it was), and who may until when (stopwatch's seconds)."""

    source: str
    message: Message
    received_at: datetime
    due_at: datetime | None
    tries: int = 0
    token: UUID | None = None
    leased_until: float = 0.0

    @property
    def name(self) -> Name:
        """By what it is known again."""
        return self.source, self.message.id


def inbox() -> Table[Name, Letter]:
    """The table of messages."""
    return Table("inbox", index={"waiting": lambda one: None if one.due_at is None else True})


class MemoryInbox:
    """Messages from outside, each kept once by (source, its id) and acted on later."""

    def __init__(self, unit: Unit, table: Table[Name, Letter]) -> None:
        self._unit = unit
        self._rows: Rows[Name, Letter] = unit.rows(table)

    async def receive(self, source: str, message: Message, now: datetime) -> bool:
        """Keep a message that is to be acted on from ``now``; false when it was kept before."""
        await self._unit.turn()
        letter = Letter(source=source, message=message, received_at=now, due_at=now)
        try:
            await self._rows.insert(letter.name, letter)
        except Taken:
            return False
        return True

    async def lease_due(self, now: datetime, most: int, token: UUID) -> Sequence[Received]:
        """Lease messages that are due, in the order in which what they tell happened, for 60 s of real time."""
        await self._unit.turn()
        real = self._unit.stopwatch()
        waiting = self._rows.where("waiting", True)
        free = [one for one in waiting if one.due_at is not None and one.due_at <= now and one.leased_until <= real]
        leased: list[Received] = []
        for one in sorted(free, key=lambda one: (one.message.at, one.message.id, one.source)):
            if len(leased) < most and self._rows.free_to_write(one.name):
                mine = with_(one, token=token, leased_until=real + LEASE_S, tries=one.tries + 1)
                self._rows.overwrite(one.name, mine)
                leased.append(_received(mine, token))
        return leased

    async def done(self, received: Received) -> bool:
        """It was acted on; false when the lease was lost."""
        return await self._end_lease(received, None)

    async def put_off(self, received: Received, until: datetime) -> bool:
        """It waits on, until an instant; false when the lease was lost."""
        return await self._end_lease(received, until)

    async def next_due(self) -> datetime | None:
        """When the earliest message that waits is due."""
        await self._unit.turn()
        waiting = self._rows.where("waiting", True)
        return min((one.due_at for one in waiting if one.due_at is not None), default=None)

    async def _end_lease(self, received: Received, due_at: datetime | None) -> bool:
        await self._unit.turn()
        name = (received.source, received.message.id)
        await self._unit.hold((self._rows.table.name, name))
        letter = self._rows.get(name)
        if letter is None or letter.token != received.token:
            return False
        self._rows.overwrite(name, with_(letter, due_at=due_at, token=None, leased_until=0.0))
        return True


def _received(letter: Letter, token: UUID) -> Received:
    return Received(
        source=letter.source,
        message=letter.message,
        received_at=letter.received_at,
        tries=letter.tries,
        token=token,
    )
