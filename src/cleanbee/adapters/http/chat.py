"""Customer and cleaner of a clean write to each other."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import BOOKING, MESSAGE, BookingRef, MessageRef, encode
from cleanbee.adapters.http.paging import PageQuery, cursor_at, place_in
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Count, Given, Instant, Page, Wire, given, or_unset, utc
from cleanbee.domain.kernel import BookingId, MessageId
from cleanbee.domain.messaging import chat as domain
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer
from cleanbee.domain.people.audit import LONGEST_WHY
from cleanbee.ports.inbound.messaging.chat import ChatAsked, ChatView, MessageAsked, ReadTo

Place = Annotated[int, Meta(ge=1, le=1_000_000)]
Said = Annotated[str, Meta(min_length=1, max_length=domain.LONGEST)]


class NewMessage(Given, frozen=True, kw_only=True):
    """What you want to say; under an id of your own a message sent twice is one."""

    text: Said
    id: MessageRef | UnsetType = UNSET


class ReadUpTo(Given, frozen=True, kw_only=True):
    """The place of the last message that you have read."""

    seq: Place


class ChatQuery(PageQuery, frozen=True, kw_only=True):
    """Which part of the chat; the office says why it reads."""

    reason: Annotated[str, Meta(max_length=LONGEST_WHY)] | UnsetType = UNSET


class Message(Wire, frozen=True, kw_only=True):
    """One message: its place in the chat (none is left out), who wrote it, telephone numbers taken out."""

    object: Literal["message"] = "message"
    id: MessageRef
    booking_id: BookingRef
    seq: Place
    by: Literal["customer", "cleaner"]
    mine: bool
    text: Said
    sent_at: Instant


class Chat(Wire, frozen=True, kw_only=True):
    """Whether you may write now, from when or until when, how far you and the other side have read."""

    object: Literal["chat"] = "chat"
    state: Literal["closed", "open", "read_only"]
    opens_at: Instant | UnsetType = UNSET
    writable_until_at: Instant | UnsetType = UNSET
    read_to: Count
    their_read_to: Count
    unread: Count


class MessagePage(Page[Message], frozen=True, kw_only=True):
    """Messages, newest first, and how the chat stands."""

    chat: Chat


async def _post(call: Call[NewMessage, None]) -> object:
    own = given(call.body.id)
    id = None if own is None else MessageId(call.named(MESSAGE, own, "/id"))
    booking = BookingId(call.id("booking_id"))
    ask = MessageAsked(actor=call.actor, booking=booking, text=call.body.text, id=id)
    return await call.app.messaging.post_message(ask, call.once)


async def _list(call: Call[None, ChatQuery]) -> object:
    before = place_in(call, _name(call), _place)
    ask = ChatAsked(
        actor=call.actor,
        booking=BookingId(call.id("booking_id")),
        before=before,
        limit=call.query.limit + 1,
        why=given(call.query.reason) or "",
    )
    return await call.app.messaging.read_chat(ask)


async def _mark(call: Call[ReadUpTo, None]) -> object:
    ask = ReadTo(actor=call.actor, booking=BookingId(call.id("booking_id")), place=call.body.seq)
    return await call.app.messaging.mark_read(ask)


def _name(call: Call[Any, Any]) -> str:
    return f"messages/{call.path['booking_id']}"


def _place(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _shown(one: domain.Message, actor: Actor) -> Message:
    wrote = {"customer": one.customer, "cleaner": one.cleaner}[one.by]
    return Message(
        id=encode(MESSAGE, one.id),
        booking_id=encode(BOOKING, one.booking),
        seq=one.seq,
        by=one.by,
        mine=isinstance(actor, AsCustomer | AsCleaner) and actor.id == wrote,
        text=one.text,
        sent_at=utc(one.sent_at),
    )


def _chat(view: ChatView) -> Chat:
    chat = view.chat
    return Chat(
        state=chat.state,
        opens_at=or_unset(None if chat.opens is None else utc(chat.opens)),
        writable_until_at=or_unset(None if chat.until is None else utc(chat.until)),
        read_to=view.read_to,
        their_read_to=view.their_read_to,
        unread=view.unread,
    )


def _posted(call: Call[NewMessage, None], one: domain.Message) -> Answer:
    return Answer(body=_shown(one, call.actor), status=201)


def _marked(call: Call[ReadUpTo, None], view: ChatView) -> Answer:
    return Answer(body=_chat(view))


def _page(call: Call[None, ChatQuery], view: ChatView) -> Answer:
    part = view.messages[: call.query.limit]
    more = len(view.messages) > len(part)
    body = MessagePage(
        data=[_shown(one, call.actor) for one in part],
        has_more=more,
        next_cursor=cursor_at(call, _name(call), str(part[-1].seq)) if more else UNSET,
        chat=_chat(view),
    )
    return Answer(body=body)


ROUTES = (
    Route(
        method="GET", path="/v1/bookings/{booking_id}/messages", operation_id="listMessages", tag="messaging",
        summary="What customer and cleaner of a clean wrote to each other; the office says why it reads",
        action="message.list", audience="signed_in", query=ChatQuery, ask=_list, show=_page,
        answers={200: MessagePage}, no=(Code.cursor_invalid, Code.refused),
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/messages", operation_id="postMessage", tag="messaging",
        summary="Write to the other side", action="booking.message", audience="signed_in", rate="write", keyed=True,
        body=NewMessage, ask=_post, show=_posted, answers={201: Message}, no=(Code.refused, Code.id_taken),
        example={"text": "The bell does not work, please knock."},
    ),
    Route(
        method="POST", path="/v1/bookings/{booking_id}/messages/read", operation_id="markMessagesRead",
        tag="messaging", summary="You have read up to here", action="message.mark", audience="signed_in",
        rate="write", body=ReadUpTo, ask=_mark, show=_marked, answers={200: Chat}, example={"seq": 3},
    ),
)  # fmt: skip
