"""Messages in memory, and how far who has read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cleanbee.adapters.memory.aggregates import Aggregates, Filed
from cleanbee.adapters.memory.rows import Table
from cleanbee.domain.kernel import BookingId, CleanerId, MessageId, ReadMarkId
from cleanbee.domain.messaging.chat import Message, ReadMark, Side


def messages() -> Table[MessageId, Message]:
    """The table of messages, one a place of a booking."""
    return Table(
        "message",
        unique={"one_message_per_place": lambda one: (one.booking, one.seq)},
        index={"booking": lambda one: one.booking},
    )


def read_marks() -> Table[ReadMarkId, ReadMark]:
    """The table of how far people have read."""
    return Table("read_mark")


class MemoryMessages(Filed[MessageId, Message]):
    """Messages, which stay as they were written."""

    async def add(self, value: Message) -> None:
        """Keep a new message behind the one before it.

        :raises Stale: its id or its place is taken.
        """
        before = {one.seq for one in self._rows.where("booking", value.booking)}
        assert value.seq == 1 or value.seq - 1 in before, "a message without the one before it"
        await super().add(value)

    async def newest(
        self, booking: BookingId, cleaner: CleanerId | None, before: int | None, limit: int
    ) -> Sequence[Message]:
        """The last ones of a booking, newest first, those before a place; of one cleaner, or of all who came."""
        found = [one for one in await self._of(booking, cleaner) if before is None or one.seq < before]
        return found[::-1][:limit]

    async def last_place(self, booking: BookingId) -> int:
        """The last place that is taken; 0 where nobody has written."""
        return max((one.seq for one in await self._of(booking, None)), default=0)

    async def since(self, booking: BookingId, after: datetime) -> Sequence[Message]:
        """What was sent later than an instant, in order."""
        return [one for one in await self._of(booking, None) if one.sent_at > after]

    async def unread(self, booking: BookingId, cleaner: CleanerId | None, by: Side, after: int) -> int:
        """How many of one side's stand behind a place; of one cleaner, or of all who came."""
        return sum(one.by == by and one.seq > after for one in await self._of(booking, cleaner))

    async def _of(self, booking: BookingId, cleaner: CleanerId | None) -> list[Message]:
        await self._unit.turn()
        found = (one for one in self._rows.where("booking", booking) if cleaner in {None, one.cleaner})
        return sorted(found, key=lambda one: one.seq)


class MemoryReadMarks(Aggregates[ReadMarkId, ReadMark]):
    """How far people have read."""
