"""What an order's look promises: everything under its names, as kept once cleaner and customer are held."""

from __future__ import annotations

from cleanbee.domain.availability.diary import reading_span
from cleanbee.domain.kernel import with_
from cleanbee.ports.contracts.nouns import span
from cleanbee.ports.contracts.racing import Meeting, Signal, all_well
from cleanbee.ports.contracts.stores import OpensStore, World, settle
from cleanbee.ports.outbound.order import Order, OrderKeys
from cleanbee.ports.outbound.store import Store


def keys_of(world: World) -> OrderKeys:
    """The customer books the first cleaner for the morning."""
    return OrderKeys(
        customer=world.customer.id,
        quote=world.quote.id,
        home=world.home.id,
        cleaner=world.cleaner.id,
        card=world.card.id,
        span=reading_span(span(0, 3)),
    )


class OrderContract(OpensStore):
    """One look at everything that placing a booking reads."""

    async def test_an_order_finds_everything_under_its_names(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            own = nouns.hold(world.cleaner, span(0, 3), quote=world.quote)
            elsewhere = nouns.hold(world.other, span(0, 3), quote=with_(world.quote, id=nouns.quote().id))
            strangers = nouns.hold(world.cleaner, span(6, 9))
            async with store.begin() as work:
                for claim in (strangers, own, elsewhere):
                    await work.claims.add(claim)
            async with store.begin() as work:
                found = await work.order(keys_of(world))
            assert found.customer == world.customer
            assert (found.quote, found.home, found.card) == (world.quote, world.home, world.card)
            assert found.cleaner == world.cleaner
            assert found.hold == own
            assert found.claims == (own, strangers)
            assert {claim.id for claim in found.holds} == {own.id, elsewhere.id}

    async def test_an_order_finds_nothing_under_names_that_nobody_has(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = World(
                customer=(customer := nouns.customer()),
                home=nouns.home(customer),
                quote=nouns.quote(customer),
                card=nouns.card(customer),
                cleaner=nouns.cleaner(),
                other=nouns.cleaner(),
            )
            async with store.begin() as work:
                found = await work.order(keys_of(world))
            assert found == Order(
                customer=None, quote=None, home=None, cleaner=None, hours=None, card=None, hold=None, claims=()
            )

    async def test_an_order_that_does_not_wait_holds_what_is_free(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            async with store.begin() as work:
                assert (await work.order(keys_of(world), wait=False)).held

    async def test_an_order_that_does_not_wait_sees_what_is_kept_and_says_that_it_may_change(self) -> None:
        """Whoever holds the customer alone is in the way as well; afterwards it can still wait, and then it holds."""
        nouns = self.nouns()
        locked, looked = Signal(), Signal()

        async def holder(store: Store, world: World, *, customer: bool) -> None:
            async with store.begin() as work:
                if customer:
                    await work.lock(customers=[world.customer.id])
                else:
                    await work.lock(cleaners=[world.cleaner.id])
                locked.say()
                await looked.heard()

        async def passer(store: Store, world: World) -> tuple[Order, Order]:
            await locked.heard()
            async with store.begin() as work:
                passing = await work.order(keys_of(world), wait=False)
                looked.say()
                return passing, await work.order(keys_of(world))

        for customer in (False, True):
            locked, looked = Signal(), Signal()
            async with self.open_store() as store:
                world = await settle(store, nouns)
                async with store.begin() as work:
                    await work.claims.add(nouns.hold(world.cleaner, span(0, 3)))
                _, found = await all_well(holder(store, world, customer=customer), passer(store, world))
                assert found is not None
                passing, waiting = found
                assert not passing.held
                assert waiting.held
                assert len(passing.claims) == 1
                assert with_(passing, held=True, customer=world.customer) == waiting

    async def test_who_passes_over_a_held_cleaner_does_not_hold_the_customer(self) -> None:
        """Cleaners come before customers for everybody: otherwise two who want both wait for each other."""
        nouns = self.nouns()
        locked, looked, tried = Signal(), Signal(), Signal()

        async def holder(store: Store, world: World) -> None:
            async with store.begin() as work:
                await work.lock(cleaners=[world.cleaner.id])
                locked.say()
                await looked.heard()
                await work.lock(customers=[world.customer.id])
                tried.say()

        async def passer(store: Store, world: World) -> None:
            await locked.heard()
            async with store.begin() as work:
                assert not (await work.order(keys_of(world), wait=False)).held
                looked.say()
                await tried.heard()

        async with self.open_store() as store:
            world = await settle(store, nouns)
            await all_well(holder(store, world), passer(store, world))

    async def test_an_order_sees_what_was_kept_while_it_waited_for_its_cleaner(self) -> None:
        nouns = self.nouns()
        locked, meeting = Signal(), Meeting(2)

        async def arrive(store: Store, world: World) -> None:
            """Both have a connection of their own before the race, so that the second really waits for the lock."""
            async with store.begin() as work:
                await work.homes.find(world.home.id)
                await meeting.arrive()

        async def first(store: Store, world: World) -> None:
            async with store.begin() as work:
                await work.lock(cleaners=[world.cleaner.id])
                locked.say()
                for _ in range(600):  # long enough that the second stands and waits
                    await work.homes.find(world.home.id)
                await work.claims.add(nouns.hold(world.cleaner, span(0, 3)))

        async def second(store: Store, world: World) -> Order:
            await locked.heard()
            async with store.begin() as work:
                return await work.order(keys_of(world))

        async with self.open_store() as store:
            world = await settle(store, nouns)
            await all_well(arrive(store, world), arrive(store, world))
            _, found = await all_well(first(store, world), second(store, world))
            assert found is not None
            assert len(found.claims) == 1
