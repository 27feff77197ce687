"""Confirm now, bind late, over memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import dataclass, replace
from typing import Any

from tests.unit.ports.booking.late_walks import FAR, MONDAY, LateWalks, quarter
from tests.unit.ports.booking.race_walks import newcomer
from tests.unit.ports.booking.walks import Build

from cleanbee.domain.kernel import with_
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.matching.bind_late import BindLate, Found
from cleanbee.ports.inbound.people.turn_preference import Named, PreferenceAsked, TurnPreference


@dataclass(frozen=True)
class Interrupted(BindLate):
    """Something happens elsewhere between the look for a chain and the unit that keeps it."""

    meanwhile: Callable[[], Awaitable[object]]

    async def seek(self, work: Any, arriving: Any, among: Any = None, besides: Any = None) -> Found:
        """The chain as it was, by the time somebody reads of it."""
        found = await super().seek(work, arriving, among, besides)
        if among is None:
            await asyncio.get_running_loop().create_task(self._elsewhere(), context=Context())
        return found

    async def _elsewhere(self) -> None:
        assert isinstance(await self.meanwhile(), Named)


class TestLateBindingOverMemory(LateWalks):
    """In memory."""

    async def test_whom_the_customer_blocks_meanwhile_is_not_bound(self, build: Build) -> None:
        place = await quarter(await build(MONDAY), {})
        first = await place.book(0)
        ask = await newcomer(place.town, FAR)
        second = place.people[1].id

        async def block() -> object:
            return await TurnPreference(place.town.store)(
                PreferenceAsked(actor=ask.actor, cleaner=second, verb="block")
            )

        town = place.town
        late = Interrupted(town.ids, town.travel, town.late.reshuffle, block)
        view = await replace(town.place, late=late)(with_(ask, wish="anyone"))
        assert isinstance(view, BookingView), view
        assert await place.who_comes(view) == place.people[0].id, "whose visit the blocked one takes on instead"
        assert await place.who_comes(first) == second
