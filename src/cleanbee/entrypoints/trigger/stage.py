"""What every story of money does: a clean is booked, time passes, somebody pays or cleans; each change is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cleanbee.adapters.memory.bank import WORDS
from cleanbee.domain.kernel import Money
from cleanbee.domain.payment.journals.words import in_words
from cleanbee.domain.platform.speech import say_moment, say_money
from cleanbee.entrypoints.story.api import Api, StoryFails

OFFICE, FINANCE = "olga", "henning"
TOWN, ZONE = "honigfeld", "Europe/Berlin"
FIRST_LAST4, USUAL = 4240, "card_ok"
PATIENCE_S, EVERY_S = 20.0, 0.25
Sign = Callable[[dict[str, Any]], Awaitable[tuple[bytes, dict[str, str]]]]


class NotAsPromised(Exception):
    """The story did not end as it should: what was promised, and what came."""


@dataclass
class Stage:
    """One guest with one clean, and everything that is told of it; ``cleaners``: their keys by their ids."""

    api: Api
    line: Callable[[str], None]
    cleaners: dict[str, str]
    sign: Sign | None = None
    wait: Callable[[], Awaitable[None]] = field(default=lambda: asyncio.sleep(EVERY_S))
    guest: str = ""
    booking: dict[str, Any] = field(default_factory=dict[str, Any])
    money: dict[str, Any] = field(default_factory=dict[str, Any])
    _now: datetime | None = None
    _told: int = 0

    @property
    def start(self) -> datetime:
        """When the clean begins."""
        return datetime.fromisoformat(self.booking["window"]["start_at"])

    @property
    def end(self) -> datetime:
        """When it is to be over."""
        return datetime.fromisoformat(self.booking["window"]["end_at"])

    @property
    def path(self) -> str:
        """Where the booking is."""
        return f"/v1/bookings/{self.booking['id']}"

    @property
    def kinds(self) -> list[str]:
        """The kinds of its journals so far, oldest first."""
        return [one["kind"] for one in self.money.get("journals", [])]

    def say(self, text: str, at: datetime | None = None) -> None:
        """One line, with the time at the home: now, or when it came about."""
        moment = at or self._now
        assert moment is not None, "the clock was read"
        self.line(f"  {say_moment(moment, ZONE, 'en')}  {text}")

    async def open(self) -> None:
        """Read the clock; what this story asks for is never taken for what another asked."""
        self._now, _ = await self.api.now(OFFICE)
        self.api.keys = f"trigger-{int(self._now.timestamp())}"

    async def must(self, who: str, path: str, body: dict[str, Any] | None = None, match: str = "") -> dict[str, Any]:
        """Do something that this story cannot go on without.

        :raises StoryFails: the answer was no.
        """
        return await self.api.must(await self.api.post(who, path, body, match), path)

    async def read(self, who: str, path: str) -> dict[str, Any]:
        """Read something that must be there.

        :raises StoryFails: it is not.
        """
        return await self.api.must(await self.api.get(who, path), path)

    async def card(self, word: str) -> str:
        """The guest saves a card of the sandbox."""
        return str((await self.must(self.guest, "/v1/cards", {"setup": word}))["id"])

    async def _comes(self, word: str) -> None:
        """A customer in town with whom no such card has a story yet.

        :raises StoryFails: everybody has one.
        """
        last4 = f"{FIRST_LAST4 + WORDS.index(word):04d}"
        for who, row in self.api.city.customers.items():
            if not row.home or row.home[0].area != TOWN:
                continue
            cards = (await self.read(who, "/v1/cards?limit=100"))["data"]
            if word == USUAL or all(one["last4"] != last4 for one in cards):
                self.guest = who
                return
        raise StoryFails(f"everybody in {TOWN} has had a {word}: `cleanbee up --fresh` loads the city anew")

    async def book(self, word: str, days: int = 9) -> None:
        """The guest books somebody who comes without being asked, so many days ahead, on this card."""
        assert self._now is not None
        await self._comes(word)
        home = (await self.read(self.guest, "/v1/homes"))["data"][0]
        quote = await self.must(self.guest, "/v1/quotes", {"place": {"home_id": home["id"]}})
        day = (self._now + timedelta(days=days)).date()
        found = await self.read(self.guest, f"/v1/availability?quote_id={quote['id']}&from={day}&days=7&per_slot=5")
        choices = [one for each in found["days"] for slot in each["slots"] for one in slot["choices"]]
        chosen = next((one for one in choices if any(why["code"] == "instant" for why in one["reasons"])), None)
        if chosen is None:
            raise StoryFails(f"nobody can be booked at once in the week from {day}")
        wanted = {"slot": chosen["slot"], "home_id": home["id"], "card_id": await self.card(word), "wish": "only"}
        self.booking = await self.must(self.guest, "/v1/bookings", wanted)
        total = say_money(Money(**self.booking["price"]), "en")
        name = self.api.city.customers[self.guest].name
        self.say(f"{name} books a clean for {say_moment(self.start, ZONE, 'en')}, {total}, on {word}.")
        await self.look()

    async def to(self, at: datetime) -> None:
        """Let time pass, do what falls due, and tell what changed."""
        body = {"to": at.isoformat().replace("+00:00", "Z")}
        moved = await self.must(OFFICE, "/v1/test_helpers/clock/advance", body)
        if not moved["ready"]:
            raise StoryFails(f"something that fell due by {moved['now_at']} could not be done")
        self._now = datetime.fromisoformat(moved["now_at"])
        if self.booking:
            await self.look()

    async def before(self, hours: float) -> None:
        """To so many hours before the clean."""
        await self.to(self.start - timedelta(hours=hours))

    async def look(self) -> None:
        """See the clean and its money as the office does, and tell what is new."""
        was = (self.booking["phase"]["name"], self.money.get("phase"))
        self.booking = await self.read(OFFICE, self.path)
        self.money = await self.read(FINANCE, f"{self.path}/payment")
        for journal in self.money["journals"][self._told :]:
            lines = [f"{one['account']} {one['amount']['amount'] / 100:+.2f}" for one in journal["postings"]]
            at = datetime.fromisoformat(journal["at"])
            self.say(f"Books: {in_words(journal['kind'])} ({', '.join(lines)}).", at)
        self._told = len(self.money["journals"])
        now = (self.booking["phase"]["name"], self.money["phase"])
        if now != was:
            self.say(f"The clean is {now[0].replace('_', ' ')}, its money {now[1].replace('_', ' ')}.")

    async def pay(self, word: str) -> None:
        """The guest follows the link, with this card."""
        self.say(f"The guest follows the link with {word}.")
        answer = await self.api.post(self.guest, f"{self.path}/pay", {"card_id": await self.card(word)})
        if not answer.yes:
            self.say(f"The answer is no: {answer.why}.")
        await self.look()

    async def agree(self) -> None:
        """The guest says yes on the bank's own page."""
        await self.must(self.guest, f"/v1/test_helpers{self.path.removeprefix('/v1')}/confirm_card")
        self.say("The bank wanted the guest, who agrees.")
        await self.look()

    @property
    def cleaner(self) -> str:
        """The key of whoever comes."""
        return self.cleaners[self.booking["phase"]["team"][0]["cleaner_id"]]

    async def visit(self) -> None:
        """The cleaner comes, cleans, and checks out as booked."""
        who = self.cleaner
        await self.before(0.5)
        await self.must(who, f"{self.path}/set_off")
        await self.before(0)
        around = (await self.read(who, self.path))["home"]["around"]
        await self.must(who, f"{self.path}/check_in", around)
        await self.must(who, f"{self.path}/start")
        await self.to(self.end)
        await self.must(who, f"{self.path}/finish")
        self.say("The home is clean.")
        await self.look()

    async def until(self, true: Callable[[], Awaitable[bool]], what: str) -> None:
        """Wait for what the bank tells by itself.

        :raises NotAsPromised: it does not come.
        """
        for _ in range(int(PATIENCE_S / EVERY_S)):
            if await true():
                return
            await self.wait()
            assert self._now is not None
            await self.to(self._now + timedelta(seconds=30))
        raise NotAsPromised(f"{what}: that did not come")

    def promise(self, true: bool, what: str) -> None:
        """What this story promises.

        :raises NotAsPromised: it is not so.
        """
        if not true:
            raise NotAsPromised(what)

    async def ends(self, clean: str, paid: str) -> dict[str, Any]:
        """The end of the story: phases, and books that add up.

        :raises NotAsPromised: another end.
        """
        await self.look()
        books = await self.read(FINANCE, "/v1/ledger/balances")
        facts = {
            "booking": self.booking["id"],
            "clean": self.booking["phase"]["name"],
            "payment": self.money["phase"],
            "journals": self.kinds,
            "ledger_difference": books["difference"],
        }
        self.line(f"  The clean is {facts['clean']}, its money {facts['payment']}.")
        self.line(f"  ledger difference {books['difference']}")
        ended = (facts["clean"], facts["payment"], facts["ledger_difference"])
        if ended != (clean, paid, 0):
            raise NotAsPromised(f"promised were {clean}, {paid} and 0; it ended with {', '.join(map(str, ended))}")
        return facts
