"""What an idempotency key promises: one effect, one answer, whoever repeats."""

from __future__ import annotations

import pytest

from cleanbee.domain.booking.booking import MoneyNotSecured
from cleanbee.domain.kernel import NotAllowed, NotFound, Refused, Value, VersionMoved, with_
from cleanbee.domain.people.person import Customer
from cleanbee.domain.platform.once import Once
from cleanbee.ports.contracts.nouns import Nouns
from cleanbee.ports.contracts.racing import Meeting, Signal, all_well, at_once
from cleanbee.ports.contracts.stores import OpensStore
from cleanbee.ports.outbound.store import Mismatch, Running, Seen, Store


def fresh(nouns: Nouns) -> Once:
    """A key that nobody has used."""
    return Once(principal=nouns.word("customer"), key=nouns.word("key"), fingerprint="f" * 64)


async def join(store: Store, once: Once, customer: Customer, answer: Value | None) -> None:
    """Keep a customer under a key."""
    async with store.begin(once) as work:
        await work.customers.add(customer)
        if answer is not None:
            work.answer(answer)


class OnceContract(OpensStore):
    """Idempotency keys."""

    async def test_a_repeated_request_is_given_the_answer_of_the_first(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            once, customer = fresh(nouns), nouns.customer()
            await join(store, once, customer, customer)
            with pytest.raises(Seen) as seen:
                await join(store, once, nouns.customer(), None)
            assert seen.value.answer == customer

    async def test_a_refusal_is_an_answer_too(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            once, refused = fresh(nouns), Refused(why=MoneyNotSecured())
            async with store.begin(once) as work:
                work.answer(refused)
            with pytest.raises(Seen) as seen:
                async with store.begin(once):
                    pass
            assert seen.value.answer == refused

    async def test_who_may_what_is_there_and_which_version_counts_is_asked_anew(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            once, customer = fresh(nouns), nouns.customer()
            for why in (NotAllowed(action="home.create"), NotFound(what="home"), VersionMoved(current=2)):
                async with store.begin(once) as work:
                    work.answer(Refused(why=why))
            await join(store, once, customer, customer)
            with pytest.raises(Seen) as seen:
                await join(store, once, nouns.customer(), None)
            assert seen.value.answer == customer

    async def test_the_last_answer_said_counts(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            once, customer = fresh(nouns), nouns.customer()
            async with store.begin(once) as work:
                work.answer(nouns.customer())
                work.answer(customer)
            with pytest.raises(Seen) as seen:
                async with store.begin(once):
                    pass
            assert seen.value.answer == customer

    async def test_a_key_does_not_stand_for_two_requests(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            once = fresh(nouns)
            await join(store, once, nouns.customer(), nouns.customer())
            newcomer = nouns.customer()
            with pytest.raises(Mismatch):
                await join(store, with_(once, fingerprint="e" * 64), newcomer, newcomer)
            async with store.begin() as work:
                assert await work.customers.find(newcomer.id) is None

    async def test_two_people_may_choose_the_same_key(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            once, one, other = fresh(nouns), nouns.customer(), nouns.customer()
            await join(store, once, one, one)
            await join(store, with_(once, principal=nouns.word("customer")), other, other)
            async with store.begin() as work:
                assert await work.customers.find(other.id) == other

    async def test_what_raised_may_be_tried_again_under_its_key(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            once, customer = fresh(nouns), nouns.customer()
            with pytest.raises(ZeroDivisionError):
                async with store.begin(once) as work:
                    work.answer(customer)
                    raise ZeroDivisionError
            await join(store, once, customer, customer)
            with pytest.raises(Seen):
                await join(store, once, nouns.customer(), None)

    async def test_a_walk_of_several_units_answers_in_its_last(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            once, one, other = fresh(nouns), nouns.customer(), nouns.customer()
            await join(store, once, one, None)
            await join(store, once, other, other)
            with pytest.raises(Seen) as seen:
                await join(store, once, nouns.customer(), None)
            assert seen.value.answer == other

    async def test_of_the_same_request_twice_at_once_one_has_its_effect(self) -> None:
        nouns = self.nouns()
        meeting = Meeting(2)

        async def ask(store: Store, once: Once, customer: Customer) -> str:
            await meeting.arrive()
            await join(store, once, customer, customer)
            return customer.name

        async with self.open_store() as store:
            once, one, other = fresh(nouns), nouns.customer(), nouns.customer()
            outcome = await at_once(ask(store, once, one), ask(store, once, other))
            faults = [each for each in outcome if isinstance(each, BaseException)]
            assert len(faults) == 1 and isinstance(faults[0], Seen | Running)
            async with store.begin() as work:
                kept = [await work.customers.find(each.id) for each in (one, other)]
            assert kept.count(None) == 1

    async def test_whoever_repeats_while_the_first_is_long_under_way_is_told_so(self) -> None:
        nouns = self.nouns()
        begun, told = Signal(), Signal()

        async def long(store: Store, once: Once) -> None:
            async with store.begin(once) as work:
                await work.now()
                begun.say()
                await told.heard()
                work.answer(nouns.customer())

        async def again(store: Store, once: Once) -> None:
            await begun.heard()
            try:
                with pytest.raises(Running):
                    async with store.begin(once):
                        pass
            finally:
                told.say()

        async with self.open_store() as store:
            once = fresh(nouns)
            await all_well(long(store, once), again(store, once))

    async def test_the_first_rendering_of_an_answer_is_the_one_that_is_sent_ever_after(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            once, customer = fresh(nouns), nouns.customer()
            await join(store, once, customer, customer)
            assert await store.sealed(once) is None
            assert await store.seal(once, b'{"a": 1}') == b'{"a": 1}'
            assert await store.seal(once, b'{"a":1}') == b'{"a": 1}'
            assert await store.sealed(once) == b'{"a": 1}'

    async def test_nothing_is_sealed_for_a_key_nobody_used(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            once = fresh(nouns)
            assert await store.sealed(once) is None
            assert await store.seal(once, b"{}") is None
            assert await store.sealed(once) is None
