"""What the tables of money promise: one payment a booking, an intent once for ever, a ledger that only grows."""

from __future__ import annotations

import pytest

from cleanbee.domain.kernel import BookingId, JournalId, Money, evolve, with_
from cleanbee.domain.payment.journals.corrections import reversed_
from cleanbee.domain.payment.payment import Abandoned, Failed, Operation, Sent, Succeeded, Unknown
from cleanbee.ports.contracts.nouns import MORNING, at, euros
from cleanbee.ports.contracts.racing import Meeting, all_well, at_once
from cleanbee.ports.contracts.stores import OpensStore, placed, settle
from cleanbee.ports.outbound.payment import LinesAsked
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
                assert list(await work.payments.of_bookings([booking.id, BookingId(nouns.ids.new())])) == [payment]
                assert not await work.payments.of_bookings([])

    async def test_the_newest_payments_come_first(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            made = [nouns.payment(await placed(store, nouns, world), world.card) for _ in range(3)]
            async with store.begin() as work:
                for payment in made:
                    await work.payments.add(payment)
            async with store.begin() as work:
                mine = {one.id for one in made}
                newest = [one for one in await work.payments.newest(10_000) if one.id in mine]
                assert newest == sorted(made, key=lambda one: one.id, reverse=True)
                assert len(await work.payments.newest(2)) == 2

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

    async def test_what_a_card_was_asked_is_found_by_its_mark_the_newest_first(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            payment = nouns.payment(await placed(store, nouns, world), world.card)
            mark = f"{payment.customer}:{nouns.word('plastic')}"
            first, other, void, last = (
                with_(one, intent=nouns.word("intent"), card=card)
                for one, card in (
                    (nouns.operation(payment), mark),
                    (nouns.operation(payment), f"{mark}2"),
                    (nouns.operation(payment, "void"), mark),
                    (nouns.operation(payment), mark),
                )
            )
            async with store.begin() as work:
                await work.payments.add(payment)
                for one in (first, other, void):
                    await work.operations.add(one)
            async with store.begin() as work:
                await work.operations.add(last)
                assert list(await work.operations.of_card(mark, 9)) == [last, first]
                assert list(await work.operations.of_card(mark, 1)) == [last]
                assert list(await work.operations.of_card(nouns.word("unheard"), 9)) == []

    async def test_who_took_money_is_found_by_the_gateways_name_of_the_charge(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            payment = nouns.payment(await placed(store, nouns, world), world.card)
            charge = nouns.word("charge")
            well = Succeeded(at=MORNING, provider_id=charge)
            hold, void, failed, took = (
                with_(one, intent=nouns.word("intent"), provider_id=charge, phase=phase)
                for one, phase in (
                    (nouns.operation(payment, "authorise"), well),
                    (nouns.operation(payment, "void"), Failed(at=MORNING, reason="captured")),
                    (nouns.operation(payment, "capture"), Failed(at=MORNING, reason="no")),
                    (nouns.operation(payment, "capture"), well),
                )
            )
            async with store.begin() as work:
                await work.payments.add(payment)
                for one in (hold, void, failed):
                    await work.operations.add(one)
                assert await work.operations.of_charge(charge) == failed, "the only one that meant to"
                await work.operations.add(took)
            async with store.begin() as work:
                assert await work.operations.of_charge(charge) == took
                unheard = nouns.word("charge")
                assert await work.operations.of_charge(unheard) is None
                assert await work.operations.of_charges({charge, unheard}) == {charge: took}
                assert not await work.operations.of_charges(set())

    async def test_those_of_many_operations_that_are_kept_are_found_together(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            payment = nouns.payment(await placed(store, nouns, world), world.card)
            first, second, unkept = (nouns.operation(payment, "void") for _ in range(3))
            async with store.begin() as work:
                await work.payments.add(payment)
                for one in (second, first):
                    await work.operations.add(one)
            async with store.begin() as work:
                found = await work.operations.find_many({one.id for one in (first, second, unkept)})
                assert list(found) == sorted((first, second), key=lambda one: one.id)
                assert not await work.operations.find_many(())


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
            captured = with_(nouns.journal(booking.id, world.customer.id), source=earned.source, kind="capture")
            async with store.begin() as work:
                assert await work.journals.post(earned)
                assert await work.journals.post(with_(captured, at=at(1)))
                assert [one.kind for one in await work.journals.of_booking(booking.id)] == ["earned", "capture"]

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

    async def test_a_balance_is_asked_for_one_owner_or_for_all_of_an_account(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world, other = await settle(store, nouns), await settle(store, nouns)
            async with store.begin() as work:
                before = await work.journals.balance("customer:owed")
                for owner, cents in ((world.customer.id, 8640), (other.customer.id, 100)):
                    await work.journals.post(nouns.journal(nouns.ids.new(), owner, cents))
                assert await work.journals.balance("customer:owed", world.customer.id) == euros(0), "not kept yet"
            async with store.begin() as work:
                assert await work.journals.balance("customer:owed", world.customer.id) == euros(8640)
                assert await work.journals.balance("customer:owed") == before + euros(8740)
                assert await work.journals.balance("customer:owed", world.customer.id, "CHF") == Money(
                    amount=0, currency="CHF"
                )

    async def test_what_a_person_has_never_stands_on_the_other_side_whoever_is_faster(self) -> None:
        nouns = self.nouns()
        meeting = Meeting(2)
        async with self.open_store() as store:
            owner = (await settle(store, nouns)).customer.id
            async with store.begin() as work:
                await work.journals.post(nouns.journal(nouns.ids.new(), owner, 100))

            async def use_up() -> None:
                async with store.begin() as work:
                    assert await work.journals.balance("customer:owed", owner) == euros(100)
                    await work.journals.post(nouns.journal(nouns.ids.new(), owner, -60))
                    await meeting.arrive()

            outcome = await at_once(use_up(), use_up())
            assert [type(each) for each in outcome if each is not None] == [Stale]
            async with store.begin() as work:
                assert await work.journals.balance("customer:owed", owner) == euros(40)

    async def test_within_one_unit_a_person_s_account_may_pass_through_the_other_side(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            owner = (await settle(store, nouns)).customer.id
            async with store.begin() as work:
                await work.journals.post(nouns.journal(nouns.ids.new(), owner, -60))
                await work.journals.post(nouns.journal(nouns.ids.new(), owner, 60))
            async with store.begin() as work:
                assert await work.journals.balance("customer:owed", owner) == euros(0)

    async def test_an_account_is_read_line_by_line_from_the_newest_with_what_stood_after_each(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            owner = (await settle(store, nouns)).customer.id
            journals = [nouns.journal(nouns.ids.new(), owner, cents) for cents in (100, 20, -30, 5)]
            for journal in journals:
                async with store.begin() as work:
                    await work.journals.post(journal)
            async with store.begin() as work:
                first = await work.journals.lines(LinesAsked(account="customer:owed", owner=owner, limit=3))
                rest = await work.journals.lines(
                    LinesAsked(account="customer:owed", owner=owner, limit=3, before=first[-1].place)
                )
                newest = await work.journals.lines(LinesAsked(account="customer:owed", limit=1))
                now = await work.journals.balance("customer:owed")
            read = [*first, *rest]
            assert [one.total.amount for one in read] == [95, 90, 120, 100]
            assert [one.amount.amount for one in read] == [5, -30, 20, 100]
            assert [one.booking for one in read] == [one.booking for one in reversed(journals)]
            assert {(one.kind, one.owner) for one in read} == {("earned", owner)}
            assert [one.total for one in newest] == [now]

    async def test_a_journal_is_reversed_once_and_exactly(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking = await placed(store, nouns, world)
            wrong = nouns.journal(booking.id, world.customer.id)
            back = reversed_(JournalId(nouns.ids.new()), wrong, at(1))
            async with store.begin() as work:
                await work.journals.post(wrong)
            async with store.begin() as work:
                assert await work.journals.post(back)
                assert not await work.journals.post(with_(back, id=JournalId(nouns.ids.new())))
            async with store.begin() as work:
                assert await work.journals.find(back.id) == back
                assert await work.journals.find(JournalId(nouns.ids.new())) is None
                assert await work.journals.balance("customer:owed", world.customer.id) == euros(0)
            with pytest.raises(Stale):
                async with store.begin() as work:
                    again = with_(back, id=JournalId(nouns.ids.new()), source=nouns.ids.new())
                    await work.journals.post(again)

    async def test_a_reversal_that_takes_back_something_else_is_refused(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            owner = (await settle(store, nouns)).customer.id
            wrong = nouns.journal(nouns.ids.new(), owner, 100)
            async with store.begin() as work:
                await work.journals.post(wrong)
            with pytest.raises(AssertionError, match="reversal_is_exact"):
                async with store.begin() as work:
                    other = nouns.journal(nouns.ids.new(), owner, -99)
                    await work.journals.post(with_(other, kind="reversal", source=wrong.id, reverses=wrong.id))

    async def test_journals_need_no_booking_and_balances_do_not_drift(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            owner = (await settle(store, nouns)).customer.id
            weekly = with_(nouns.journal(nouns.ids.new(), owner), booking=None)
            async with store.begin() as work:
                await work.journals.post(weekly)
            async with store.begin() as work:
                assert await work.journals.find(weekly.id) == weekly
                assert list(await work.journals.drifts()) == []

    async def test_journals_are_found_by_their_facts_and_by_the_accounts_they_touch(self) -> None:
        nouns = self.nouns()
        async with self.open_store() as store:
            world = await settle(store, nouns)
            booking, owner = await placed(store, nouns, world), world.customer.id
            early, late = (nouns.journal(booking.id, owner, at_=at(minutes)) for minutes in (10, 20))
            other = with_(nouns.journal(booking.id, owner, at_=at(15)), kind="fee", source=early.source)
            async with store.begin() as work:
                for one in (late, early, other):
                    assert await work.journals.post(one)
            ours = {early.id, late.id, other.id}
            async with store.begin() as work:
                assert list(await work.journals.of_sources([early.source, early.source])) == [early, other]
                assert list(await work.journals.of_sources([])) == []
                touching = work.journals.touching
                found = await touching(["customer:owed", "platform:revenue"], at(10), at(20))
                assert [one.id for one in found if one.id in ours] == [early.id, other.id]
                assert not [one for one in await touching(["gateway"], at(0), at(60)) if one.id in ours]
