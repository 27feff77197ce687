"""What the tables of people promise: found by every name they have, and nobody shares an address or a token."""

from __future__ import annotations

from random import Random

import pytest

from cleanbee.domain.availability.reach import MOST_AREA_M, goes_there, metres
from cleanbee.domain.kernel import Place, evolve, with_
from cleanbee.domain.people.actor import AsCustomer
from cleanbee.domain.people.person import Suspended
from cleanbee.domain.people.sought import needle
from cleanbee.ports.contracts.nouns import MIDDLE, MORNING
from cleanbee.ports.contracts.stores import OpensStore, settle
from cleanbee.ports.outbound.store import Stale


class PeopleContract(OpensStore):
    """Customers, cleaners, ops accounts and homes."""

    async def test_people_are_found_by_telephone_and_by_mail(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            phone = f"+1{nouns.ids.new().int % 10**12:012d}"
            customer, cleaner, ops = with_(nouns.customer(), phone=phone), nouns.cleaner(), nouns.ops()
            async with store.begin() as work:
                await work.customers.add(customer)
                await work.cleaners.add(cleaner)
                await work.ops.add(ops)
            assert customer.email is not None and cleaner.email is not None
            async with store.begin() as work:
                assert await work.customers.by_address(phone) == customer
                assert await work.customers.by_address(customer.email) == customer
                assert await work.cleaners.by_address(cleaner.email) == cleaner
                assert await work.cleaners.by_address(customer.email) is None
                assert await work.ops.by_email(ops.email) == ops
                assert await work.ops.by_email(customer.email) is None

    async def test_people_are_found_by_the_beginning_of_any_word_of_their_name_or_address(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            word = f"Zoë{nouns.ids.new().hex[-10:]}"
            customer = with_(nouns.customer(), name=f"Ada  {word} 100%")
            cleaner = with_(nouns.cleaner(), name=word)
            async with store.begin() as work:
                await work.customers.add(customer)
                await work.cleaners.add(cleaner)
            renamed = evolve(cleaner, name="Nobody")
            async with store.begin() as work:
                looked_for = needle(f" {word[:8].upper()}")
                assert looked_for is not None
                assert list(await work.customers.sought(looked_for, 9)) == [customer]
                assert list(await work.cleaners.sought(looked_for, 9)) == [cleaner]
                assert not await work.customers.sought(looked_for, 0)
                assert not await work.customers.sought(f" {word[1:].lower()}", 9), "only beginnings"
                assert not await work.customers.sought(f" {word.lower()}%", 9), "no pattern"
                assert customer.email is not None
                assert list(await work.customers.sought(f" {customer.email}", 9)) == [customer]
                await work.cleaners.replace(cleaner, renamed)
            async with store.begin() as work:
                assert not await work.cleaners.sought(looked_for, 9)

    async def test_two_customers_do_not_share_an_address(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            customer = nouns.customer()
            async with store.begin() as work:
                await work.customers.add(customer)
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.customers.add(with_(nouns.customer(), email=customer.email))

    async def test_a_given_up_address_is_free_again(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            customer = nouns.customer()
            async with store.begin() as work:
                await work.customers.add(customer)
            newcomer = with_(nouns.customer(), email=customer.email)
            async with store.begin() as work:
                await work.customers.replace(customer, evolve(customer, email=None))
            async with store.begin() as work:
                await work.customers.add(newcomer)
            async with store.begin() as work:
                assert await work.customers.by_address(str(customer.email)) == newcomer

    async def test_only_active_cleaners_in_the_box_serve_there(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            inside, edge = nouns.cleaner(), nouns.cleaner(Place(lat_e6=MIDDLE.lat_e6 + 10, lon_e6=MIDDLE.lon_e6))
            outside = nouns.cleaner(Place(lat_e6=MIDDLE.lat_e6 + 11, lon_e6=MIDDLE.lon_e6))
            suspended = with_(nouns.cleaner(), phase=Suspended(why="a reason"))
            everybody = [inside, edge, outside, suspended]
            async with store.begin() as work:
                for one in everybody:
                    await work.cleaners.add(one)
            async with store.begin() as work:
                box = (MIDDLE.lat_e6 - 10, MIDDLE.lon_e6 - 10, MIDDLE.lat_e6 + 10, MIDDLE.lon_e6 + 10)
                found = [one for one in await work.cleaners.serving(*box) if one in everybody]
            assert found == sorted([inside, edge], key=lambda one: one.id)

    async def test_whoever_goes_that_far_is_found_and_nobody_else(self) -> None:
        nouns, dice = self.nouns(), Random(3)
        async with self.open_store() as store:
            bases = [
                Place(
                    lat_e6=MIDDLE.lat_e6 + dice.randrange(-200_000, 200_000),
                    lon_e6=MIDDLE.lon_e6 + dice.randrange(-300_000, 300_000),
                )
                for _ in range(60)
            ]
            there = [with_(nouns.cleaner(base), area_m=dice.choice((3_000, 12_000, 30_000))) for base in bases]
            there += [
                with_(nouns.cleaner(base), area_m=metres(base, MIDDLE) + more) for base in bases for more in (-1, 0)
            ]
            there = [one for one in there if 0 < one.area_m <= MOST_AREA_M]
            away = with_(nouns.cleaner(), phase=Suspended(why="a reason"))
            async with store.begin() as work:
                for one in (*there, away):
                    await work.cleaners.add(one)
            async with store.begin() as work:
                found = [one.id for one in await work.cleaners.reaching(MIDDLE)]
            mine = {one.id for one in (*there, away)}
            wanted = sorted(one.id for one in there if goes_there(one, MIDDLE))
            assert [id for id in found if id in mine] == wanted
            assert found == sorted(found)

    async def test_a_customers_homes_are_read_oldest_first(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            second = nouns.home(world.customer)
            async with store.begin() as work:
                await work.homes.add(second)
            async with store.begin() as work:
                assert list(await work.homes.of(world.customer.id)) == [world.home, second]
                assert not await work.homes.of(nouns.customer().id)


class SessionsContract(OpensStore):
    """Sign-ins and sessions."""

    async def test_a_session_is_found_by_its_live_tokens_and_the_one_before(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            first = nouns.session(world.customer)
            async with store.begin() as work:
                await work.sessions.add(first)
            turned = evolve(
                first,
                access_hash=nouns.word("access"),
                refresh_hash=nouns.word("refresh"),
                previous_refresh_hash=first.refresh_hash,
            )
            async with store.begin() as work:
                await work.sessions.replace(first, turned)
            async with store.begin() as work:
                assert await work.sessions.by_access(turned.access_hash) == turned
                assert await work.sessions.by_access(first.access_hash) is None
                assert await work.sessions.by_refresh(turned.refresh_hash) == turned
                assert await work.sessions.by_refresh(first.refresh_hash) == turned
                assert await work.sessions.by_refresh(nouns.word("guess")) is None

    async def test_revoked_sessions_are_no_longer_among_a_persons(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            kept, gone, foreign = (nouns.session(one) for one in (world.customer, world.customer, nouns.customer()))
            async with store.begin() as work:
                for session in (kept, gone, foreign):
                    await work.sessions.add(session)
            async with store.begin() as work:
                await work.sessions.replace(gone, evolve(gone, revoked_at=MORNING))
            async with store.begin() as work:
                assert list(await work.sessions.of(AsCustomer(id=world.customer.id))) == [kept]

    async def test_an_attempt_to_sign_in_counts_its_tries(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            sign_in = nouns.sign_in()
            tried = evolve(sign_in, tries_left=sign_in.tries_left - 1)
            async with store.begin() as work:
                await work.sign_ins.add(sign_in)
            async with store.begin() as work:
                await work.sign_ins.replace(sign_in, tried)
            async with store.begin() as work:
                assert await work.sign_ins.find(sign_in.id) == tried
