"""Who is there in a run: cleaners with every day free, customers with a phone, a home and a card that is good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import httpx

from cleanbee.adapters.http.names import HOME, encode
from cleanbee.adapters.system.chance import SystemDice
from cleanbee.adapters.system.clock import SystemPause, present
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.kernel import (
    CardId,
    CleanerId,
    CustomerId,
    HomeId,
    Money,
    Place,
    QuoteId,
    evolve,
    window_of,
)
from cleanbee.domain.payment.payment import Card
from cleanbee.domain.people.person import Active, Cleaner, Customer, Home, Rooms
from cleanbee.domain.platform.policy import standard
from cleanbee.domain.platform.wallclock import LocalStart, local_of, resolve
from cleanbee.domain.pricing.book import PriceBook
from cleanbee.domain.pricing.quote import Asked, Line, Open, Price, Quote
from cleanbee.entrypoints.torture.stage import Stage
from cleanbee.ports.inbound.platform.repeat import repeat

ZONE = "Europe/Berlin"
MINUTES = 120
EVERY_DAY = tuple(WeeklyRule(weekday=day, start_min=5 * 60, end_min=23 * 60) for day in range(7))
MIDDLE = Place(lat_e6=51_842_000, lon_e6=10_786_000)
CODE = "000000"
BOOK = PriceBook(
    version="torture.1",
    currency="EUR",
    rate_per_quarter=600,
    pay_per_quarter=420,
    base_min=60,
    bedroom_min=30,
    bathroom_min=30,
    kinds={"standard": 1000},
    extras={},
    short_notice_min=1440,
    short_notice_bp=0,
    tax_bp=2000,
    shortest_min=MINUTES,
    longest_min=480,
)


@dataclass
class Caller:
    """A customer as a client: signed in, with the quote that is to be spent next."""

    number: int
    customer: Customer
    home: Home
    quote: Quote
    token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """What every request of this caller carries."""
        return {"authorization": f"Bearer {self.token}"}

    @property
    def home_ref(self) -> str:
        """The home's id on the wire."""
        return encode(HOME, self.home.id)


async def settle(
    stage: Stage, cleaners: int, callers: int, places: Sequence[Place] = (), towns: int = 1
) -> tuple[list[Cleaner], list[Caller]]:
    """People the town; everybody lives in the middle, so that only time is scarce, unless each has a place.

    Several towns take turns.
    """
    async with stage.store.begin() as work:
        await work.books.add(standard())
        await work.books.add(BOOK)
        hired = [_cleaner(stage, n, _middle(n % towns)) for n in range(cleaners)]
        for one in hired:
            await work.cleaners.add(one)
            await work.hours.add(Hours(id=one.id, zone=ZONE, weekly=EVERY_DAY))
        came = [_caller(stage, n, places[n] if places else _middle(n % towns)) for n in range(callers)]
        for one in came:
            await work.customers.add(one.customer)
            await work.homes.add(one.home)
            await work.cards.add(_card(stage, one.customer))
            await work.quotes.add(one.quote)
    return hired, came


async def veto(stage: Stage, cleaner: Cleaner, callers: list[Caller]) -> None:
    """This cleaner goes to none of these callers."""
    blocked = tuple(one.customer.id for one in callers)
    async with stage.store.begin() as work:
        await work.cleaners.replace(cleaner, evolve(cleaner, blocked_customers=blocked))


async def sign_in(http: httpx.AsyncClient, caller: Caller) -> None:
    """Sign a caller in by the sandbox's shared code."""
    asked = await http.post("/v1/sign_ins", json={"phone": caller.customer.phone})
    asked.raise_for_status()
    typed = await http.post(f"/v1/sign_ins/{asked.json()['id']}/verify", json={"code": CODE})
    typed.raise_for_status()
    caller.token = typed.json()["access_token"]


async def new_quote(stage: Stage, caller: Caller) -> None:
    """A fresh price for the caller's home; the one before was spent."""
    caller.quote = quote(stage, caller.customer, caller.home)

    async def keep() -> None:
        async with stage.store.begin() as work:
            await work.quotes.add(caller.quote)

    async with stage.in_line:
        await repeat(keep, SystemPause(), SystemDice())


def starts(days: range, minutes: tuple[int, ...]) -> list[LocalStart]:
    """Starts by the town's wall clock: these minutes of the day, so many days ahead."""
    today = local_of(present(), ZONE).day
    return [LocalStart(day=today + timedelta(days=day), minute=minute, zone=ZONE) for day in days for minute in minutes]


def slot(cleaner: Cleaner, local: LocalStart, of: Quote) -> Slot:
    """The slot that a search would have shown, good for an hour."""
    return Slot(
        quote=of.id,
        cleaner=cleaner.id,
        window=window_of(resolve(local).at, MINUTES),
        local=local,
        price=of.price.total,
        policy=of.policy,
        until=present() + timedelta(hours=1),
    )


def quote(stage: Stage, customer: Customer, home: Home) -> Quote:
    """A plain price, good for an hour."""

    def euros(cents: int) -> Money:
        return Money(amount=cents)

    lines = (Line(code="base", amount=euros(4800)), Line(code="tax", amount=euros(960)))
    price = Price(lines=lines, total=euros(5760), tax=euros(960), cleaner=euros(3360), platform=euros(1440))
    return Quote(
        id=QuoteId(stage.ids.new()),
        customer=customer.id,
        asked=Asked(place=home.place, address=home.address, zone=ZONE, rooms=home.rooms),
        minutes=MINUTES,
        price=price,
        short_notice_price=price,
        book=BOOK.version,
        policy=standard().version,
        phase=Open(until=present() + timedelta(hours=1)),
    )


def shuffled(random: Random, many: list[LocalStart]) -> list[LocalStart]:
    """The same starts in an order that the seed decides."""
    return random.sample(many, len(many))


def _middle(town: int) -> Place:
    """Towns lie a degree apart: nobody goes from one to the other."""
    return Place(lat_e6=MIDDLE.lat_e6 + town * 1_000_000, lon_e6=MIDDLE.lon_e6)


def _cleaner(stage: Stage, n: int, place: Place) -> Cleaner:
    return Cleaner(
        id=CleanerId(stage.ids.new()),
        name=f"Cleaner {n}",
        base=place,
        zone=ZONE,
        area_m=5_000,
        phase=Active(),
        skills=("standard",),
        instant=True,
    )


def _caller(stage: Stage, n: int, place: Place) -> Caller:
    since = present()
    customer = Customer(id=CustomerId(stage.ids.new()), name=f"Caller {n}", phone=f"+1555020{n:04d}", since=since)
    home = Home(
        id=HomeId(stage.ids.new()),
        owner=customer.id,
        address=f"Lindenweg {n}, Honigfeld",
        place=place,
        zone=ZONE,
        rooms=Rooms(bedrooms=1, bathrooms=1),
    )
    return Caller(n, customer, home, quote(stage, customer, home))


def _card(stage: Stage, owner: Customer) -> Card:
    return Card(
        id=CardId(stage.ids.new()),
        owner=owner.id,
        token="card_ok",
        brand="visa",
        last4="4242",
        saved_at=owner.since,
        mandate="later-charges.1",
    )
