"""Customer and cleaner of a clean write to each other: in one order, seen by the two alone, and never changed.

When they may is the booking's to say (``domain/booking/talk.py``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.talk import Chat
from cleanbee.domain.kernel import (
    Aggregate,
    BookingId,
    CleanerId,
    CustomerId,
    Event,
    Granted,
    MessageId,
    ReadMarkId,
    Refusal,
    Refused,
    Value,
    evolve,
)
from cleanbee.domain.platform.named_id import named_id

LONGEST = 4_000
"""Characters of one message."""
MOST_A_MINUTE = 30
"""Messages of one side of one chat."""
MINUTE = timedelta(minutes=1)
MASK = "•••"

Side = Literal["customer", "cleaner"]

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:\d{4}|\d{2})"
_DATE = rf"(?<!\d)\d{{4}}-\d{{2}}-\d{{2}}(?!\d)|(?<!\d)(?<!\d[./]){_DAY}[./]{_MONTH}[./]{_YEAR}(?![./]?\d)"
_BETWEEN = r"[\s()./_*~|\u2013\u00ad\u200b-\u200f\u2060\ufeff\ufe0f\u20e3-]{0,3}"
"""What people put between digits, and what nobody sees there."""
_NUMBER = rf"\+?\(?\d(?:{_BETWEEN}\d){{6,}}"
_TELLING = re.compile(f"(?P<date>{_DATE})|(?P<number>{_NUMBER})")
LEAST_DIGITS, LEAST_BARE_DIGITS = 7, 9


class Message(Aggregate, frozen=True, kw_only=True):
    """One message: its place in the chat (from 1, none left out), who wrote it ``by`` whom, telephone numbers masked.

    ``cleaner`` is who came then: whoever comes in their place later does not read it.
    """

    id: MessageId
    booking: BookingId
    seq: int
    customer: CustomerId
    cleaner: CleanerId
    by: Side
    text: str
    sent_at: datetime

    def __post_init__(self) -> None:
        assert self.seq >= 1, "places count from 1"
        assert 0 < len(self.text) <= LONGEST, "a message says something, within its length"


class ReadMark(Aggregate, frozen=True, kw_only=True):
    """How far one person has read in the chat of a booking."""

    id: ReadMarkId
    booking: BookingId
    person: UUID
    place: int


class MessagePosted(Event, frozen=True, kw_only=True):
    """One of the two wrote; ``read_to`` is how far the other had read by then: they are told once until they read."""

    message: MessageId
    booking: BookingId
    customer: CustomerId
    cleaner: CleanerId
    by: Side
    read_to: int


class ChatClosed(Refusal, frozen=True, kw_only=True):
    """Nobody can be written to about this clean now: nobody comes yet (``opens``, where that is known), or it is over
    for two days."""

    opens: datetime | None = None


class TooFast(Refusal, frozen=True, kw_only=True):
    """So many messages a minute are enough; go on at ``again``."""

    most: int
    again: datetime


class MessageEmpty(Refusal, frozen=True, kw_only=True):
    """A message says something."""


class MessageIdTaken(Refusal, frozen=True, kw_only=True):
    """The id that the client made stands for another message."""


PostRefusal = ChatClosed | TooFast | MessageEmpty


class Draft(Value, frozen=True, kw_only=True):
    """What one side wants to say, under which id."""

    id: MessageId
    by: Side
    text: str


def post(
    booking: Booking, chat: Chat, draft: Draft, before: tuple[int, int, Sequence[Message]], now: datetime
) -> Granted[Message] | Refused[PostRefusal]:
    """One more message. ``before``: the last place taken, how far the other side has read, what was sent lately."""
    last, read_to, lately = before
    if chat.state != "open" or chat.cleaner is None:
        return Refused(why=ChatClosed(opens=chat.opens))
    said = masked(draft.text.strip())
    if not said:
        return Refused(why=MessageEmpty())
    mine = sorted(one.sent_at for one in lately if one.by == draft.by and one.sent_at > now - MINUTE)
    if len(mine) >= MOST_A_MINUTE:
        return Refused(why=TooFast(most=MOST_A_MINUTE, again=mine[-MOST_A_MINUTE] + MINUTE))
    made = Message(
        id=draft.id,
        booking=booking.id,
        seq=last + 1,
        customer=booking.customer,
        cleaner=chat.cleaner,
        by=draft.by,
        text=said,
        sent_at=now,
    )
    told = MessagePosted(
        message=made.id,
        booking=booking.id,
        customer=booking.customer,
        cleaner=chat.cleaner,
        by=draft.by,
        read_to=read_to,
    )
    return Granted(value=made, events=(told,))


def repeated(kept: Message, booking: BookingId, draft: Draft) -> Granted[Message] | Refused[MessageIdTaken]:
    """The same message said twice is one; another one under its id is refused."""
    same = (kept.booking, kept.by, kept.text) == (booking, draft.by, masked(draft.text.strip()))
    return Granted(value=kept) if same else Refused(why=MessageIdTaken())


def mark_of(booking: BookingId, person: UUID) -> ReadMarkId:
    """Under which id it is kept how far somebody has read."""
    return ReadMarkId(named_id("read_mark", booking, person))


def marked(kept: ReadMark | None, booking: BookingId, person: UUID, place: int) -> ReadMark:
    """How far they have read by now; nobody unreads."""
    if kept is None:
        return ReadMark(id=mark_of(booking, person), booking=booking, person=person, place=max(0, place))
    return kept if place <= kept.place else evolve(kept, place=place)


def masked(text: str) -> str:
    """The text with whatever looks like a telephone number taken out; dates, times, prices and short codes stay."""
    return _TELLING.sub(_mask, text)


def _mask(found: re.Match[str]) -> str:
    number = found.group()
    if found.group("date"):
        return number
    digits = sum(one.isdigit() for one in number)
    calls = number.lstrip("(")[0] in "+0"
    return MASK if digits >= (LEAST_DIGITS if calls else LEAST_BARE_DIGITS) else number
