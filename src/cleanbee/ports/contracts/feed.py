"""What the outbox, the feed and the inbox promise: nothing lost, nothing twice, nothing out of order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cleanbee.domain.booking.events import BookingEvent, BookingPlaced, BookingRequested
from cleanbee.domain.kernel import BookingId, OperationId
from cleanbee.domain.payment.news import Message, PayoutArrived
from cleanbee.ports.contracts.nouns import MORNING, Nouns
from cleanbee.ports.contracts.racing import Meeting, all_well, at_once
from cleanbee.ports.contracts.stores import OpensStore
from cleanbee.ports.outbound.platform import Leased, Received
from cleanbee.ports.outbound.store import Stale, Store


class FeedContract(OpensStore):
    """The outbox and the feed."""

    async def test_events_of_one_booking_are_handed_on_in_their_order(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            events = self._events(nouns, 3)
            await self._tell(store, *events[:2])
            await self._tell(store, events[2])
            seen: list[tuple[int, object]] = []
            for _ in events:
                (leased,) = self._of(events, await self._lease(store, nouns))
                assert leased.event is not None
                seen.append((leased.event.seq, leased.event.event))
                assert not self._of(events, await self._lease(store, nouns)), "one worker at a time"
                assert await self._handed_on(store, leased)
            assert seen == [(number, event) for number, event in enumerate(events, 1)]
            assert not self._of(events, await self._lease(store, nouns))

    async def test_events_of_two_bookings_do_not_wait_for_each_other(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            one, other = self._events(nouns, 2), self._events(nouns, 2)
            await self._tell(store, *one, *other)
            leased = await self._lease(store, nouns)
            assert [each.event.event for each in self._of(one, leased) if each.event] == [one[0]]
            assert [each.event.event for each in self._of(other, leased) if each.event] == [other[0]]

    async def test_an_event_whose_unit_raised_never_happened(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            events = self._events(nouns, 2)
            with pytest.raises(ZeroDivisionError):
                async with store.begin() as work:
                    await work.tell(events[0])
                    raise ZeroDivisionError
            await self._tell(store, events[1])
            (leased,) = self._of(events, await self._lease(store, nouns))
            assert leased.event is not None and (leased.event.seq, leased.event.event) == (1, events[1])

    async def test_an_event_goes_to_another_worker_when_the_lease_ends_and_the_first_is_fenced_off(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            events = self._events(nouns, 1)
            await self._tell(store, *events)
            (first,) = self._of(events, await self._lease(store, nouns))
            await self.outlast_leases(store)
            (second,) = self._of(events, await self._lease(store, nouns))
            assert second.attempt == 2
            assert not await self._handed_on(store, first)
            assert await self._handed_on(store, second)
            assert not await self._handed_on(store, second)

    async def test_two_who_tell_of_one_booking_at_once_do_not_share_a_number(self) -> None:
        nouns = self.nouns()
        meeting = Meeting(2)
        async with self.open_store() as store:
            events = self._events(nouns, 2)

            async def tell(event: BookingEvent) -> None:
                async with store.begin() as work:
                    await meeting.arrive()
                    await work.tell(event)

            outcome = await at_once(*(tell(event) for event in events))
            assert all(isinstance(each, Stale) for each in outcome if each is not None)
            told = outcome.count(None)
            assert told >= 1
            numbers: list[int] = []
            while leased := self._of(events, await self._lease(store, nouns)):
                assert leased[0].event is not None
                numbers.append(leased[0].event.seq)
                await self._handed_on(store, leased[0])
            assert numbers == list(range(1, told + 1))

    async def test_places_in_the_feed_rise_by_one_without_gaps(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            await self._place_all(store)
            async with store.begin() as work:
                start = await work.feed.last_place()
            one, other = self._events(nouns, 3), self._events(nouns, 2)
            await self._tell(store, *one[:2], *other)
            await self._tell(store, one[2])
            await self._place_all(store)
            async with store.begin() as work:
                entries = await work.feed.after(start, 100)
                end = await work.feed.last_place()
            assert [entry.place for entry in entries] == list(range(start + 1, start + 6))
            assert end == start + 5
            for events in (one, other):
                mine = [entry.kept.event for entry in entries if entry.kept.aggregate == events[0].booking]
                assert mine == events

    async def test_two_relays_at_once_place_each_event_once(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            await self._place_all(store)
            async with store.begin() as work:
                start = await work.feed.last_place()
            await self._tell(store, *self._events(nouns, 6))

            async def relay() -> int:
                async with store.begin() as work:
                    return await work.feed.place_new(100)

            placed = sum(
                each for each in await at_once(relay(), relay(), relay()) if not isinstance(each, BaseException)
            )
            placed += await self._place_all(store)
            async with store.begin() as work:
                entries = await work.feed.after(start, 100)
            assert placed == 6
            assert [entry.place for entry in entries] == list(range(start + 1, start + 7))

    async def test_readers_go_on_from_where_they_were(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            await self._tell(store, *self._events(nouns, 4))
            await self._place_all(store)
            async with store.begin() as work:
                end = await work.feed.last_place()
                assert [entry.place for entry in await work.feed.after(end - 4, 2)] == [end - 3, end - 2]
                assert [entry.place for entry in await work.feed.after(end - 2, 9)] == [end - 1, end]
                assert not await work.feed.after(end, 9)

    async def test_whoever_comes_from_far_back_finds_where_an_hour_ago_begins(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            await self._tell(store, *self._events(nouns, 3))
            await self._place_all(store)
            async with store.begin() as work:
                end = await work.feed.last_place()
                (last,) = await work.feed.after(end - 1, 1)
                place = await work.feed.place_before(last.kept.at)
                assert place < end
                assert (await work.feed.after(place, 1))[0].kept.at >= last.kept.at
                assert all(one.kept.at < last.kept.at for one in await work.feed.after(0, place))
                assert await work.feed.place_before(last.kept.at + timedelta(days=1)) == end

    async def test_what_is_not_handed_on_yet_is_counted(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            async with store.begin() as work:
                before = await work.feed.pending()
            events = self._events(nouns, 2)
            await self._tell(store, *events)
            async with store.begin() as work:
                assert await work.feed.pending() == before + 2
            (leased,) = self._of(events, await self._lease(store, nouns))
            await self._handed_on(store, leased)
            async with store.begin() as work:
                assert await work.feed.pending() == before + 1

    def _events(self, nouns: Nouns, count: int) -> list[BookingEvent]:
        booking, customer = BookingId(nouns.ids.new()), nouns.customer().id
        kinds = (BookingPlaced, BookingRequested)
        return [kinds[number % 2](booking=booking, version=number + 1, customer=customer) for number in range(count)]

    def _of(self, events: Sequence[BookingEvent], leased: Sequence[Leased]) -> list[Leased]:
        mine: set[UUID] = {event.booking for event in events}
        return [one for one in leased if one.event is not None and one.event.aggregate in mine]

    async def _tell(self, store: Store, *events: BookingEvent) -> None:
        async with store.begin() as work:
            await work.tell(*events)

    async def _lease(self, store: Store, nouns: Nouns) -> Sequence[Leased]:
        async with store.begin() as work:
            return await work.feed.lease_events(10_000, nouns.ids.new())

    async def _handed_on(self, store: Store, leased: Leased) -> bool:
        async with store.begin() as work:
            return await work.feed.handed_on(leased)

    async def _place_all(self, store: Store) -> int:
        placed = 0
        while True:
            async with store.begin() as work:
                more = await work.feed.place_new(100)
            if not more:
                return placed
            placed += more


LONG_AGO = MORNING - timedelta(days=3650)
"""Before anything else that other tests of one store keep: what is due then is this test's alone."""


class InboxContract(OpensStore):
    """Messages from outside."""

    def message(self, nouns: Nouns, minutes: int = 0) -> Message:
        """One that tells of something at so many minutes past a moment long ago."""
        news = PayoutArrived(operation=OperationId(nouns.ids.new()))
        return Message(id=nouns.word("message"), at=LONG_AGO + timedelta(minutes=minutes), news=news)

    async def test_a_message_is_received_once(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            source, message = nouns.word("gateway"), self.message(nouns)
            async with store.begin() as work:
                assert await work.inbox.receive(source, message, MORNING)
                assert not await work.inbox.receive(source, message, MORNING)
            async with store.begin() as work:
                assert not await work.inbox.receive(source, message, MORNING + timedelta(days=3))
                assert await work.inbox.receive(nouns.word("gateway"), message, MORNING)

    async def test_a_message_whose_unit_raised_was_not_received(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            source, message = nouns.word("gateway"), self.message(nouns)
            with pytest.raises(ZeroDivisionError):
                async with store.begin() as work:
                    await work.inbox.receive(source, message, MORNING)
                    raise ZeroDivisionError
            async with store.begin() as work:
                assert await work.inbox.receive(source, message, MORNING)

    async def test_a_message_that_comes_twice_at_once_is_received_once(self) -> None:
        nouns = self.nouns()
        meeting = Meeting(3)
        async with self.open_store() as store:
            source, message = nouns.word("gateway"), self.message(nouns)

            async def receive() -> bool:
                async with store.begin() as work:
                    await meeting.arrive()
                    return await work.inbox.receive(source, message, MORNING)

            assert sorted(await all_well(receive(), receive(), receive())) == [False, False, True]

    async def test_what_waits_is_given_out_in_the_order_in_which_it_happened(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            source = nouns.word("gateway")
            told = [self.message(nouns, minutes) for minutes in (5, 1, 3)]
            async with store.begin() as work:
                for one in told:
                    await work.inbox.receive(source, one, LONG_AGO)
            given = await self._lease(store, nouns)
            assert [one.message for one in given if one.source == source] == [told[1], told[2], told[0]]
            assert not [one for one in await self._lease(store, nouns) if one.source == source], "leased to somebody"

    async def test_what_was_acted_on_does_not_come_again_not_even_when_it_is_sent_again(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            source, message = nouns.word("gateway"), self.message(nouns)
            async with store.begin() as work:
                await work.inbox.receive(source, message, LONG_AGO)
            (leased,) = [one for one in await self._lease(store, nouns) if one.source == source]
            assert (leased.message, leased.received_at, leased.tries) == (message, LONG_AGO, 1)
            async with store.begin() as work:
                assert await work.inbox.done(leased)
                assert not await work.inbox.receive(source, message, LONG_AGO)
            async with store.begin() as work:
                assert not await work.inbox.done(leased), "the lease is over"
            assert not [one for one in await self._lease(store, nouns, MORNING) if one.source == source]

    async def test_what_is_put_off_waits_until_its_moment_and_counts_how_often_it_was_tried(self) -> None:
        nouns = self.nouns()
        later = LONG_AGO + timedelta(hours=1)
        async with self.open_store() as store:
            source, message = nouns.word("gateway"), self.message(nouns)
            async with store.begin() as work:
                await work.inbox.receive(source, message, LONG_AGO)
                assert await work.inbox.next_due() == LONG_AGO
            (leased,) = [one for one in await self._lease(store, nouns) if one.source == source]
            async with store.begin() as work:
                assert await work.inbox.put_off(leased, later)
            async with store.begin() as work:
                assert await work.inbox.next_due() == later
            assert not [one for one in await self._lease(store, nouns) if one.source == source]
            (again,) = [one for one in await self._lease(store, nouns, later) if one.source == source]
            assert again.tries == 2 and again.token != leased.token
            async with store.begin() as work:
                assert not await work.inbox.done(leased), "somebody else has it now"
                assert await work.inbox.done(again)

    async def _lease(self, store: Store, nouns: Nouns, now: datetime = LONG_AGO) -> Sequence[Received]:
        async with store.begin() as work:
            return await work.inbox.lease_due(now, 100, nouns.ids.new())
