"""The sandbox's bank: what gets lost on the way, and the book that outlives the process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cleanbee.adapters.memory.bank import Bank, Entry
from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.courier import MemoryCourier
from cleanbee.adapters.memory.faults import Faults
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.domain.kernel import BookingId, CardId, CustomerId, OperationId, PaymentId, with_
from cleanbee.domain.payment.fact import CustomerWanted, Held, NeverHappened, NoAnswer, Taken, TurnedDown
from cleanbee.domain.payment.payment import CardSaved, Operation, Payment
from cleanbee.ports.contracts.nouns import Nouns, euros
from cleanbee.ports.outbound.messaging import CourierDown
from cleanbee.ports.outbound.payment import GatewayDown

NOW = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
IDS = SeededIds(3)


def authorise(card: str = "card_ok") -> Operation:
    payment = Payment(
        id=PaymentId(IDS.new()),
        booking=BookingId(IDS.new()),
        customer=CustomerId(IDS.new()),
        card=CardId(IDS.new()),
        amount=euros(9576),
        phase=CardSaved(),
    )
    return Nouns(IDS).operation(payment, token=card)


async def test_an_answer_that_is_lost_was_still_an_effect() -> None:
    gateway = MemoryGateway(ManualClock(NOW), faults=Faults(1, lost=1000))
    operation = authorise()
    assert await gateway.authorise(operation) == NoAnswer()
    gateway.faults.heal()
    assert isinstance(await gateway.look_up(operation), Held)
    assert len(gateway.bank.entries) == 1


async def test_what_never_arrives_has_no_effect() -> None:
    gateway = MemoryGateway(ManualClock(NOW), faults=Faults(1, never=1000))
    operation = authorise()
    assert await gateway.authorise(operation) == NoAnswer()
    gateway.faults.heal()
    assert await gateway.look_up(operation) == NeverHappened()


async def test_a_gateway_that_is_down_is_said_to_be_down() -> None:
    gateway = MemoryGateway(ManualClock(NOW), faults=Faults(1, down=1000))
    with pytest.raises(GatewayDown):
        await gateway.authorise(authorise())
    assert not gateway.bank.entries


async def test_the_same_seed_brings_the_same_faults() -> None:
    def fates() -> list[str]:
        faults = Faults(11, down=100, never=200, lost=300)
        return [faults.next() for _ in range(200)]

    drawn = fates()
    assert drawn == fates()
    assert {"well", "down", "never", "lost"} == set(drawn)


async def test_a_bank_reads_its_book_again_and_knows_everything_it_knew() -> None:
    book: list[Entry] = []
    before = MemoryGateway(ManualClock(NOW), Bank(book.append))
    hold, wanted = authorise(), authorise("card_3ds")
    held = await before.authorise(hold)
    assert isinstance(held, Held)
    capture = with_(hold, id=OperationId(IDS.new()), kind="capture", amount=euros(100), provider_id=held.provider_id)
    await before.capture(capture)
    await before.authorise(wanted)
    after = MemoryGateway(ManualClock(NOW), Bank(book.append, entries=tuple(book)))
    assert await after.authorise(hold) == held
    assert await after.capture(capture) == Taken(provider_id=held.provider_id, amount=euros(100))
    assert after.bank.entries == before.bank.entries
    assert isinstance(await after.look_up(wanted), CustomerWanted)


async def test_the_book_is_written_before_the_bank_counts_it() -> None:
    def full(entry: Entry) -> None:
        raise OSError("the disk is full")

    gateway = MemoryGateway(ManualClock(NOW), Bank(full))
    operation = authorise()
    with pytest.raises(OSError, match="full"):
        await gateway.authorise(operation)
    assert await gateway.look_up(operation) == NeverHappened()


@pytest.mark.parametrize(("agreed", "fact"), [(True, Held), (False, TurnedDown)])
async def test_the_customer_follows_the_banks_link_and_agrees_or_not(agreed: bool, fact: type) -> None:
    gateway = MemoryGateway(ManualClock(NOW))
    operation = authorise("card_3ds")
    wanted = await gateway.authorise(operation)
    assert isinstance(wanted, CustomerWanted)
    assert await gateway.confirm(wanted.provider_id, agreed=agreed)
    assert isinstance(await gateway.look_up(operation), fact)
    assert not await gateway.confirm(wanted.provider_id, agreed=True)


async def test_a_bank_that_waits_a_day_for_the_customer_says_no() -> None:
    clock = ManualClock(NOW)
    gateway = MemoryGateway(clock)
    operation = authorise("card_3ds")
    wanted = await gateway.authorise(operation)
    assert isinstance(wanted, CustomerWanted)
    clock.forward(timedelta(hours=24))
    assert not await gateway.confirm(wanted.provider_id, agreed=True)
    refused = await gateway.look_up(operation)
    assert isinstance(refused, TurnedDown) and refused.kind == "needs_you"
    assert await gateway.authorise(operation) == refused


async def test_a_courier_whose_answer_is_lost_delivers_once_when_asked_again() -> None:
    courier = MemoryCourier(Faults(1, lost=1000))
    notice = Nouns(IDS).notice(IDS.new())
    with pytest.raises(CourierDown):
        await courier.deliver(notice, "text")
    courier.faults.heal()
    await courier.deliver(notice, "text")
    assert [letter.text for letter in courier.delivered] == ["text"]
