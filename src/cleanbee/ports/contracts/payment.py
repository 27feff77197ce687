"""What the tables of money promise: one payment a booking, an intent once for ever, a ledger that only grows."""

from __future__ import annotations

import pytest

from cleanbee.domain.kernel import evolve, with_
from cleanbee.domain.payment.payment import Abandoned, Operation, Sent, Unknown
from cleanbee.ports.contracts.nouns import MORNING, at, euros
from cleanbee.ports.contracts.racing import Meeting, all_well, at_once
from cleanbee.ports.contracts.stores import OpensStore, placed, settle
from cleanbee.ports.outbound.store import Stale


class PaymentsContract(OpensStore):
    """Cards, payments and operations."""

    async def test_removed_cards_are_not_offered_for_payment(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            second = with_(nouns.card(world.customer), saved_at=at(1))
            async with store.begin() as work:
                await work.cards.add(second)
                assert list(await work.cards.of(world.customer.id)) == [world.card, second]
                await work.cards.replace(world.card, evolve(world.card, removed_at=MORNING))
            async with store.begin() as work:
                assert list(await work.cards.of(world.customer.id)) == [second]
                assert await work.cards.find(world.card.id) == evolve(world.card, removed_at=MORNING)

    async def test_a_booking_has_one_payment(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            payment = nouns.payment(booking, world.card)
            async with store.begin() as work:
                await work.payments.add(payment)
            with pytest.raises(Stale):
                async with store.begin() as work:
                    await work.payments.add(nouns.payment(booking, world.card))
            async with store.begin() as work:
                assert await work.payments.of_booking(booking.id) == payment

    async def test_an_intent_is_kept_once_for_ever(self) -> None:
        nouns = self.nouns()
        meeting = Meeting(2)
        async with self.open_store() as store:
            world = await settle(store, nouns)
            payment = nouns.payment(await placed(store, nouns, world), world.card)
            async with store.begin() as work:
                await work.payments.add(payment)
            intent = nouns.word("capture")

            async def plan(operation: Operation) -> None:
                async with store.begin() as work:
                    await meeting.arrive()
                    await work.operations.add(operation)

            plans = [with_(nouns.operation(payment, "capture"), intent=intent) for _ in range(2)]
            outcome = await at_once(*(plan(operation) for operation in plans))
            assert [type(each) for each in outcome if each is not None] == [Stale]
            async with store.begin() as work:
                assert await work.operations.by_intent(intent) in plans

    async def test_unfinished_operations_are_taken_up_when_they_are_due(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            payment = nouns.payment(await placed(store, nouns, world), world.card)
            planned = nouns.operation(payment)
            sent = with_(nouns.operation(payment), phase=Sent(first_at=MORNING, attempts=1, next_at=at(1)))
            unsure = with_(nouns.operation(payment), phase=Unknown(first_at=MORNING, attempts=1, next_at=at(2)))
            closed = with_(nouns.operation(payment), phase=Abandoned(reason="lost", evidence="looked up"))
            made = [planned, sent, unsure, closed]
            async with store.begin() as work:
                await work.payments.add(payment)
                for operation in made:
                    await work.operations.add(operation)
            async with store.begin() as work:
                mine = {one.id for one in made}
                due = [
                    [one for one in await work.operations.unfinished(at(h), 10_000) if one.id in mine]
                    for h in (0, 1, 2)
                ]
                assert due == [[planned], [planned, sent], [planned, sent, unsure]]
                next_due = await work.operations.next_due()
                assert next_due is not None and next_due <= at(1)
                assert list(await work.operations.of_booking(payment.booking)) == made


class JournalsContract(OpensStore):
    """The ledger."""

    async def test_a_fact_of_money_is_posted_once(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            journal = nouns.journal(booking.id, world.customer.id)
            again = with_(nouns.journal(booking.id, world.customer.id), source=journal.source)
            async with store.begin() as work:
                assert await work.journals.post(journal)
                assert not await work.journals.post(again)
            async with store.begin() as work:
                assert not await work.journals.post(again)
            async with store.begin() as work:
                assert list(await work.journals.of_booking(booking.id)) == [journal]

    async def test_a_fact_posted_twice_at_once_is_posted_once(self) -> None:
        nouns = self.nouns()
        meeting = Meeting(2)
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            source = nouns.ids.new()

            async def post() -> bool:
                journal = with_(nouns.journal(booking.id, world.customer.id), source=source)
                async with store.begin() as work:
                    await meeting.arrive()
                    return await work.journals.post(journal)

            assert sorted(await all_well(post(), post())) == [False, True]
            async with store.begin() as work:
                assert len(await work.journals.of_booking(booking.id)) == 1

    async def test_the_same_source_may_have_facts_of_several_kinds(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            earned = nouns.journal(booking.id, world.customer.id)
            captured = with_(nouns.journal(booking.id, world.customer.id), source=earned.source, kind="captured")
            async with store.begin() as work:
                assert await work.journals.post(earned)
                assert await work.journals.post(with_(captured, at=at(1)))
                assert [one.kind for one in await work.journals.of_booking(booking.id)] == ["earned", "captured"]

    async def test_balances_are_the_sums_of_all_postings_and_together_they_are_nothing(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            owner = world.customer.id
            async with store.begin() as work:
                await work.journals.post(nouns.journal(booking.id, owner, 8640))
                await work.journals.post(nouns.journal(booking.id, owner, -640))
            async with store.begin() as work:
                balances = await work.journals.balances()
            assert [one.amount for one in balances if one.owner == owner] == [euros(8000)]
            assert sum(one.amount.amount for one in balances) == 0
            assert all(one.amount.amount for one in balances)

    async def test_an_account_that_is_even_is_not_listed(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            async with store.begin() as work:
                await work.journals.post(nouns.journal(booking.id, world.customer.id, 8640))
                await work.journals.post(nouns.journal(booking.id, world.customer.id, -8640))
            async with store.begin() as work:
                assert world.customer.id not in {one.owner for one in await work.journals.balances()}
