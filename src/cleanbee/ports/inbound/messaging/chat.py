"""Customer and cleaner of a clean write to each other, and read; the office reads, and that is noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.reveal import RevealRefusal, way_in_for_office
from cleanbee.domain.booking.talk import Chat, between, chat_of
from cleanbee.domain.kernel import BookingId, CleanerId, MessageId, NotAllowed, NotFound, ReadMarkId, Refused, Value
from cleanbee.domain.messaging.chat import (
    MINUTE,
    Draft,
    Message,
    MessageIdTaken,
    PostRefusal,
    Side,
    mark_of,
    marked,
    post,
    repeated,
)
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer, AsOps
from cleanbee.domain.people.audit import Disclosure
from cleanbee.domain.people.policy import may
from cleanbee.domain.people.preferences import apart
from cleanbee.domain.platform.once import Once
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work

Absent = NotFound | NotAllowed
PostNo = Absent | PostRefusal | MessageIdTaken


class MessageAsked(Value, frozen=True, kw_only=True):
    """What somebody wants to say about a booking; ``id`` may be the client's own."""

    actor: Actor
    booking: BookingId
    text: str
    id: MessageId | None = None


class ChatAsked(Value, frozen=True, kw_only=True):
    """Whose chat, and which part of it: those before a place; the office says why."""

    actor: Actor
    booking: BookingId
    before: int | None = None
    limit: int = 20
    why: str = ""


class ReadTo(Value, frozen=True, kw_only=True):
    """How far somebody has read."""

    actor: Actor
    booking: BookingId
    place: int


class ChatView(Value, frozen=True, kw_only=True):
    """A chat as one of its members sees it: how it stands, a part of it newest first, how far either has read.

    ``unread`` counts what the other side wrote beyond ``read_to``; to the office nothing is unread.
    """

    chat: Chat
    messages: tuple[Message, ...]
    read_to: int
    their_read_to: int
    unread: int


@dataclass(frozen=True)
class PostMessage:
    """One more message, at the next place; the booking's lock makes one order for all."""

    store: Store
    ids: Ids

    async def __call__(self, ask: MessageAsked, once: Once | None = None) -> Message | Refused[PostNo]:
        """The message as it was kept; sent twice under one id, it is one."""
        async with self.store.begin(once) as work:
            answer = await self._posted(work, ask)
            work.answer(answer)
            return answer

    async def _posted(self, work: Work, ask: MessageAsked) -> Message | Refused[PostNo]:
        await work.lock(bookings=(ask.booking,))
        booking = await _found(work, ask.actor, ask.booking, "booking.message")
        if isinstance(booking, Refused):
            return booking
        draft = Draft(id=ask.id or MessageId(self.ids.new()), by=_side(ask.actor), text=ask.text)
        kept = await work.messages.find(draft.id)
        if kept is not None:
            again = repeated(kept, booking.id, draft)
            return again if isinstance(again, Refused) else again.value
        now = await work.now()
        chat = await _chat(work, booking, now)
        last, lately = await work.messages.last_place(booking.id), await work.messages.since(booking.id, now - MINUTE)
        said = post(booking, chat, draft, (last, await _read_to(work, _other(booking, chat, draft.by)), lately), now)
        if isinstance(said, Refused):
            return said
        await work.messages.add(said.value)
        await work.keep(said)
        return said.value


@dataclass(frozen=True)
class ReadChat:
    """The messages of a clean, for the two of it; the office says why it reads, and is noted with it."""

    store: Store

    async def __call__(self, ask: ChatAsked) -> ChatView | Refused[Absent | RevealRefusal]:
        """A part of the chat, newest first."""
        async with self.store.begin() as work:
            booking = await _found(work, ask.actor, ask.booking, "message.list")
            if isinstance(booking, Refused):
                return booking
            now = await work.now()
            if isinstance(ask.actor, AsOps):
                said = way_in_for_office(ask.why)
                if isinstance(said, Refused):
                    return said
                await work.audit.note(_look(ask, now))
            found = await work.messages.newest(booking.id, _cleaner(ask.actor), ask.before, ask.limit)
            return await _view(work, booking, ask.actor, found)


@dataclass(frozen=True)
class MarkRead:
    """Somebody has read up to a place; it only goes forward."""

    store: Store

    async def __call__(self, ask: ReadTo) -> ChatView | Refused[Absent]:
        """How the chat stands, without its messages."""
        async with self.store.begin() as work:
            await work.lock(bookings=(ask.booking,))
            booking = await _found(work, ask.actor, ask.booking, "message.mark")
            if isinstance(booking, Refused):
                return booking
            me = _person(ask.actor)
            place = min(ask.place, await work.messages.last_place(booking.id))
            kept = await work.read_marks.find(mark_of(booking.id, me))
            mark = marked(kept, booking.id, me, place)
            if kept is None:
                await work.read_marks.add(mark)
            elif mark != kept:
                await work.read_marks.replace(kept, mark)
            return await _view(work, booking, ask.actor, ())


async def _found(work: Work, actor: Actor, id: BookingId, action: str) -> Booking | Refused[Absent]:
    booking = await work.bookings.find(id)
    if booking is None:
        return Refused(why=NotFound(what="message"))
    allowed = may(actor, action, facts_of(booking))
    return allowed if isinstance(allowed, Refused) else booking


async def _chat(work: Work, booking: Booking, now: datetime) -> Chat:
    """How the chat stands between these two."""
    chat = chat_of(booking, await work.books.policy(booking.policy), now)
    if chat.cleaner is None or chat.until is None:
        return chat
    customer, cleaner = await work.customers.find(booking.customer), await work.cleaners.find(chat.cleaner)
    assert customer is not None and cleaner is not None, "whoever had a clean is kept"
    return between(chat, apart=apart(customer, cleaner))


async def _view(work: Work, booking: Booking, actor: Actor, found: Sequence[Message]) -> ChatView:
    chat = await _chat(work, booking, await work.now())
    if isinstance(actor, AsOps):
        return ChatView(chat=chat, messages=tuple(found), read_to=0, their_read_to=0, unread=0)
    me = _side(actor)
    theirs: Side = "cleaner" if me == "customer" else "customer"
    read_to = await _read_to(work, mark_of(booking.id, _person(actor)))
    return ChatView(
        chat=chat,
        messages=tuple(found),
        read_to=read_to,
        their_read_to=await _read_to(work, _other(booking, chat, me)),
        unread=await work.messages.unread(booking.id, _cleaner(actor), theirs, read_to),
    )


async def _read_to(work: Work, mark: ReadMarkId | None) -> int:
    kept = None if mark is None else await work.read_marks.find(mark)
    return 0 if kept is None else kept.place


def _other(booking: Booking, chat: Chat, me: Side) -> ReadMarkId | None:
    other = chat.cleaner if me == "customer" else booking.customer
    return None if other is None else mark_of(booking.id, other)


def _look(ask: ChatAsked, now: datetime) -> Disclosure:
    return Disclosure(
        who=ask.actor, what="chat", thing="booking", subject=ask.booking, at=now, booking=ask.booking, why=ask.why
    )


def _side(actor: Actor) -> Side:
    return "cleaner" if isinstance(actor, AsCleaner) else "customer"


def _cleaner(actor: Actor) -> CleanerId | None:
    """Whose messages alone are shown: a cleaner's own, however many came before or after."""
    return actor.id if isinstance(actor, AsCleaner) else None


def _person(actor: Actor) -> UUID:
    assert isinstance(actor, AsCustomer | AsCleaner), "the policy table lets only the two of a clean do this"
    return actor.id
