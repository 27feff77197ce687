"""A chat as its people use it, over any store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.ports.booking.race_walks import newcomer
from tests.unit.ports.booking.walks import Build, Town

from cleanbee.domain.booking.reveal import WhyMissing
from cleanbee.domain.kernel import CleanerId, MessageId, NotAllowed, NotFound, OpsId, Refused, evolve, with_
from cleanbee.domain.messaging.chat import ChatClosed, Message, MessageIdTaken, Side
from cleanbee.domain.people.actor import Actor, AsCleaner, AsOps
from cleanbee.ports.contracts.racing import at_once
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.cancel_booking import CancelAsked, CancelBooking
from cleanbee.ports.inbound.booking.read_booking import ReadBooking
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.messaging.chat import (
    ChatAsked,
    ChatView,
    MarkRead,
    MessageAsked,
    PostMessage,
    ReadChat,
    ReadTo,
)

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
START = datetime(2027, 3, 3, 9, 0, tzinfo=UTC)


async def say(town: Town, view: BookingView, actor: Actor, text: str, id: MessageId | None = None) -> Any:
    ask = MessageAsked(actor=actor, booking=view.booking.id, text=text, id=id)
    return await PostMessage(town.store, town.ids)(ask)


async def read(town: Town, view: BookingView, actor: Actor, **part: Any) -> Any:
    return await ReadChat(town.store)(ChatAsked(actor=actor, booking=view.booking.id, **part))


async def may_write(town: Town, view: BookingView, actor: Actor) -> bool:
    """Whether the booking offers it."""
    told = await ReadBooking(town.store)(BookingAsked(actor=actor, booking=view.booking.id))
    assert isinstance(told, BookingView)
    return any(one.name == "message" for one in told.actions)


class ChatWalks:
    """Over any store: ``build`` gives a town."""

    async def test_the_two_of_a_clean_write_to_each_other_and_see_how_far_the_other_has_read(
        self, build: Build
    ) -> None:
        town = await build(NOW)
        view = await town.book(START)
        for actor, text in ((town.mia, "The bell is broken"), (town.joyce, "I knock"), (town.mia, "Thank you")):
            assert isinstance(await say(town, view, actor, text), Message)
        hers = await read(town, view, town.joyce, limit=2)
        assert isinstance(hers, ChatView)
        assert [(one.seq, one.by, one.text) for one in hers.messages] == [
            (3, "customer", "Thank you"), (2, "cleaner", "I knock")
        ]  # fmt: skip
        assert (hers.unread, hers.read_to, hers.chat.state) == (2, 0, "open")
        mark = MarkRead(town.store)
        told = await mark(ReadTo(actor=town.joyce, booking=view.booking.id, place=99))
        assert isinstance(told, ChatView) and (told.unread, told.read_to) == (0, 3)
        again = await mark(ReadTo(actor=town.joyce, booking=view.booking.id, place=1))
        assert isinstance(again, ChatView) and again.read_to == 3
        mine = await read(town, view, town.mia, before=2)
        assert ([one.seq for one in mine.messages], mine.their_read_to, mine.unread) == ([1], 3, 1)

    async def test_all_who_write_at_once_stand_in_one_order_without_gaps(self, build: Build) -> None:
        town = await build(NOW)
        view = await town.book(START)
        said = [say(town, view, (town.mia, town.joyce)[n % 2], f"Word {n}") for n in range(8)]
        assert all(isinstance(one, Message) for one in await at_once(*said))
        orders = [[one.text for one in (await read(town, view, actor)).messages] for actor in (town.mia, town.joyce)]
        assert orders[0] == orders[1] and len(orders[0]) == 8

    async def test_a_message_sent_twice_under_its_own_id_is_one(self, build: Build) -> None:
        town = await build(NOW)
        view = await town.book(START)
        id = MessageId(town.ids.new())
        first = await say(town, view, town.mia, "Hello", id)
        assert await say(town, view, town.mia, "Hello ", id) == first
        assert await say(town, view, town.mia, "Goodbye", id) == Refused(why=MessageIdTaken())
        assert await say(town, view, town.joyce, "Hello", id) == Refused(why=MessageIdTaken())
        assert len((await read(town, view, town.mia)).messages) == 1

    async def test_nobody_else_reads_or_writes_and_the_office_says_why_it_reads(self, build: Build) -> None:
        town = await build(NOW)
        view = await town.book(START)
        await say(town, view, town.mia, "Nobody else's business")
        stranger = (await newcomer(town, START)).actor
        other = AsCleaner(id=CleanerId(town.ids.new()))
        money = AsOps(id=OpsId(town.ids.new()), role="finance")
        for actor in (stranger, other, money):
            assert await read(town, view, actor) == Refused(why=NotFound(what="message"))
            assert isinstance(await say(town, view, actor, "Let me in"), Refused)
        assert await say(town, view, town.olga, "We listen") == Refused(why=NotAllowed(action="booking.message"))
        assert await read(town, view, town.olga, why=" ") == Refused(why=WhyMissing())
        told = await read(town, view, town.olga, why="Both complain")
        assert [one.text for one in told.messages] == ["Nobody else's business"] and told.unread == 0
        async with town.store.begin() as work:
            (line,) = [one.shown for one in await work.audit.newest(9) if one.shown.what == "chat"]
        assert (line.who, line.subject, line.why) == (town.olga, view.booking.id, "Both complain")

    async def test_whoever_comes_later_does_not_read_what_was_said_before(self, build: Build) -> None:
        town = await build(NOW)
        view = await town.book(START)
        await say(town, view, town.mia, "To Joyce alone")
        other = town.nouns.cleaner()
        async with town.store.begin() as work:
            await work.cleaners.add(other)
            now = await work.bookings.find(view.booking.id)
            assert now is not None
            moved = evolve(now, phase=with_(now.phase, cleaner=other.id))
            await work.bookings.replace(now, moved)
        me = AsCleaner(id=other.id)
        assert (await read(town, view, me)).messages == ()
        said = await say(town, view, me, "Here I am")
        assert isinstance(said, Message) and said.seq == 2
        assert [one.seq for one in (await read(town, view, town.mia)).messages] == [2, 1]
        assert await read(town, view, town.joyce) == Refused(why=NotFound(what="message"))

    @pytest.mark.parametrize("by", ["customer", "cleaner"])
    async def test_whoever_was_blocked_may_still_write_about_a_visit_ahead_but_not_after_it(
        self, build: Build, by: Side
    ) -> None:
        town = await build(NOW)
        view = await town.book(START)
        async with town.store.begin() as work:
            mia, joyce = await work.customers.find(town.customer.id), await work.cleaners.find(town.cleaner.id)
            assert mia is not None and joyce is not None
            if by == "customer":
                await work.customers.replace(mia, evolve(mia, blocked_cleaners=(joyce.id,)))
            else:
                await work.cleaners.replace(joyce, evolve(joyce, blocked_customers=(mia.id,)))
        two = (town.mia, town.joyce)
        assert all([isinstance(await say(town, view, actor, "Where are you?"), Message) for actor in two])
        assert [await may_write(town, view, actor) for actor in (town.mia, town.joyce)] == [True, True]
        off = CancelAsked(actor=town.mia, booking=view.booking.id, reason="no need")
        assert isinstance(await CancelBooking(town.store, town.ids)(off), BookingView)
        for actor in two:
            assert await say(town, view, actor, "Was it you?") == Refused(why=ChatClosed())
            chat = (await read(town, view, actor)).chat
            assert (chat.state, chat.until) == ("read_only", None)
            assert not await may_write(town, view, actor), "what would be refused is not offered"
