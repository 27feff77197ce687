"""What timers, the outbox, the feed and the inbox promise: nothing lost, nothing twice, nothing out of order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import pytest

from cleanbee.domain.booking.events import BookingEvent, BookingPlaced, BookingRequested
from cleanbee.domain.kernel import BookingId, NoTimer, Timer, with_
from cleanbee.ports.contracts.nouns import MORNING, Nouns, at
from cleanbee.ports.contracts.racing import Meeting, all_well, at_once
from cleanbee.ports.contracts.stores import OpensStore
from cleanbee.ports.outbound.platform import Leased
from cleanbee.ports.outbound.store import Stale, Store

LONG_AGO = datetime(2001, 1, 1, tzinfo=MORNING.tzinfo)


class TimersContract(OpensStore):
    """Timers."""

    async def test_a_timer_is_leased_when_it_is_due_and_forgotten_when_done(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            kind = nouns.word("kind")
            due, later = self._timer(nouns, kind, at(0)), self._timer(nouns, kind, at(1))
            await self._set(store, later, due)
            (leased,) = await self._lease(store, nouns, kind, at(0))
            assert (leased.timer, leased.attempt) == (due, 1)
            assert await self._done(store, leased)
            async with store.begin() as work:
                assert await work.timers.find(kind, due.subject) is None
                assert await work.timers.find(kind, later.subject) == later

    async def test_the_earliest_comes_first_and_no_more_than_asked_for(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            kind = nouns.word("kind")
            timers = [self._timer(nouns, kind, at(-hours)) for hours in (1, 3, 2)]
            await self._set(store, *timers)
            first = await self._lease(store, nouns, kind, at(0), most=2)
            second = await self._lease(store, nouns, kind, at(0), most=2)
            assert [one.timer for one in first] == [timers[1], timers[2]]
            assert [one.timer for one in second] == [timers[0]]

    async def test_setting_a_timer_that_stands_moves_it(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            timer = self._timer(nouns, nouns.word("kind"), at(0))
            moved = with_(timer, due_at=at(5))
            await self._set(store, timer)
            await self._set(store, moved)
            async with store.begin() as work:
                assert await work.timers.find(timer.kind, timer.subject) == moved
            assert not await self._lease(store, nouns, timer.kind, at(4))

    async def test_a_timer_may_be_forgotten_and_forgetting_it_again_changes_nothing(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            timer = self._timer(nouns, nouns.word("kind"), at(0))
            await self._set(store, timer)
            for _ in range(2):
                await self._set(store, NoTimer(kind=timer.kind, subject=timer.subject))
            assert not await self._lease(store, nouns, timer.kind, at(1))

    async def test_setting_and_forgetting_in_one_unit_leaves_the_last_word(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            timer = self._timer(nouns, nouns.word("kind"), at(0))
            forget = NoTimer(kind=timer.kind, subject=timer.subject)
            await self._set(store, timer, forget)
            async with store.begin() as work:
                assert await work.timers.find(timer.kind, timer.subject) is None
            await self._set(store, forget, timer, with_(timer, due_at=at(1)))
            async with store.begin() as work:
                assert await work.timers.find(timer.kind, timer.subject) == with_(timer, due_at=at(1))

    async def test_a_leased_timer_is_passed_over_until_its_lease_ends(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            timer = self._timer(nouns, nouns.word("kind"), at(0))
            await self._set(store, timer)
            (first,) = await self._lease(store, nouns, timer.kind, at(0))
            assert not await self._lease(store, nouns, timer.kind, at(1000))
            await self.outlast_leases(store)
            (second,) = await self._lease(store, nouns, timer.kind, at(0))
            assert (first.attempt, second.attempt) == (1, 2)

    async def test_whoever_comes_back_after_the_lease_was_given_on_changes_nothing(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            timer = self._timer(nouns, nouns.word("kind"), at(0))
            await self._set(store, timer)
            (first,) = await self._lease(store, nouns, timer.kind, at(0))
            await self.outlast_leases(store)
            (second,) = await self._lease(store, nouns, timer.kind, at(0))
            assert not await self._done(store, first)
            assert await self._done(store, second)
            assert not await self._done(store, second)

    async def test_a_timer_moved_while_leased_is_not_forgotten_by_whoever_leased_it(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            timer = self._timer(nouns, nouns.word("kind"), at(0))
            await self._set(store, timer)
            (leased,) = await self._lease(store, nouns, timer.kind, at(0))
            moved = with_(timer, due_at=at(3))
            await self._set(store, moved)
            assert not await self._done(store, leased)
            async with store.begin() as work:
                assert await work.timers.find(timer.kind, timer.subject) == moved

    async def test_a_step_may_set_the_timer_again_that_it_is_done_with(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            timer = self._timer(nouns, nouns.word("kind"), at(0))
            await self._set(store, timer)
            (leased,) = await self._lease(store, nouns, timer.kind, at(0))
            async with store.begin() as work:
                assert await work.timers.done(leased)
                await work.wait(with_(timer, due_at=at(2)))
            assert not await self._lease(store, nouns, timer.kind, at(1))
            assert len(await self._lease(store, nouns, timer.kind, at(2))) == 1

    async def test_a_lease_whose_unit_raised_was_never_given(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            timer = self._timer(nouns, nouns.word("kind"), at(0))
            await self._set(store, timer)
            with pytest.raises(ZeroDivisionError):
                async with store.begin() as work:
                    await work.timers.lease_due(at(0), [timer.kind], 5, nouns.ids.new())
                    raise ZeroDivisionError
            (leased,) = await self._lease(store, nouns, timer.kind, at(0))
            assert leased.attempt == 1

    async def test_two_workers_at_once_never_lease_the_same_timer(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            kind = nouns.word("kind")
            timers = [self._timer(nouns, kind, at(0)) for _ in range(8)]
            await self._set(store, *timers)
            shares = await all_well(*(self._lease(store, nouns, kind, at(0), most=5) for _ in range(3)))
            leased = [one.timer for share in shares for one in share]
            rest = await self._lease(store, nouns, kind, at(0), most=100)
            subjects = [one.subject for one in (*leased, *(each.timer for each in rest)) if one is not None]
            assert sorted(subjects) == sorted(timer.subject for timer in timers)

    async def test_the_next_due_moment_is_known(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            timer = self._timer(nouns, nouns.word("kind"), LONG_AGO)
            await self._set(store, timer)
            async with store.begin() as work:
                assert await work.timers.next_due() == LONG_AGO
            await self._set(store, NoTimer(kind=timer.kind, subject=timer.subject))
            async with store.begin() as work:
                assert await work.timers.next_due() != LONG_AGO

    def _timer(self, nouns: Nouns, kind: str, due_at: datetime) -> Timer:
        return Timer(kind=kind, subject=nouns.ids.new(), due_at=due_at)

    async def _set(self, store: Store, *timers: Timer | NoTimer) -> None:
        async with store.begin() as work:
            await work.wait(*timers)

    async def _lease(self, store: Store, nouns: Nouns, kind: str, now: datetime, most: int = 10) -> Sequence[Leased]:
        async with store.begin() as work:
            return await work.timers.lease_due(now, [kind], most, nouns.ids.new())

    async def _done(self, store: Store, leased: Leased) -> bool:
        async with store.begin() as work:
            return await work.timers.done(leased)


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


class InboxContract(OpensStore):
    """Messages from outside."""

    async def test_a_message_is_taken_once(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            source, message = nouns.word("gateway"), nouns.word("message")
            async with store.begin() as work:
                assert await work.inbox.take(source, message)
                assert not await work.inbox.take(source, message)
            async with store.begin() as work:
                assert not await work.inbox.take(source, message)
                assert await work.inbox.take(nouns.word("courier"), message)

    async def test_a_message_whose_unit_raised_was_not_taken(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            source, message = nouns.word("gateway"), nouns.word("message")
            with pytest.raises(ZeroDivisionError):
                async with store.begin() as work:
                    await work.inbox.take(source, message)
                    raise ZeroDivisionError
            async with store.begin() as work:
                assert await work.inbox.take(source, message)

    async def test_a_message_that_comes_twice_at_once_is_taken_once(self) -> None:
        nouns = self.nouns()
        meeting = Meeting(3)
        async with self.open_store() as store:
            source, message = nouns.word("gateway"), nouns.word("message")

            async def take() -> bool:
                async with store.begin() as work:
                    await meeting.arrive()
                    return await work.inbox.take(source, message)

            assert sorted(await all_well(take(), take(), take())) == [False, False, True]
