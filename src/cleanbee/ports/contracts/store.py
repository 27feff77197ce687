"""What a unit of work promises: all or nothing, reads of what is kept at that moment, locks to its end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cleanbee.domain.kernel import Timer, Window, evolve, with_
from cleanbee.domain.people.person import Customer
from cleanbee.ports.contracts.nouns import MORNING, span
from cleanbee.ports.contracts.racing import Meeting, Signal, all_well, at_once
from cleanbee.ports.contracts.stores import OpensStore, placed, settle
from cleanbee.ports.outbound.store import Busy, Stale, Store


class StoreContract(OpensStore):
    """One unit of work, and two that meet."""

    async def test_what_a_unit_writes_is_kept_when_it_is_left(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            customer = nouns.customer()
            async with store.begin() as work:
                await work.customers.add(customer)
            async with store.begin() as work:
                assert await work.customers.find(customer.id) == customer

    async def test_nothing_is_kept_after_raising(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            newcomer, booking = nouns.customer(), nouns.booking(world.home, world.quote)
            hold = nouns.hold(world.cleaner, span(0, 3), quote=world.quote)
            timer = Timer(kind=nouns.word("kind"), subject=booking.id, due_at=MORNING)
            with pytest.raises(ZeroDivisionError):
                async with store.begin() as work:
                    await work.customers.add(newcomer)
                    await work.customers.replace(world.customer, evolve(world.customer, name="Anna"))
                    await work.bookings.add(booking)
                    await work.claims.add(hold)
                    await work.wait(timer)
                    assert await work.customers.find(newcomer.id) == newcomer
                    raise ZeroDivisionError
            async with store.begin() as work:
                assert await work.customers.find(newcomer.id) is None
                assert await work.customers.find(world.customer.id) == world.customer
                assert await work.bookings.find(booking.id) is None
                assert not await work.bookings.history(booking.id)
                assert not await work.claims.within([world.cleaner.id], span(0, 3))
                assert await work.timers.find(timer.kind, timer.subject) is None

    async def test_a_unit_sees_its_own_writes_and_others_do_not(self) -> None:
        nouns = self.nouns()
        written, looked = Signal(), Signal()
        customer = nouns.customer()

        async def write(store: Store) -> Customer | None:
            async with store.begin() as work:
                await work.customers.add(customer)
                seen = await work.customers.find(customer.id)
                written.say()
                await looked.heard()
                return seen

        async def look(store: Store) -> Customer | None:
            await written.heard()
            async with store.begin() as work:
                seen = await work.customers.find(customer.id)
            looked.say()
            return seen

        async with self.open_store() as store:
            assert await all_well(write(store), look(store)) == [customer, None]

    async def test_a_second_find_sees_what_another_unit_kept_in_between(self) -> None:
        nouns = self.nouns()
        read, kept = Signal(), Signal()

        async def read_twice(store: Store, one: Customer) -> tuple[str, str]:
            async with store.begin() as work:
                before = await work.customers.find(one.id)
                read.say()
                await kept.heard()
                after = await work.customers.find(one.id)
            assert before is not None and after is not None
            return before.name, after.name

        async def change(store: Store, one: Customer) -> tuple[str, str]:
            await read.heard()
            async with store.begin() as work:
                await work.customers.replace(one, evolve(one, name="Anna"))
            kept.say()
            return "", ""

        async with self.open_store() as store:
            one = (await settle(store, nouns)).customer
            assert (await all_well(read_twice(store, one), change(store, one)))[0] == ("Mia", "Anna")

    async def test_the_second_replacement_of_one_version_is_stale(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            one = (await settle(store, nouns)).customer
            async with store.begin() as work:
                await work.customers.replace(one, evolve(one, name="Anna"))
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.customers.replace(one, evolve(one, name="Berta"))
            async with store.begin() as work:
                assert await work.customers.find(one.id) == evolve(one, name="Anna")

    async def test_of_two_who_replace_at_once_exactly_one_wins(self) -> None:
        nouns = self.nouns()
        meeting = Meeting(2)

        async def rename(store: Store, one: Customer, name: str) -> str:
            async with store.begin() as work:
                found = await work.customers.find(one.id)
                assert found is not None
                await meeting.arrive()
                await work.customers.replace(found, evolve(found, name=name))
            return name

        async with self.open_store() as store:
            one = (await settle(store, nouns)).customer
            outcome = await at_once(rename(store, one, "Anna"), rename(store, one, "Berta"))
            assert [type(each) for each in outcome if isinstance(each, BaseException)] == [Stale]
            async with store.begin() as work:
                kept = await work.customers.find(one.id)
            assert kept is not None and kept.version == 2 and kept.name in outcome

    async def test_of_two_who_add_one_id_at_once_exactly_one_wins(self) -> None:
        nouns = self.nouns()
        one = nouns.customer()
        meeting = Meeting(2)

        async def join(store: Store, customer: Customer) -> str:
            async with store.begin() as work:
                await meeting.arrive()
                await work.customers.add(customer)
            return customer.name

        async with self.open_store() as store:
            outcome = await at_once(join(store, one), join(store, with_(one, name="Anna")))
            assert [type(each) for each in outcome if isinstance(each, BaseException)] == [Stale]

    async def test_a_fault_that_somebody_swallows_still_spoils_the_unit(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            one = (await settle(store, nouns)).customer
            async with store.begin() as work:
                await work.customers.replace(one, evolve(one, name="Anna"))
            newcomer = nouns.customer()
            with pytest.raises((Stale, AssertionError)):
                async with store.begin() as work:
                    try:
                        await work.customers.replace(one, evolve(one, name="Berta"))
                        await work.customers.find(one.id)
                    except Stale:
                        pass
                    await work.customers.add(newcomer)
            async with store.begin() as work:
                assert await work.customers.find(newcomer.id) is None

    async def test_a_lock_is_held_to_the_end_of_the_unit(self) -> None:
        nouns = self.nouns()
        locked = Signal()
        order: list[str] = []

        async def first(store: Store, one: Customer) -> None:
            async with store.begin() as work:
                await work.lock(customers=[one.id])
                locked.say()
                for _ in range(5):
                    await work.customers.find(one.id)
                    order.append("first reads")
                found = await work.customers.find(one.id)
                assert found is not None
                await work.customers.replace(found, evolve(found, name=f"{found.name} Anna"))
                order.append("first leaves")

        async def second(store: Store, one: Customer) -> None:
            await locked.heard()
            async with store.begin() as work:
                await work.lock(customers=[one.id])
                order.append("second holds the lock")
                found = await work.customers.find(one.id)
                assert found is not None
                await work.customers.replace(found, evolve(found, name=f"{found.name} Berta"))

        async with self.open_store() as store:
            one = (await settle(store, nouns)).customer
            await all_well(first(store, one), second(store, one))
            assert order.index("second holds the lock") > order.index("first leaves")
            async with store.begin() as work:
                kept = await work.customers.find(one.id)
            assert kept is not None and kept.name == "Mia Anna Berta"

    async def test_without_the_lock_a_limit_that_spans_rows_is_overrun(self) -> None:
        """Versions guard one value each. Whoever counts several has to lock: here nobody does, and both get in."""
        nouns = self.nouns()
        meeting = Meeting(2)

        async with self.open_store() as store:
            world = await settle(store, nouns)

            async def hold_if_first(cleaner: object, window: Window) -> bool:
                async with store.begin() as work:
                    mine = await work.claims.holds_of(world.customer.id, MORNING)
                    await meeting.arrive()
                    if mine:
                        return False
                    assert cleaner in (world.cleaner, world.other)
                    who = world.cleaner if cleaner == world.cleaner else world.other
                    hold = nouns.hold(who, window, quote=with_(world.quote, id=nouns.quote().id))
                    await work.claims.add(hold)
                return True

            ways = (hold_if_first(world.cleaner, span(0, 3)), hold_if_first(world.other, span(0, 3)))
            assert await all_well(*ways) == [True, True]
            async with store.begin() as work:
                assert len(await work.claims.holds_of(world.customer.id, MORNING)) == 2

    async def test_with_the_lock_the_limit_is_kept(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)

            async def hold_if_first(window: Window) -> bool:
                async with store.begin() as work:
                    await work.lock(cleaners=[world.cleaner.id], customers=[world.customer.id])
                    mine = await work.claims.holds_of(world.customer.id, MORNING)
                    for _ in range(10):
                        await work.customers.find(world.customer.id)
                    if mine:
                        return False
                    hold = nouns.hold(world.cleaner, window, quote=with_(world.quote, id=nouns.quote().id))
                    await work.claims.add(hold)
                return True

            ways = (hold_if_first(span(0, 3)), hold_if_first(span(3, 6)), hold_if_first(span(6, 9)))
            assert sorted(await all_well(*ways)) == [False, False, True]

    async def test_whoever_waits_too_long_for_a_lock_is_told_so(self) -> None:
        nouns = self.nouns()
        locked, told = Signal(), Signal()

        async def keep_it(store: Store, one: Customer) -> None:
            async with store.begin() as work:
                await work.lock(customers=[one.id])
                locked.say()
                await told.heard()

        async def want_it(store: Store, one: Customer) -> None:
            await locked.heard()
            try:
                with pytest.raises(Busy):
                    async with store.begin() as work:
                        await work.lock(customers=[one.id])
            finally:
                told.say()

        async with self.open_store() as store:
            one = (await settle(store, nouns)).customer
            await all_well(keep_it(store, one), want_it(store, one))

    async def test_locking_nobody_and_strangers_is_no_fault(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store, store.begin() as work:
            await work.lock()
            await work.lock(cleaners=[nouns.cleaner().id], customers=[nouns.customer().id])

    async def test_a_unit_reads_the_time_once(self) -> None:
        async with self.open_store() as store:
            async with store.begin() as work:
                first = await work.now()
                assert first.utcoffset() == timedelta(0)
                assert await work.now() == first
            async with store.begin() as work:
                assert await work.now() >= first

    async def test_units_do_not_nest(self) -> None:
        async with self.open_store() as store, store.begin():
            with pytest.raises(AssertionError):
                async with store.begin():
                    pass

    async def test_nobody_asks_a_unit_that_is_over(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            async with store.begin() as work:
                pass
            with pytest.raises(AssertionError):
                await work.customers.find(nouns.customer().id)

    async def test_several_contexts_are_kept_together(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            payment = nouns.payment(booking, world.card)
            operation = nouns.operation(payment)
            async with store.begin() as work:
                await work.payments.add(payment)
                await work.operations.add(operation)
                await work.notices.add(nouns.notice(world.customer.id))
            async with store.begin() as work:
                assert await work.payments.of_booking(booking.id) == payment
                assert await work.operations.by_intent(operation.intent) == operation
                assert len(await work.notices.to_person(world.customer.id, 5)) == 1
