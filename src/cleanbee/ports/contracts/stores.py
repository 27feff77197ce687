"""How a suite gets its store, and a small world to talk about."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from cleanbee.domain.booking.booking import Booking, Phase
from cleanbee.domain.payment.payment import Card
from cleanbee.domain.people.person import Cleaner, Customer, Home
from cleanbee.domain.pricing.quote import Quote
from cleanbee.ports.contracts.nouns import Nouns
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store


class OpensStore:
    """The hooks that a test answers for its adapter."""

    def open_store(self) -> AbstractAsyncContextManager[Store]:
        """A store; what earlier tests left in it does not matter."""
        raise NotImplementedError

    def fresh_ids(self) -> Ids:
        """Ids that no earlier test has used in that store."""
        raise NotImplementedError

    async def outlast_leases(self, store: Store) -> None:
        """Let so much real time pass for this store that every lease given out before has ended."""
        raise NotImplementedError

    def nouns(self) -> Nouns:
        """Examples with fresh ids."""
        return Nouns(self.fresh_ids())


@dataclass(frozen=True)
class World:
    """Somebody with a home and a card who asks for a clean, and two who clean."""

    customer: Customer
    home: Home
    quote: Quote
    card: Card
    cleaner: Cleaner
    other: Cleaner


async def settle(store: Store, nouns: Nouns) -> World:
    """Keep such a world."""
    customer = nouns.customer()
    world = World(
        customer=customer,
        home=nouns.home(customer),
        quote=nouns.quote(customer),
        card=nouns.card(customer),
        cleaner=nouns.cleaner(),
        other=nouns.cleaner(),
    )
    async with store.begin() as work:
        await work.customers.add(world.customer)
        await work.homes.add(world.home)
        await work.quotes.add(world.quote)
        await work.cards.add(world.card)
        await work.cleaners.add(world.cleaner)
        await work.cleaners.add(world.other)
    return world


async def placed(store: Store, nouns: Nouns, world: World, phase: Phase | None = None) -> Booking:
    """Keep a booking of that world."""
    booking = nouns.booking(world.home, world.quote, phase=phase)
    async with store.begin() as work:
        await work.bookings.add(booking)
    return booking
