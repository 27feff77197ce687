"""What the table of messages promises: one order for all, no place left out, nothing changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import CleanerId, MessageId, evolve
from cleanbee.domain.messaging.chat import Message, Side, marked
from cleanbee.ports.contracts.nouns import MORNING, Nouns
from cleanbee.ports.contracts.racing import Meeting, at_once
from cleanbee.ports.contracts.stores import OpensStore, placed, settle
from cleanbee.ports.outbound.store import Stale, Store

MINUTE = timedelta(minutes=1)


class ChatContract(OpensStore):
    """Messages and read marks."""

    async def test_a_chat_is_read_newest_first_part_by_part_and_by_whom_it_was_with(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            booking, joyce, nadia = await _scene(store, nouns)
            said = [_turn(nouns, booking, n, joyce if n < 4 else nadia) for n in range(1, 7)]
            for one in said:
                async with store.begin() as work:
                    await work.messages.add(one)
            async with store.begin() as work:
                chat = work.messages
                assert await chat.find(said[2].id) == said[2]
                assert list(await chat.newest(booking.id, None, None, 4)) == said[:1:-1]
                assert list(await chat.newest(booking.id, None, 3, 4)) == [said[1], said[0]]
                assert list(await chat.newest(booking.id, joyce, None, 9)) == said[2::-1]
                assert await chat.last_place(booking.id) == 6
                assert list(await chat.since(booking.id, said[3].sent_at)) == said[4:]
                assert await chat.unread(booking.id, None, "customer", 1) == 2
                assert await chat.unread(booking.id, joyce, "cleaner", 0) == 1

    async def test_of_those_who_write_at_once_each_has_a_place_of_its_own_and_none_is_left_out(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            booking, joyce, _ = await _scene(store, nouns)
            ids = [MessageId(nouns.ids.new()) for _ in range(6)]

            async def write(id: MessageId) -> None:
                async with store.begin() as work:
                    await work.lock(bookings=(booking.id,))
                    place = await work.messages.last_place(booking.id) + 1
                    await work.messages.add(_message(nouns, booking, place, joyce, "customer", id))

            assert [one for one in await at_once(*map(write, ids)) if one is not None] == []
            async with store.begin() as work:
                found = await work.messages.newest(booking.id, None, None, 9)
            assert [one.seq for one in found] == [6, 5, 4, 3, 2, 1]
            assert {one.id for one in found} == set(ids)

    async def test_whoever_does_not_wait_for_the_other_is_told_that_the_place_is_taken(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            booking, joyce, _ = await _scene(store, nouns)
            meeting = Meeting(2)

            async def write() -> None:
                async with store.begin() as work:
                    assert await work.messages.last_place(booking.id) == 0
                    await meeting.arrive()
                    await work.messages.add(_message(nouns, booking, 1, joyce, "customer"))

            outcome = await at_once(write(), write())
            assert [type(each) for each in outcome if each is not None] == [Stale]

    async def test_a_message_behind_a_gap_is_a_bug(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            booking, joyce, _ = await _scene(store, nouns)
            with pytest.raises(AssertionError):
                async with store.begin() as work:
                    await work.messages.add(_message(nouns, booking, 2, joyce, "customer"))

    async def test_how_far_somebody_has_read_is_kept(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            booking, joyce, _ = await _scene(store, nouns)
            mark = marked(None, booking.id, joyce, 2)
            async with store.begin() as work:
                await work.read_marks.add(mark)
            async with store.begin() as work:
                await work.read_marks.replace(mark, evolve(mark, place=3))
            async with store.begin() as work:
                assert await work.read_marks.find(mark.id) == evolve(mark, place=3)


async def _scene(store: Store, nouns: Nouns) -> tuple[Booking, CleanerId, CleanerId]:
    world = await settle(store, nouns)
    return await placed(store, nouns, world), world.cleaner.id, CleanerId(nouns.ids.new())


def _turn(nouns: Nouns, booking: Booking, seq: int, cleaner: CleanerId) -> Message:
    return _message(nouns, booking, seq, cleaner, "customer" if seq % 2 else "cleaner")


def _message(
    nouns: Nouns, booking: Booking, seq: int, cleaner: CleanerId, by: Side, id: MessageId | None = None
) -> Message:
    return Message(
        id=id or MessageId(nouns.ids.new()),
        booking=booking.id,
        seq=seq,
        customer=booking.customer,
        cleaner=cleaner,
        by=by,
        text=f"Message {seq}",
        sent_at=MORNING + seq * MINUTE,
    )
