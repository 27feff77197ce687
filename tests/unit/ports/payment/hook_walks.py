"""Stories of what the gateway tells by itself, over any store: late, twice, in any order, between and after replies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from tests.unit.ports.booking.walks import Build, Town, town

from cleanbee.adapters.memory.clock import ManualClock, VirtualPause
from cleanbee.adapters.memory.faults import Faults
from cleanbee.adapters.memory.ids import SeededDice, SeededIds
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.domain.kernel import OperationId, with_
from cleanbee.domain.payment.fact import CustomerWanted, LetGo, Taken
from cleanbee.domain.payment.news import Message, News, OperationNews, PayoutArrived
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.check_in import CheckIn, CheckInAsked
from cleanbee.ports.inbound.booking.finish_cleaning import FinishCleaning
from cleanbee.ports.inbound.booking.start_cleaning import StartCleaning
from cleanbee.ports.inbound.payment.take_news import (
    Acted,
    NotYet,
    Outcome,
    Road,
    TakeNews,
    TakeOperationNews,
)
from cleanbee.ports.inbound.payment.work_inbox import WorkInbox
from cleanbee.ports.outbound.store import Work

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
WEDNESDAY = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATE_H = 72


async def in_memory() -> Town:
    """The town on Monday, over memory, with a card whose bank wants the customer."""
    clock, ids = ManualClock(MONDAY), SeededIds(7)
    return await town(clock, MemoryStore(clock, ids), ids, token="card_3ds")


def drain(place: Town, more: dict[type[News], Road] | None = None) -> WorkInbox:
    """Acting on messages, by the roads of operations and some more."""
    roads: dict[type[News], Road] = {OperationNews: TakeOperationNews(place.ids), **(more or {})}
    return WorkInbox(place.store, place.ids, VirtualPause(), SeededDice(1), TakeNews(roads))


async def receive(place: Town, *messages: Message) -> None:
    """What comes in by a webhook whose signature was found right."""
    for one in messages:
        async with place.store.begin() as work:
            await work.inbox.receive("bank", one, await work.now())


async def work_off(place: Town, more: dict[type[News], Road] | None = None) -> None:
    while await drain(place, more)():
        pass


async def told(place: Town, dice: Random | None) -> None:
    """The bank's messages arrive: once and in order, or each one to twenty times, shuffled, and acted on in between.

    With an own lot every copy also decides whether the bank is asked again before it comes.
    """
    messages = list(await place.gateway.messages())
    if dice is None:
        await receive(place, *messages)
        await work_off(place)
        return
    copies = [one for one in messages for _ in range(dice.randint(1, 20))]
    dice.shuffle(copies)
    for one in copies:
        await receive(place, one)
        match dice.randrange(4):
            case 0:
                await work_off(place)
            case 1:
                await place.run_due()
            case _:
                pass
    await work_off(place)


async def live(place: Town, dice: Random | None) -> dict[str, Any]:
    """A clean whose card wants the customer, from booking to capture; with dice no reply of the bank's ever arrives."""
    place.gateway.faults = Faults(lost=0 if dice is None else 1000)
    view = await place.book(WEDNESDAY)
    wanted = place.gateway.bank.entries[0].fact
    assert isinstance(wanted, CustomerWanted)
    await place.gateway.confirm(wanted.provider_id, agreed=True)
    await told(place, dice)
    await cleaned(place, view)
    if dice is not None:
        await place.go_to(await place.now() + dice.randrange(LATE_H) * HOUR)
    await told(place, dice)
    place.gateway.faults.heal()
    await place.run_due()
    return await end_of(place, view)


async def cleaned(place: Town, view: BookingView) -> None:
    """Joyce comes, cleans and leaves; a day later the money is due."""
    await place.go_to(WEDNESDAY)
    here = CheckInAsked(actor=place.joyce, booking=view.booking.id, here=place.home.place)
    for step in (CheckIn(place.store, place.ids, place.travel)(here), StartCleaning(place.store)(place.about(view))):
        done = await step
        assert isinstance(done, BookingView), done
    await place.go_to(WEDNESDAY + 3 * HOUR)
    assert isinstance(await FinishCleaning(place.store, place.ids)(place.about(view)), BookingView)
    await place.go_to(WEDNESDAY + 3 * HOUR + DAY)


async def end_of(place: Town, view: BookingView) -> dict[str, Any]:
    """What came of it, without the moments and ids that differ from run to run."""
    async with place.store.begin() as work:
        booking = await work.bookings.find(view.booking.id)
        payment = await work.payments.of_booking(view.booking.id)
        operations = await work.operations.of_booking(view.booking.id)
        journals = await work.journals.of_booking(view.booking.id)
        waiting = await work.inbox.next_due()
        items = await work.open_items.open()
    assert booking is not None and payment is not None
    return {
        "booking": type(booking.phase).__name__,
        "payment": (type(payment.phase).__name__, getattr(payment.phase, "amount", None), payment.covered),
        "operations": sorted((one.kind, type(one.phase).__name__, one.amount.amount) for one in operations),
        "journals": sorted((one.kind, [(p.account, p.amount.amount) for p in one.postings]) for one in journals),
        "ledger": await place.ledger(),
        "bank": sorted((one.amount.amount, one.taken and one.taken.amount, one.let_go)
                       for one in place.gateway.bank.holds.values()),
        "waiting": waiting,
        "items": [one.finding for one in items],
    }  # fmt: skip


class HookWalks:
    """What the gateway tells, over any store."""

    @pytest.mark.parametrize("seed", range(4))
    async def test_however_its_messages_come_the_same_is_true_in_the_end(self, build: Build, seed: int) -> None:
        calm = await live(await in_memory(), None)
        assert calm["payment"][0] == "Captured" and calm["waiting"] is None and not calm["items"]
        assert await live(await build(MONDAY, token="card_3ds"), Random(seed)) == calm

    async def test_what_nothing_acts_on_stays_under_its_name_until_something_does(self, build: Build) -> None:
        place = await build(MONDAY)
        news = PayoutArrived(operation=OperationId(place.ids.new()))
        await receive(place, Message(id="m1", at=MONDAY, news=news))
        await work_off(place)
        (item,) = await self.items(place)
        assert (item.finding.kind, item.finding.about) == ("message_unhandled", "bank/m1")
        assert "payout_arrived" in item.finding.text
        await place.go_to(MONDAY + DAY)
        acted: list[News] = []

        async def road(work: Work, message: Message) -> Outcome:
            acted.append(message.news)
            return Acted()

        await work_off(place, {PayoutArrived: road})
        assert acted == [news] and not await self.items(place)

    async def test_news_of_an_operation_that_nobody_planned_is_for_a_human(self, build: Build) -> None:
        place = await build(MONDAY)
        stranger = OperationNews(operation=OperationId(place.ids.new()), fact=LetGo(provider_id="hold_x"))
        await receive(place, Message(id="m1", at=MONDAY, news=stranger))
        await work_off(place)
        (item,) = await self.items(place)
        assert item.finding.kind == "message_unhandled" and str(stranger.operation) in item.finding.text

    async def test_news_that_comes_too_early_waits_for_what_it_builds_on(self, build: Build) -> None:
        """The second message is worked off first, as if the first were late; after three days a human hears of it."""
        place = await build(MONDAY)
        first = PayoutArrived(operation=OperationId(place.ids.new()))
        second = PayoutArrived(operation=OperationId(place.ids.new()))
        there: list[News] = []

        async def road(work: Work, message: Message) -> Outcome:
            if message.news == second and first not in there:
                return NotYet(needs="the first")
            there.append(message.news)
            return Acted()

        roads: dict[type[News], Road] = {PayoutArrived: road}
        await receive(place, Message(id="m2", at=MONDAY + HOUR, news=second))
        await work_off(place, roads)
        assert not there and not await self.items(place)
        await place.go_to(MONDAY + 3 * DAY)
        await work_off(place, roads)
        (item,) = await self.items(place)
        assert (item.finding.kind, item.finding.text) == ("message_waits", "the first")
        await receive(place, Message(id="m1", at=MONDAY, news=first))
        await work_off(place, roads)
        await place.go_to(MONDAY + 4 * DAY)
        await work_off(place, roads)
        assert there == [first, second] and not await self.items(place)

    async def test_news_about_what_is_finished_changes_nothing_whatever_it_says(self, build: Build) -> None:
        place = await build(MONDAY)
        view = await place.book(WEDNESDAY)
        before = await end_of(place, view)
        async with place.store.begin() as work:
            (operation,) = await work.operations.of_booking(view.booking.id)
        for place_in_order, fact in enumerate((
            CustomerWanted(provider_id="hold_x", link="https://bank.example/x"),
            LetGo(provider_id="hold_x"),
            Taken(provider_id="hold_x", amount=with_(operation.amount, amount=1)),
        )):  # fmt: skip
            late = OperationNews(operation=operation.id, fact=fact)
            await receive(place, Message(id=f"m{place_in_order}", at=MONDAY, news=late))
        await work_off(place)
        assert await end_of(place, view) == before

    async def items(self, place: Town) -> Any:
        async with place.store.begin() as work:
            return await work.open_items.open()
