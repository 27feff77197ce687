"""Loading the seed city: people, prices, promises and three months of books; loading it twice changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass

from cleanbee.domain.kernel import Value, window_of
from cleanbee.domain.payment.payment import Card
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.platform.wallclock import resolve
from cleanbee.domain.pricing.book import PriceBook
from cleanbee.entrypoints.city import people, rules
from cleanbee.entrypoints.city.codes import keep_promotions
from cleanbee.entrypoints.city.files import City
from cleanbee.entrypoints.city.keep import keep_lives
from cleanbee.entrypoints.city.life import Life, Wanted
from cleanbee.entrypoints.city.money import Till
from cleanbee.entrypoints.city.rows import PastRow, WeekRow
from cleanbee.entrypoints.city.script import deeds, shown
from cleanbee.entrypoints.city.town import Town, keep_people, town_of
from cleanbee.entrypoints.city.walk import Walk
from cleanbee.entrypoints.city.ways import plan_ways
from cleanbee.entrypoints.ports import Ports
from cleanbee.ports.outbound.clock import TestClock
from cleanbee.ports.outbound.geo import Geocoder, Travel
from cleanbee.ports.outbound.payment import Gateway
from cleanbee.ports.outbound.payouts import Vault
from cleanbee.ports.outbound.secrets import Hasher
from cleanbee.ports.outbound.store import Store

WALKS_AT_ONCE = 10


class Loaded(Value, frozen=True, kw_only=True):
    """What the city has, and how many people and cleans of it were new to this house."""

    customers: int
    homes: int
    cleaners: int
    ops: int
    bookings: int
    new: int


@dataclass(frozen=True)
class LoadCity:
    """Keeps the seed city in a house through its ports; a new sandbox's clock begins where the city does.

    ``hush``: while the gateway is asked for the city's past, it tells nobody of it.
    """

    store: Store
    test_clock: TestClock | None
    gateway: Gateway
    vault: Vault
    hasher: Hasher
    geocoder: Geocoder
    travel: Travel
    hush: Callable[[], AbstractAsyncContextManager[None]] = nullcontext

    async def __call__(self, city: City) -> Loaded:
        """How much there is and how much of it was new.

        :raises SeedWrong: the files ask for what the business would refuse.
        :raises GatewayDown: the sandbox's gateway does not answer.
        """
        if self.test_clock is not None:
            await self.test_clock.begin(city.sandbox.now)
        books, policies = rules.price_books(city), rules.policies(city)
        async with self.store.begin() as work:
            for one in (*policies, *books):
                await work.books.add(one)
            await keep_promotions(work, city)
        town = await town_of(city, self.geocoder, self.vault)
        new = await keep_people(self.store, city, town, await self._hashes(city))
        lives = {row.key: life_of(city, town, row, books[-1], policies[-1]) for row in (*city.past, *city.week)}
        missing = await self._missing(lives)
        if missing:
            async with self.hush():
                await self._walk(city, lives)
            taken = [claim for row in city.cleaners.values() for claim in people.time_off(city, row)]
            plan_ways(lives.values(), town.hours, taken, self.travel)
            await keep_lives(self.store, [lives[key] for key in missing], city.sandbox.now)
        return Loaded(
            customers=len(city.customers),
            homes=len(city.homes),
            cleaners=len(city.cleaners),
            ops=len(city.ops),
            bookings=len(lives),
            new=new + len(missing),
        )

    async def _hashes(self, city: City) -> dict[str, str]:
        """The hashed phrases of those of the office who are not known yet."""
        async with self.store.begin() as work:
            new = [row for row in city.ops.values() if not await work.ops.find(people.ops_id(row.key))]
        return {row.key: await self.hasher.hash(row.phrase) for row in new}

    async def _missing(self, lives: dict[str, Life]) -> Sequence[str]:
        async with self.store.begin() as work:
            return [key for key, life in lives.items() if await work.bookings.find(life.id) is None]

    async def _walk(self, city: City, lives: dict[str, Life]) -> None:
        """Walk every clean, some at once: most of the time goes into asking the gateway."""
        walk, room = Walk(Till(self.gateway), self.travel), asyncio.Semaphore(WALKS_AT_ONCE)

        async def one(row: PastRow | WeekRow) -> None:
            async with room:
                await walk(lives[row.key], deeds(city, row), city.sandbox.now)

        try:
            async with asyncio.TaskGroup() as together:
                for row in (*city.past, *city.week):
                    together.create_task(one(row))
        except ExceptionGroup as several:
            raise several.exceptions[0] from several


async def load_into(
    ports: Ports, city: City, hush: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
) -> Loaded:
    """Load the city through the ports of a house."""
    load = LoadCity(
        store=ports.store,
        test_clock=ports.test_clock,
        gateway=ports.gateway,
        vault=ports.vault,
        hasher=ports.hasher,
        geocoder=ports.geocoder,
        travel=ports.travel,
        hush=hush,
    )
    return await load(city)


def life_of(city: City, town: Town, row: PastRow | WeekRow, book: PriceBook, policy: Policy) -> Life:
    """A clean as it was asked for, not lived yet."""
    zone = city.zone_of(row.home)
    local = people.local(row.start_local, zone)
    wanted = Wanted(
        key=row.key,
        customer=town.customers[row.customer],
        home=town.homes[row.home],
        local=local,
        window=window_of(resolve(local).at, row.minutes),
        kind=row.kind,
        extras=tuple(row.extras.split()),
        wish=row.wish if isinstance(row, WeekRow) else "prefer",
        shown=town.cleaners[shown(city, row)],
        card=_card(town, row),
        book=book,
        policy=policy,
        placed_at=people.instant(row.placed_local, zone),
    )
    return Life(wanted=wanted, cleaners={one.id: one for one in town.cleaners.values()})


def _card(town: Town, row: PastRow | WeekRow) -> Card:
    """What a clean was to be paid with: now the card of the file, then the one that worked."""
    if isinstance(row, WeekRow) or row.outcome == "released_unpaid":
        return town.cards[row.customer]
    return town.earlier.get(row.customer, town.cards[row.customer])
