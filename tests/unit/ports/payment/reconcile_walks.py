"""Stories of our books beside the gateway's, over any store: a difference is 0, or it has a name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from tests.unit.ports.booking.walks import Build, Town
from tests.unit.ports.payment.hook_walks import DAY, HOUR, MONDAY, WEDNESDAY, cleaned
from tests.unit.ports.payment.pay_town import PayTown

from cleanbee.adapters.memory.bank import Entry
from cleanbee.adapters.memory.bank_statement import fee_of
from cleanbee.adapters.memory.clock import ManualClock, VirtualPause
from cleanbee.adapters.memory.faults import Faults
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.ids import SeededDice
from cleanbee.domain.kernel import (
    JournalId,
    Money,
    NotAllowed,
    NotFound,
    NotInPhase,
    OperationId,
    OpsId,
    ReasonMissing,
    Refused,
    VersionMoved,
    with_,
)
from cleanbee.domain.payment.fact import Fact, NoAnswer, Taken
from cleanbee.domain.payment.journals.extras import gateway_fee
from cleanbee.domain.payment.journals.lines import Entry as Head
from cleanbee.domain.payment.open_item import ItemKind, OpenItem
from cleanbee.domain.payment.payment import Abandoned, Operation, Owed
from cleanbee.domain.payment.payout import Returned
from cleanbee.domain.people.actor import AsOps
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.payment.abandon_operation import AbandonAsked, AbandonOperation
from cleanbee.ports.inbound.payment.check_books import CheckBooks
from cleanbee.ports.inbound.payment.reconcile_gateway import ReconcileAsked, Reconciled, ReconcileGateway
from cleanbee.ports.inbound.payment.take_fact import TakeFact

WEEK = timedelta(days=7)
CAPTURED = WEDNESDAY + 3 * HOUR + DAY


async def compared(place: Town, since: datetime | None = None, *, gateway: MemoryGateway | None = None) -> Reconciled:
    """What finance is told."""
    take_fact = TakeFact(place.store, place.ids)
    asked = gateway or place.gateway
    reconcile = ReconcileGateway(place.store, asked, place.ids, take_fact, VirtualPause(), SeededDice(1))
    found = await reconcile(ReconcileAsked(actor=place.olga, since=since))
    assert isinstance(found, Reconciled)
    return found


class Silent(MemoryGateway):
    """A gateway that shows its books, and says nothing of single calls."""

    async def look_up(self, operation: Operation) -> Fact:
        return NoAnswer()


async def op(place: Town, id: OperationId) -> Operation:
    async with place.store.begin() as work:
        found = await work.operations.find(id)
    assert found is not None
    return found


def names(items: Sequence[OpenItem]) -> list[tuple[ItemKind, str, int]]:
    return [(one.finding.kind, one.finding.about, (one.finding.amount or Money(amount=0)).amount) for one in items]


async def paid(build: Build, token: str = "card_ok") -> tuple[Town, BookingView, int, str]:
    """A clean that was done and paid, a quarter of an hour ago: of which the bank's book has a line and a name."""
    place = await build(MONDAY, token=token)
    view = await place.book(WEDNESDAY)
    await cleaned(place, view)
    await place.go_to(CAPTURED + HOUR)
    (line,) = [at for at, one in enumerate(place.gateway.bank.entries) if isinstance(one.fact, Taken)]
    fact = place.gateway.bank.entries[line].fact
    assert isinstance(fact, Taken)
    return place, view, line, f"txn_{fact.provider_id}"


def altered(place: Town, line: int, by: int) -> Entry:
    """Somebody writes another amount into the bank's own book."""
    entry = place.gateway.bank.entries[line]
    assert isinstance(entry.fact, Taken)
    amount = with_(entry.fact.amount, amount=entry.fact.amount.amount + by)
    place.gateway.bank.entries[line] = with_(entry, fact=with_(entry.fact, amount=amount))
    return entry


class ReconcileWalks:
    """The two books, over any store."""

    async def test_books_that_agree_differ_by_nothing_and_the_gateways_fee_is_posted_once(self, build: Build) -> None:
        place, view, _, _ = await paid(build)
        fee = fee_of(view.booking.price.total).amount
        first, second = await compared(place), await compared(place)
        assert (first.transactions, first.fees, first.items, first.difference) == (1, 1, (), 0)
        assert (second.transactions, second.fees, second.items, second.difference) == (1, 0, (), 0)
        ledger = await place.ledger()
        assert ledger["platform:gateway_cost"] == fee
        assert ledger["gateway"] == view.booking.price.total.amount - fee

    @pytest.mark.parametrize("by", [1, -1])
    async def test_one_cent_in_the_gateways_books_is_named_until_it_fits_again(self, build: Build, by: int) -> None:
        place, view, line, transaction = await paid(build)
        assert not (await compared(place)).items
        was = altered(place, line, by)
        found = await compared(place)
        assert names(found.items) == [("amount_differs", transaction, by)] and found.difference == 1
        assert found.items[0].finding.booking == view.booking.id
        again = await compared(place)
        assert names(again.items) == names(found.items) and again.items[0].since == found.items[0].since
        await place.go_to(CAPTURED + WEEK)
        assert names((await compared(place)).items) == names(found.items), "looked for as long as it is open"
        place.gateway.bank.entries[line] = was
        assert not (await compared(place)).items

    async def test_a_cent_that_was_wrong_before_the_fee_came_is_named_too(self, build: Build) -> None:
        place, _, line, transaction = await paid(build)
        altered(place, line, 1)
        assert names((await compared(place)).items) == [("amount_differs", transaction, 1)]

    async def test_what_is_older_than_was_looked_at_is_left_as_it_was(self, build: Build) -> None:
        place, _, line, transaction = await paid(build)
        altered(place, line, 1)
        await compared(place)
        await place.go_to(CAPTURED + 30 * DAY)
        assert names((await compared(place, CAPTURED + 29 * DAY)).items) == [("amount_differs", transaction, 1)]

    async def test_a_message_that_is_dropped_for_good_is_named_as_late_and_then_as_missing(self, build: Build) -> None:
        """The customer's bank takes the charge back after fourteen days, and nobody tells us."""
        place, view, _, transaction = await paid(build, "card_dispute")
        assert not (await compared(place)).items
        await place.go_to(CAPTURED + 15 * DAY)
        gone = view.booking.price.total.amount + 1500
        about = transaction.replace("txn_", "txn_dispute_")
        found = await compared(place)
        assert names(found.items) == [("late_webhook", about, -gone)]
        assert found.items[0].finding.booking == view.booking.id
        await place.go_to(CAPTURED + 18 * DAY)
        assert names((await compared(place)).items) == [("missing_here", about, -gone)]

    async def test_a_payout_that_was_refused_moved_nothing_and_one_that_is_lost_did(self, build: Build) -> None:
        """Entered, then taken back: of neither has the gateway a line."""
        pay = PayTown(await build(MONDAY))
        await pay.account(pay.joyce.id, "account_closed")
        await pay.earns(pay.joyce.id, 5040)
        await pay.later(8 * DAY)
        await pay.run()
        await pay.send()
        assert isinstance((await pay.one(pay.joyce.id)).phase, Returned)
        await pay.later(HOUR)
        assert not [one for one in (await compared(pay.town)).items if "payout" in one.finding.text]
        await pay.account(pay.joyce.id)
        await pay.run()
        await pay.send()
        place = pay.town
        del place.gateway.bank.entries[-1]
        await pay.later(HOUR)
        lost = [one for one in (await compared(place)).items if "payout" in one.finding.text]
        assert [(one.finding.kind, one.finding.amount) for one in lost] == [("missing_there", Money(amount=5040))]

    async def test_what_only_our_books_have_is_named(self, build: Build) -> None:
        place, _, line, _ = await paid(build)
        await compared(place)
        del place.gateway.bank.entries[line]
        found = await compared(place)
        assert sorted(kind for kind, _, _ in names(found.items)) == ["missing_there", "missing_there"], "money and fee"
        assert found.difference > 0

    async def test_what_nobody_here_asked_for_is_named(self, build: Build) -> None:
        place, _, line, _ = await paid(build)
        bank, entry = place.gateway.bank, place.gateway.bank.entries[line]
        call = with_(entry.call, key=OperationId(place.ids.new()))
        bank.entries.append(with_(entry, call=call, fact=Taken(provider_id="hold_of_theirs", amount=Money(amount=700))))
        found = await compared(place)
        net = 700 - fee_of(Money(amount=700)).amount
        assert names(found.items) == [("unknown_transaction", "txn_hold_of_theirs", net)]
        assert (await place.ledger())["platform:gateway_cost"] == fee_of(entry.fact.amount).amount, "no fee of theirs"  # type: ignore[union-attr] -- taken

    async def test_what_nobody_knows_is_looked_up(self, build: Build) -> None:
        """The capture's answer was lost, and no message came."""
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await place.go_to(CAPTURED - DAY - 3 * HOUR)
        place.gateway.faults = Faults(lost=1000)
        await cleaned(place, view)
        assert "platform:gateway_cost" not in await place.ledger()
        place.gateway.faults.heal()
        found = await compared(place)
        assert (found.items, found.fees) == ((), 1)
        async with place.store.begin() as work:
            payment = await work.payments.of_booking(view.booking.id)
        assert payment is not None and type(payment.phase).__name__ == "Captured"

    async def test_what_nobody_can_know_is_named_and_closed_by_hand_after_one_more_look(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await place.go_to(CAPTURED - DAY - 3 * HOUR)
        place.gateway.faults = Faults(never=1000)
        await cleaned(place, view)
        await place.go_to(CAPTURED + 30 * HOUR)
        silent = Silent(ManualClock(CAPTURED + 30 * HOUR), place.gateway.bank)
        (item,) = (await compared(place, gateway=silent)).items
        assert item.finding.kind == "operation_in_doubt" and item.finding.booking == view.booking.id
        abandon = AbandonOperation(place.store, place.gateway, place.ids)
        id = OperationId(UUID(item.finding.about))
        ask = AbandonAsked(actor=place.olga, operation=id, reason=" silent ", evidence="No charge there")
        assert await abandon(with_(ask, evidence=" ")) == Refused(why=ReasonMissing())
        old = with_(ask, at_version=99)
        assert await abandon(old) == Refused(why=VersionMoved(current=(await op(place, id)).version))
        sven = AsOps(id=OpsId(place.ids.new()), role="support")
        assert await abandon(with_(ask, actor=sven)) == Refused(why=NotFound(what="operation"))
        closed = await abandon(ask)
        assert isinstance(closed, Operation) and isinstance(closed.phase, Abandoned)
        assert closed.phase.reason == "silent" and closed.phase.evidence.startswith("No charge there (asked once more")
        async with place.store.begin() as work:
            payment, (deed,) = await work.payments.of_booking(view.booking.id), await work.audit.newest(9, id)
        assert payment is not None and isinstance(payment.phase, Owed) and payment.covered
        assert (deed.shown.who, deed.shown.what) == (place.olga, "operation_abandoned")
        place.gateway.faults.heal()
        assert not (await compared(place)).items

    async def test_what_the_gateway_knows_after_all_is_taken_and_not_abandoned(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        await place.go_to(CAPTURED - DAY - 3 * HOUR)
        place.gateway.faults = Faults(lost=1000)
        await cleaned(place, view)
        await place.go_to(CAPTURED + 30 * HOUR)
        place.gateway.faults.heal()
        async with place.store.begin() as work:
            (doubt,) = [one for one in await work.operations.of_booking(view.booking.id) if not one.finished]
        ask = AbandonAsked(actor=place.olga, operation=doubt.id, reason="silent", evidence="No charge there")
        answer = await AbandonOperation(place.store, place.gateway, place.ids)(ask)
        assert answer == Refused(why=NotInPhase(phase="succeeded"))
        async with place.store.begin() as work:
            payment = await work.payments.of_booking(view.booking.id)
        assert payment is not None and type(payment.phase).__name__ == "Captured"

    async def test_only_finance_compares_and_whoever_does_is_noted(self, build: Build) -> None:
        place, _, _, _ = await paid(build)
        await compared(place)
        sven = AsOps(id=OpsId(place.ids.new()), role="support")
        take_fact = TakeFact(place.store, place.ids)
        reconcile = ReconcileGateway(place.store, place.gateway, place.ids, take_fact, VirtualPause(), SeededDice(1))
        assert await reconcile(ReconcileAsked(actor=sven)) == Refused(why=NotAllowed(action="ledger.reconcile"))
        async with place.store.begin() as work:
            (noted,) = [one for one in await work.audit.newest(10) if one.shown.what == "books"]
        assert noted.shown.who == place.olga

    async def test_rules_of_the_books_that_hold_are_no_items_and_a_broken_one_is(self, build: Build) -> None:
        place, _, _, _ = await paid(build)
        check = CheckBooks(place.store, place.ids)
        assert await check() == 0
        assert await self.open_items(place) == []
        async with place.store.begin() as work:
            head = Head(id=JournalId(place.ids.new()), source=place.ids.new(), booking=None, at=await work.now())
            taken = with_(gateway_fee(head, Money(amount=5)), kind="odd")
            lines = tuple(with_(one, account={"gateway": "memo:held"}.get(one.account, one.account))
                          for one in taken.postings)  # fmt: skip
            await work.journals.post(with_(taken, postings=lines))
        await check()
        (item,) = await self.open_items(place)
        assert (item.finding.kind, item.finding.about) == ("invariant_broken", "M16")
        assert "memo:held" in item.finding.text

    async def test_what_broke_a_rule_long_ago_is_found_within_as_many_hours_as_there_are_days_and_stays_open(
        self, build: Build
    ) -> None:
        place, view, _, _ = await paid(build)
        check = CheckBooks(place.store, place.ids)
        async with place.store.begin() as work:
            then = await work.now()
            head = Head(id=JournalId(place.ids.new()), source=place.ids.new(), booking=view.booking.id, at=then)
            await work.journals.post(with_(gateway_fee(head, Money(amount=9999)), kind="refund"))
        await place.clock.freeze(then + timedelta(days=9))
        seen = []
        for _ in range(12):
            await place.clock.freeze(await place.now() + timedelta(hours=1))
            await check()
            seen.append([one.finding.about for one in await self.open_items(place)])
        assert seen[-1] == ["M6"] and [] in seen, "not asked of every day at once"
        assert seen == sorted(seen), "once found it stays open"
        assert [one.about for one in await check.whole()] == ["M6"]

    async def open_items(self, place: Town) -> list[OpenItem]:
        async with place.store.begin() as work:
            return list(await work.open_items.open())
