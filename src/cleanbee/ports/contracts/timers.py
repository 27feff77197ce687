"""What timers promise: each due moment is acted on once, by whoever holds its lease."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from cleanbee.domain.kernel import NoTimer, Timer, with_
from cleanbee.ports.contracts.nouns import MORNING, Nouns, at
from cleanbee.ports.contracts.racing import all_well
from cleanbee.ports.contracts.stores import OpensStore
from cleanbee.ports.outbound.platform import Leased
from cleanbee.ports.outbound.store import Store

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
