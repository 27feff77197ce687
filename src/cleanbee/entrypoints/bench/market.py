"""A market to book in: cleaners with free weeks, one customer with a home and a card for each, and their quotes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from cleanbee.adapters.system.clock import present
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
    window_of,
    with_,
)
from cleanbee.domain.payment.payment import Card
from cleanbee.domain.people.person import Active, Cleaner, Customer, Home, Rooms
from cleanbee.domain.platform.policy import Policy, standard
from cleanbee.domain.platform.wallclock import LocalStart, local_of, resolve
from cleanbee.domain.pricing.quote import Asked, Line, Open, Price, Quote
from cleanbee.entrypoints.torture.town import BOOK
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work

ZONE = "Europe/Berlin"
MINUTES = 180
STARTS = (7 * 60, 11 * 60)
FIRST_DAY, LAST_DAY = 6, 40
EVERY_DAY = tuple(WeeklyRule(weekday=day, start_min=6 * 60, end_min=22 * 60) for day in range(7))


@dataclass(frozen=True)
class Party:
    """One cleaner and the customer who books them."""

    cleaner: Cleaner
    customer: Customer
    home: Home
    card: Card


@dataclass(frozen=True)
class Order:
    """One booking that can be made: nobody else is after the same time."""

    party: Party
    quote: Quote
    slot: Slot


async def settle_policy(store: Store) -> Policy:
    """The standard policy, and a book for the quotes, kept once."""
    async with store.begin() as work:
        await work.books.add(standard())
        await work.books.add(with_(BOOK, version="bench.1"))
    return standard()


async def party(work: Work, ids: Ids, random: Random) -> Party:
    """A cleaner with every day free, and a customer next door."""
    place = Place(lat_e6=51_842_000 + random.randrange(-20_000, 20_000), lon_e6=10_786_000)
    since = present()
    cleaner = Cleaner(
        id=CleanerId(ids.new()),
        name="Joyce",
        base=place,
        zone=ZONE,
        area_m=5_000,
        phase=Active(),
        skills=("standard",),
        instant=True,
    )
    customer = Customer(id=CustomerId(ids.new()), name="Mia", since=since)
    home = Home(
        id=HomeId(ids.new()),
        owner=customer.id,
        address="Lindenweg 12, Honigfeld",
        place=place,
        zone=ZONE,
        rooms=Rooms(bedrooms=2, bathrooms=1),
    )
    card = Card(
        id=CardId(ids.new()),
        owner=customer.id,
        token="card_ok",
        brand="visa",
        last4="4242",
        saved_at=since,
        mandate="later-charges.1",
    )
    await work.cleaners.add(cleaner)
    await work.hours.add(Hours(id=cleaner.id, zone=ZONE, weekly=EVERY_DAY))
    await work.customers.add(customer)
    await work.homes.add(home)
    await work.cards.add(card)
    return Party(cleaner, customer, home, card)


async def orders(work: Work, ids: Ids, who: Party, policy: Policy) -> list[Order]:
    """Every booking that fits this cleaner's next weeks, two a day, each with a quote of its own."""
    now = present()
    today = local_of(now, ZONE).day
    made: list[Order] = []
    for day in range(FIRST_DAY, LAST_DAY):
        for minute in STARTS:
            local = LocalStart(day=today + timedelta(days=day), minute=minute, zone=ZONE)
            quote = _quote(QuoteId(ids.new()), who, policy, now)
            await work.quotes.add(quote)
            made.append(Order(who, quote, _slot(quote, who, local, now)))
    return made


def uuid_key(one: Order) -> UUID:
    """Something to sort orders by that has nothing to do with their times."""
    return one.quote.id


def _quote(id: QuoteId, who: Party, policy: Policy, now: datetime) -> Quote:
    def euros(cents: int) -> Money:
        return Money(amount=cents)

    lines = (Line(code="base", amount=euros(7200)), Line(code="tax", amount=euros(1440)))
    price = Price(lines=lines, total=euros(8640), tax=euros(1440), cleaner=euros(5040), platform=euros(2160))
    home = who.home
    return Quote(
        id=id,
        customer=who.customer.id,
        asked=Asked(place=home.place, address=home.address, zone=ZONE, rooms=home.rooms),
        minutes=MINUTES,
        price=price,
        short_notice_price=price,
        book="bench.1",
        policy=policy.version,
        phase=Open(until=now + timedelta(hours=2)),
    )


def _slot(quote: Quote, who: Party, local: LocalStart, now: datetime) -> Slot:
    return Slot(
        quote=quote.id,
        cleaner=who.cleaner.id,
        window=window_of(resolve(local).at, MINUTES),
        local=local,
        price=quote.price.total,
        policy=quote.policy,
        until=now + timedelta(hours=2),
    )
