"""Messages as rows that are only ever added, and how far who has read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from piccolo.query.functions.aggregate import Count

from cleanbee.adapters.postgres.aggregates import Aggregates, Filed, Shape
from cleanbee.adapters.postgres.tables import MessageRow, ReadMarkRow
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import BookingId, CleanerId, MessageId, ReadMarkId
from cleanbee.domain.messaging.chat import Message, ReadMark, Side

MESSAGE = Shape(MessageRow, Message, lambda one: (one.booking, one.seq, one.cleaner, one.by, one.sent_at))
READ_MARK: Shape[ReadMark] = Shape(ReadMarkRow, ReadMark, lambda one: (one.booking,))


class MessageRows(Filed[MessageId, Message]):
    """Messages, which stay as they were written."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, MESSAGE)

    async def newest(
        self, booking: BookingId, cleaner: CleanerId | None, before: int | None, limit: int
    ) -> Sequence[Message]:
        """The last ones of a booking, newest first, those before a place; of one cleaner, or of all who came."""
        row: Any = MessageRow
        query = row.select(row.doc).where(_of(booking, cleaner))
        if before is not None:
            query = query.where(row.seq < before)
        return await self.many(query.order_by(row.seq, ascending=False).limit(limit))

    async def last_place(self, booking: BookingId) -> int:
        """The last place that is taken; 0 where nobody has written."""
        row: Any = MessageRow
        mine = row.select(row.seq).where(row.booking == booking)
        return await self.value(mine.order_by(row.seq, ascending=False).limit(1)) or 0

    async def since(self, booking: BookingId, after: datetime) -> Sequence[Message]:
        """What was sent later than an instant, in order."""
        row: Any = MessageRow
        query = row.select(row.doc).where((row.booking == booking) & (row.sent_at > after))
        return await self.many(query.order_by(row.seq))

    async def unread(self, booking: BookingId, cleaner: CleanerId | None, by: Side, after: int) -> int:
        """How many of one side's stand behind a place; of one cleaner, or of all who came."""
        row: Any = MessageRow
        theirs = _of(booking, cleaner) & (row.by == by) & (row.seq > after)
        return await self.value(row.select(Count()).where(theirs))


class ReadMarkRows(Aggregates[ReadMarkId, ReadMark]):
    """How far people have read."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, READ_MARK)


def _of(booking: BookingId, cleaner: CleanerId | None) -> Any:
    row: Any = MessageRow
    return row.booking == booking if cleaner is None else (row.booking == booking) & (row.cleaner == cleaner)
