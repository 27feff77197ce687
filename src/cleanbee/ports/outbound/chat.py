"""Where the messages of a clean are kept, and how far who has read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from cleanbee.domain.kernel import BookingId, CleanerId, MessageId, ReadMarkId
from cleanbee.domain.messaging.chat import Message, ReadMark, Side
from cleanbee.ports.outbound.kept import Filed, Kept


class Messages(Filed[MessageId, Message], Protocol):
    """Messages, which stay as they were written: one a place, no place left out.

    Adding one whose place another has taken is ``Stale``; one behind a gap is a bug.
    """

    async def newest(
        self, booking: BookingId, cleaner: CleanerId | None, before: int | None, limit: int
    ) -> Sequence[Message]:
        """The last ones of a booking, newest first, those before a place; of one cleaner, or of all who came."""
        ...

    async def last_place(self, booking: BookingId) -> int:
        """The last place that is taken; 0 where nobody has written."""
        ...

    async def since(self, booking: BookingId, after: datetime) -> Sequence[Message]:
        """What was sent later than an instant, in order."""
        ...

    async def unread(self, booking: BookingId, cleaner: CleanerId | None, by: Side, after: int) -> int:
        """How many of one side's stand behind a place; of one cleaner, or of all who came."""
        ...


class ReadMarks(Kept[ReadMarkId, ReadMark], Protocol):
    """How far people have read."""
