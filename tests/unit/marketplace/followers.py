"""Clients that keep what they saw and catch up now and then: in the end each knows what a fresh look would show."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.unit.marketplace.market import Market

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.kernel import BookingId, Granted
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.audience import concerns
from cleanbee.domain.people.policy import may
from cleanbee.ports.inbound.platform.place_feed import PlaceFeed
from cleanbee.ports.inbound.platform.read_changes import Changes, ChangesAsked, ReadChanges


@dataclass
class Follower:
    """One client: who, how far it has read, and the bookings it knows with their versions."""

    market: Market
    actor: Actor
    place: int = 0
    known: dict[BookingId, int] = field(default_factory=dict[BookingId, int])

    async def begin(self) -> None:
        """Take a place, then look around."""
        self.place = (await self._changes(None, 1)).place
        self.known = await self.fresh_look()

    async def catch_up(self, most: int) -> bool:
        """One part of what changed; whether there is more."""
        told = await self._changes(self.place, most)
        if told.reset:
            await self.begin()
            return False
        assert len(told.entries) <= most
        assert all(concerns(one.kept.event, self.actor) for one in told.entries), "nothing that is not mine"
        for id, version in told.bookings.items():
            self.known.pop(id, None)
            if version is not None:
                self.known[id] = version
        assert told.place > self.place or not told.more, "asking again gets somewhere"
        self.place = told.place
        return told.more

    async def fresh_look(self) -> dict[BookingId, int]:
        """What this actor may read now."""
        found = await self.market.all_bookings()
        return {
            one.id: one.version for one in found if isinstance(may(self.actor, "booking.read", facts_of(one)), Granted)
        }

    async def _changes(self, after: int | None, most: int) -> Changes:
        told = await ReadChanges(self.market.house.store)(ChangesAsked(actor=self.actor, after=after, most=most))
        assert isinstance(told, Changes)
        return told


async def all_know_what_is(market: Market, followers: Sequence[Follower]) -> None:
    """Everything gets its place, everybody reads to the end."""
    while await PlaceFeed(market.house.store)():
        pass
    for one in followers:
        while await one.catch_up(3):
            pass
        assert one.known == await one.fresh_look(), one.actor


class Followed(Market):
    """A market in which everybody follows what is theirs from the first moment on, and knows it after every act."""

    followers: tuple[Follower, ...] = ()

    async def open(self) -> None:
        """Everybody moves in, and takes a place."""
        await super().open()
        people = [self.customer(number) for number in range(len(self.customers))]
        cleaners = [self.cleaner(number) for number in range(len(self.cleaners))]
        self.followers = tuple(Follower(self, one) for one in (*people, *cleaners))
        for one in self.followers:
            await one.begin()

    async def ask(self, walk: Awaitable[Any]) -> Any:
        """Ask something, and everybody looks what is new."""
        answer = await super().ask(walk)
        await all_know_what_is(self, self.followers)
        return answer

    async def observe(self) -> None:
        """Time has passed, and everybody looks what is new."""
        await super().observe()
        await all_know_what_is(self, self.followers)
