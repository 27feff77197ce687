"""A small city behind its own API: two customers, three cleaners, an office; everything in memory, asked over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from cleanbee.adapters.http.app import create_app
from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.limits import MemoryLimiter
from cleanbee.adapters.reference.starts import StoredStarts
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.kernel import CleanerId, CustomerId, HomeId, OpsId, Place
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer, AsOps, OpsRole
from cleanbee.domain.people.person import AccessNotes, Active, Cleaner, Customer, Document, Home, OpsAccount, Rooms
from cleanbee.domain.platform.policy import standard
from cleanbee.domain.pricing.book import Extra, PriceBook
from cleanbee.entrypoints.gazetteer import gazetteer
from cleanbee.entrypoints.in_memory import CITY_BEGINS, memory_ports
from cleanbee.entrypoints.ports import Ports
from cleanbee.entrypoints.seed_folder import seed_folder
from cleanbee.entrypoints.settings import Settings
from cleanbee.entrypoints.wiring import build
from cleanbee.ports.inbound.app import App
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.clock import TestClock as MovableClock
from cleanbee.ports.outbound.store import Store

ADDRESS = "Lindenweg 12, Honigfeld"
ZONE = "Europe/Berlin"
PHONES = {
    "mia": "+15550100001",
    "ben": "+15550100002",
    "joyce": "+15550100201",
    "nadia": "+15550100202",
    "omar": "+15550100203",
}
MAILS = {"sven": "sven@cleanbee.example", "henning": "henning@cleanbee.example", "olga": "olga@cleanbee.example"}
ROLES: Mapping[str, OpsRole] = {"sven": "support", "henning": "finance", "olga": "admin"}
PASSWORD = "a phrase for the sandbox"
EVERY_DAY = tuple(WeeklyRule(weekday=day, start_min=7 * 60, end_min=20 * 60) for day in range(7))
SINCE = datetime(2025, 1, 1, tzinfo=UTC)

BOOK = PriceBook(
    version="small.1",
    currency="EUR",
    rate_per_quarter=600,
    pay_per_quarter=420,
    base_min=60,
    bedroom_min=30,
    bathroom_min=30,
    kinds={"standard": 1000, "deep": 1800, "move_out": 2200},
    extras={"oven": Extra(minutes=30, material=300)},
    short_notice_min=1440,
    short_notice_bp=1000,
    tax_bp=2000,
    shortest_min=120,
    longest_min=480,
)


@dataclass(frozen=True)
class Kept:
    """A store other than the one in memory, with its own time."""

    store: Store
    clock: Clock
    test_clock: MovableClock


def id_of(name: str) -> UUID:
    """A person's id, the same in every test."""
    return UUID(
        int=0x0190_0000_0000_7000_8000_0000_0000_0000
        + sorted([*PHONES, *MAILS, "lindenweg", "imkergasse"]).index(name)
        + 1
    )


@dataclass
class City:
    """The city, its API, and whoever has signed in so far."""

    ports: Ports
    app: App
    http: httpx.AsyncClient
    clock: MovableClock
    tokens: dict[str, str] = field(default_factory=dict)
    asked: int = 0

    async def headers(self, who: str | None, **more: str) -> dict[str, str]:
        """What this person's requests carry."""
        return {**more} if who is None else {"authorization": f"Bearer {await self.token(who)}", **more}

    async def token(self, who: str) -> str:
        """Their access token; they sign in the first time."""
        if who not in self.tokens:
            if who in MAILS:
                told = await self.post(None, "/v1/sign_ins/password", {"email": MAILS[who], "password": PASSWORD})
            else:
                sent = await self.post(None, "/v1/sign_ins", {"phone": PHONES[who]})
                told = await self.post(None, f"/v1/sign_ins/{sent.json()['id']}/verify", {"code": "000000"})
            assert told.status_code == 200, told.text
            self.tokens[who] = told.json()["access_token"]
        return self.tokens[who]

    async def get(self, who: str | None, path: str, **headers: str) -> httpx.Response:
        """Read something."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.get(path, headers=await self.headers(who, **said))

    async def post(self, who: str | None, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Do something, under a fresh key unless one is given."""
        self.asked += 1
        keyed = {
            "idempotency-key": f"key-number-{self.asked:010d}",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        return await self.http.post(path, json={} if body is None else body, headers=await self.headers(who, **keyed))

    async def quote(self, who: str | None = "mia") -> dict[str, Any]:
        """The price of Mia's usual clean."""
        told = await self.post(
            who,
            "/v1/quotes",
            {"place": {"address": ADDRESS}, "rooms": {"bedrooms": 2, "bathrooms": 1}, "extras": ["oven"]},
        )
        assert told.status_code == 201, told.text
        return told.json()

    async def choices(
        self, quote: dict[str, Any], day: str = "2026-03-04", who: str | None = "mia"
    ) -> list[dict[str, Any]]:
        """Everything that can be had on a day."""
        told = await self.get(who, f"/v1/availability?quote_id={quote['id']}&from={day}&days=1&per_slot=5")
        assert told.status_code == 200, told.text
        return [choice for one in told.json()["days"][0]["slots"] for choice in one["choices"]]

    async def slot(self, start: str = "2026-03-04T09:30", cleaner: str = "joyce", who: str | None = "mia") -> str:
        """The token for a start with a cleaner."""
        choices = await self.choices(await self.quote(who), start[:10], who)
        names = {"joyce": "Joyce", "nadia": "Nadia", "omar": "Omar"}
        return next(
            one["slot"]
            for one in choices
            if one["window"]["local_start"] == start and one["cleaner"]["name"] == names[cleaner]
        )

    async def order(self, slot: str, card: str = "card_ok") -> dict[str, Any]:
        """What Mia sends to book."""
        return {"slot": slot, "home_id": self.home_id, "card_id": card, "wish": "prefer"}

    async def book(
        self, start: str = "2026-03-04T09:30", cleaner: str = "joyce", card: str = "card_ok"
    ) -> dict[str, Any]:
        """A booking of Mia's."""
        told = await self.post("mia", "/v1/bookings", await self.order(await self.slot(start, cleaner), card))
        assert told.status_code == 201, told.text
        return told.json()

    @property
    def home_id(self) -> str:
        """Mia's home."""
        from cleanbee.adapters.http.names import encode

        return encode("home", id_of("lindenweg"))

    def actor(self, who: str) -> Actor:
        """Who somebody is, inside."""
        if who in ROLES:
            return AsOps(id=OpsId(id_of(who)), role=ROLES[who])
        return AsCustomer(id=CustomerId(id_of(who))) if who in {"mia", "ben"} else AsCleaner(id=CleanerId(id_of(who)))

    async def drain(self) -> None:
        """Everything that follows is done, until nothing is left."""
        while sum([await drain() for drain in self.app.drains.values()]):
            pass

    async def go_to(self, at: datetime) -> None:
        """Move time, doing what falls due."""
        told = await self.post("olga", "/v1/test_helpers/clock/advance", {"to": at.isoformat()})
        assert told.status_code == 200, told.text
        await self.drain()


@asynccontextmanager
async def small_city(
    settings: Settings | None = None, kept: Kept | None = None, gateway: type[MemoryGateway] = MemoryGateway
) -> AsyncIterator[City]:
    """The city on a Monday morning; everything true is kept in memory, or where the test says."""
    ports = memory_ports(geocoder=await gazetteer(seed_folder()), at=CITY_BEGINS)
    ports = replace(ports, machine=replace(ports.machine, clock=ManualClock(CITY_BEGINS)))  # tokens live in real time
    ports = replace(ports, limiter=MemoryLimiter(stopwatch=lambda: 0.0))  # nobody is forgiven by a slow machine
    if kept is not None:
        starts = StoredStarts(kept.store, ports.travel.minutes)
        ports = replace(ports, store=kept.store, starts=starts, clock=kept.clock, test_clock=kept.test_clock)
    bank = gateway(ports.clock)
    ports = replace(ports, gateway=bank, vault=bank)
    app = build(ports, settings or Settings(limits=False))
    await _settle(ports)
    transport = httpx.ASGITransport(app=create_app(app), raise_app_exceptions=True)  # pyright: ignore[reportArgumentType] -- an ASGI app
    assert ports.test_clock is not None, "a city's time can be moved"
    async with httpx.AsyncClient(transport=transport, base_url="http://cleanbee.test") as http:
        yield City(ports=ports, app=app, http=http, clock=ports.test_clock)


async def _settle(ports: Ports) -> None:
    """The people and rules of the city."""
    hashed = await ports.hasher.hash(PASSWORD)
    places = {name: (await ports.geocoder.locate(at))[0] for name, at in HOMES.items()}
    async with ports.store.begin() as work:
        await work.books.add(BOOK)
        await work.books.add(standard())
        for name in ("mia", "ben"):
            who = Customer(id=CustomerId(id_of(name)), name=name.capitalize(), phone=PHONES[name], since=SINCE)
            await work.customers.add(who)
        for home, owner in (("lindenweg", "mia"), ("imkergasse", "ben")):
            at = places[home]
            await work.homes.add(
                Home(
                    id=HomeId(id_of(home)),
                    owner=CustomerId(id_of(owner)),
                    address=at.address,
                    place=at.place,
                    zone=at.zone,
                    rooms=Rooms(bedrooms=2, bathrooms=1),
                    notes=AccessNotes(text="Key in the safe", pin="7483"),
                )
            )
        for name in ("joyce", "nadia", "omar"):
            await work.cleaners.add(_cleaner(name, places["lindenweg"].place))
            await work.hours.add(Hours(id=CleanerId(id_of(name)), zone=ZONE, weekly=EVERY_DAY))
        for name, role in ROLES.items():
            account = OpsAccount(
                id=OpsId(id_of(name)), name=name.capitalize(), email=MAILS[name], role=role, password_hash=hashed
            )
            await work.ops.add(account)


HOMES = {"lindenweg": ADDRESS, "imkergasse": "Imkergasse 7, Honigfeld"}


def _cleaner(name: str, base: Place) -> Cleaner:
    return Cleaner(
        id=CleanerId(id_of(name)),
        name=name.capitalize(),
        phone=PHONES[name],
        base=base,
        zone=ZONE,
        area_m=20_000,
        phase=Active(),
        skills=("standard", "deep", "move_out"),
        languages=("en", "de"),
        instant=name == "joyce",
        documents=tuple(
            Document(kind=kind, valid_until=(SINCE + timedelta(days=1500)).date()) for kind in ("identity", "insurance")
        ),
    )
