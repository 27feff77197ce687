"""The house as the story's reporter sees it through the office's eyes: bookings by their names, and time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cleanbee.adapters.http.names import BOOKING, CLEANER, HOME, decode, encode
from cleanbee.entrypoints.city.files import City
from cleanbee.entrypoints.city.named import named
from cleanbee.entrypoints.city.people import cleaner_id, home_id, instant
from cleanbee.entrypoints.city.rows import CleanRow
from cleanbee.entrypoints.story.api import Answer, Api, StoryFails

NEWEST = 20
OVER = frozenset({"settled", "cancelled", "expired"})


@dataclass
class World:
    """Bookings under the names that files and steps give them, each as last seen."""

    api: Api
    city: City
    ops: str
    ids: dict[str, str] = field(default_factory=dict[str, str])
    seen: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    customers: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        for row in self.city.week:
            self.ids[row.key] = self._id_of(row)
            self.customers[row.key] = row.customer
        self.cleaners = {encode(CLEANER, cleaner_id(key)): key for key in self.city.cleaners}

    def _id_of(self, row: CleanRow) -> str:
        placed = instant(row.placed_local, self.city.zone_of(row.home))
        return encode(BOOKING, named(placed, "booking", row.key))

    def id(self, name: str) -> str:
        """A booking's id.

        :raises StoryFails: it was never booked, so nothing can happen to it.
        """
        if name not in self.ids:
            raise StoryFails(f"{name} was never booked in this house, and the day goes on with it")
        return self.ids[name]

    async def untouched(self, customers: Iterable[str]) -> None:
        """See that these people have booked nothing that is not in the city's files.

        :raises StoryFails: somebody has.
        """
        ours = {self._id_of(row) for row in (*self.city.week, *self.city.past)}
        for who in customers:
            told = await self.api.must(await self.api.get(who, f"/v1/bookings?limit={NEWEST}"), who)
            if any(one["id"] not in ours for one in told["data"]):
                name = self.city.customers[who].name
                raise StoryFails(f"{name} has booked already in this house: `cleanbee up --fresh` begins its day anew")

    def home(self, key: str) -> str:
        """A home's id."""
        return encode(HOME, home_id(key))

    def add(self, name: str, customer: str, booking: dict[str, Any]) -> None:
        """A booking that the story made."""
        assert decode(BOOKING, booking["id"]) is not None
        self.ids[name] = booking["id"]
        self.customers[name] = customer

    def cleaner(self, name: str) -> str:
        """The key of whoever comes, came or is asked; empty when nobody is."""
        booking = self.seen.get(name)
        if booking is None:
            return ""
        team: list[dict[str, str]] = booking["phase"].get("team", [])
        card: dict[str, str] = booking.get("cleaner", {})
        return self.cleaners.get(team[0]["cleaner_id"] if team else card.get("id", ""), "")

    def asked(self, name: str) -> tuple[str, ...]:
        """The keys of all who are asked just now."""
        told: list[str] = self.seen[name].get("asked_cleaner_ids", [])
        return tuple(self.cleaners[one] for one in told if one in self.cleaners)

    def phase(self, name: str) -> str:
        """The phase as last seen."""
        return self.seen[name]["phase"]["name"]

    def start(self, name: str) -> datetime:
        """When it is to begin."""
        return datetime.fromisoformat(self.seen[name]["window"]["start_at"])

    def open(self) -> list[str]:
        """The names of those that are not over."""
        return [name for name in self.ids if name not in self.seen or self.phase(name) not in OVER]

    async def look(self, name: str) -> bool:
        """See a booking as it stands; whether it has changed since it was last seen.

        :raises StoryFails: it is not there: another city, or none, is loaded.
        """
        told = await self.api.get(self.ops, f"/v1/bookings/{self.id(name)}")
        if not told.yes:
            raise StoryFails(f"{name} is not in this house ({told.why}): `cleanbee up --fresh` loads the city")
        before = self.seen.get(name)
        self.seen[name] = told.body
        return before is None or _moved(before, told.body)

    async def turn(self, who: str, name: str, verb: str, body: dict[str, Any] | None = None, match: str = "") -> Answer:
        """One verb on one booking."""
        return await self.api.post(who, f"/v1/bookings/{self.id(name)}/{verb}", body, match)

    async def go_to(self, at: datetime) -> bool:
        """Move the clock; whether something was done on the way."""
        body = {"to": at.isoformat().replace("+00:00", "Z")}
        told = await self.api.post(self.ops, "/v1/test_helpers/clock/advance", body)
        moved = await self.api.must(told, "the clock")
        if not moved["ready"]:
            raise StoryFails(f"something that fell due by {moved['now_at']} could not be done")
        return bool(moved.get("done"))


def _moved(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return (before["version"], before.get("payment_phase")) != (after["version"], after.get("payment_phase"))
