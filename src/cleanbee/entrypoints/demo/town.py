"""The town as its players know it: who is who, what time it is, which dice fall, and how much may be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from cleanbee.adapters.http.names import CLEANER, CUSTOMER, encode
from cleanbee.domain.platform.wallclock import local_of
from cleanbee.entrypoints.city.files import City
from cleanbee.entrypoints.city.people import cleaner_id, customer_id
from cleanbee.entrypoints.story.api import Answer, Api
from cleanbee.entrypoints.story.script import Habit, script_of

OFFICE = "olga"
ZONE = "Europe/Berlin"
VISITORS = frozenset({"mia", "joyce", OFFICE})
"""Whoever looks on signs in as one of these: the players leave Mia to them, and give Joyce a head start."""
MOST_CALLS = 24
"""So many calls in one tick, whoever wants to do what: the house is shown, not stormed."""
AGAIN_AFTER = timedelta(minutes=10)
"""What was refused is not tried again before."""

Bar = dict[str, Any]


@dataclass
class Town:
    """What all players share. Chance comes out of ``seed`` and of what it is about, never out of the order of calls."""

    api: Api
    city: City
    line: Callable[[str], None]
    seed: int = 1
    now: datetime | None = None
    board: dict[str, Any] = field(default_factory=dict[str, Any])
    calls: int = 0
    _refused: dict[tuple[str, str], datetime] = field(default_factory=dict[tuple[str, str], datetime])
    _since: dict[tuple[str, str], datetime] = field(default_factory=dict[tuple[str, str], datetime])

    def __post_init__(self) -> None:
        self.cleaners = {encode(CLEANER, cleaner_id(key)): key for key in self.city.cleaners}
        self.customers = {encode(CUSTOMER, customer_id(key)): key for key in self.city.customers}
        self.habits: dict[str, Habit] = script_of(self.city).habits

    @property
    def at(self) -> datetime:
        """The present instant of the sandbox."""
        assert self.now is not None, "the clock has been read"
        return self.now

    @property
    def clock(self) -> str:
        """What the town's clock shows."""
        here = local_of(self.at, ZONE)
        return f"{here.day:%a %d %b} {here.minute // 60:02d}:{here.minute % 60:02d}"

    def dice(self, *about: object) -> Random:
        """The dice that fall about something, the same in every run of this seed."""
        return Random("/".join(str(one) for one in (self.seed, *about)))

    def say(self, text: str) -> None:
        """One line of what happened."""
        self.line(f"{self.clock}  {text}")

    def may_call(self) -> bool:
        """Whether anything more may be asked in this tick."""
        return self.calls < MOST_CALLS

    def waited(self, thing: str, what: str) -> timedelta:
        """How long ago this was first seen of a thing; nothing at the first look."""
        return self.at - self._since.setdefault((thing, what), self.at)

    def first(self, thing: str, what: str) -> bool:
        """Whether this is asked of a thing for the first time."""
        new = (thing, what) not in self._since
        self.waited(thing, what)
        return new

    def tried(self, thing: str, what: str) -> bool:
        """Whether this was refused a short while ago."""
        last = self._refused.get((thing, what))
        return last is not None and self.at - last < AGAIN_AFTER

    async def get(self, who: str, path: str) -> Answer:
        """Read as somebody."""
        self.calls += 1
        return await self.api.get(who, path)

    async def post(self, who: str, path: str, body: dict[str, Any] | None = None, match: str = "") -> Answer:
        """Do as somebody."""
        self.calls += 1
        return await self.api.post(who, path, body, match)

    async def turn(self, who: str, booking: str, verb: str, body: dict[str, Any] | None = None) -> Answer | None:
        """One verb on one booking; None where it was refused just now. A refusal is remembered for a while."""
        if self.tried(booking, verb) or not self.may_call():
            return None
        told = await self.post(who, f"/v1/bookings/{booking}/{verb}", body)
        if not told.yes:
            self._refused[booking, verb] = self.at
        return told

    def habit_of(self, cleaner: str) -> Habit:
        """How somebody works."""
        return self.habits[self.city.cleaners[cleaner].behaviour]


def instant(text: str) -> datetime:
    """An instant as the API writes it."""
    return datetime.fromisoformat(text)
