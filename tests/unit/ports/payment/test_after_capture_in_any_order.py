"""Whatever is given back, disputed and answered in whatever order: no more leaves than came, and the books agree."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.thorough import explored
from tests.unit.ports.booking.walks import town
from tests.unit.ports.payment.dispute_walks import Court
from tests.unit.ports.payment.hook_walks import DAY, HOUR, MONDAY, WEDNESDAY, cleaned
from tests.unit.ports.payment.reconcile_walks import CAPTURED, compared
from tests.unit.ports.payment.refund_walks import PAY, PRICE
from tests.unit.ports.payment.tip_walks import Thanks

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.faults import Faults
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.domain.payment.dispute import Lost, Won
from cleanbee.domain.payment.refund import AwaitingApproval, Failed, Refund, Sending, Succeeded
from cleanbee.domain.payment.tip import Asking, Given
from cleanbee.ports.inbound.payment.check_books import broken

pytestmark = pytest.mark.slow

STEPS = st.one_of(
    st.tuples(st.just("ask"), st.integers(1, PRICE)),
    st.tuples(st.just("approve"), st.integers(0, 5)),
    st.tuples(st.just("drop"), st.integers(0, 5)),
    st.tuples(st.just("call"), st.integers(0, 4)),
    st.tuples(st.just("hear"), st.integers(0, 1000)),
    st.tuples(st.just("answer"), st.just(0)),
    st.tuples(st.just("tip"), st.integers(1, 9000)),
    st.tuples(st.just("wait"), st.integers(1, 24 * 16)),
)


class Both(Court, Thanks):
    """The office, and the customer who thanks."""


class After:
    """One clean that was paid by a card whose owner takes it back, and what the office does about it."""

    def __init__(self, court: Both, seed: int) -> None:
        self.court, self.dice = court, Random(seed)
        self.refunds: list[Refund] = []

    async def step(self, verb: str, told: int) -> None:
        await getattr(self, verb)(told)
        await self.holds()

    async def ask(self, cents: int) -> None:
        made = await self.court.ask(cents)
        if isinstance(made, Refund):
            self.refunds.append(made)

    async def approve(self, which: int) -> None:
        if self.refunds:
            await self.court.approve(self.refunds[which % len(self.refunds)])

    async def drop(self, which: int) -> None:
        if self.refunds:
            await self.court.drop(self.refunds[which % len(self.refunds)])

    async def call(self, fate: int) -> None:
        rates: dict[str, int] = ({}, {"lost": 500}, {"never": 500}, {"saved": 300}, {"down": 400})[fate]  # type: ignore[assignment]
        self.court.town.gateway.faults = Faults(self.dice.randrange(1000), **rates)
        await self.court.town.run_due()
        self.court.town.gateway.faults.heal()

    async def hear(self, seed: int) -> None:
        """Some of what the bank told so far, shuffled, some of it twice."""
        news, dice = await self.court.news(), Random(seed)
        await self.court.told(*[dice.choice(news) for _ in range(dice.randrange(2 * len(news) + 1))] if news else [])

    async def answer(self, _: int) -> None:
        async with self.court.town.store.begin() as work:
            known = await work.disputes.of_booking(self.court.booking)
        for one in known:
            await self.court.send_about(one)

    async def tip(self, cents: int) -> None:
        """The customer gives something, and perhaps hears nothing back."""
        self.court.town.gateway.faults = Faults(self.dice.randrange(1000), lost=300, never=200)
        await self.court.tip(cents)
        self.court.town.gateway.faults.heal()

    async def wait(self, hours: int) -> None:
        await self.court.town.clock.freeze(await self.court.town.now() + timedelta(hours=hours))

    async def holds(self) -> None:
        """Never more gone than came, by our books and by the bank's; what refunds say is what the ledger has."""
        async with self.court.town.store.begin() as work:
            journals = await work.journals.of_booking(self.court.booking)
            refunds = await work.refunds.of_booking(self.court.booking)
            disputes = await work.disputes.of_booking(self.court.booking)
            operations = await work.operations.of_booking(self.court.booking)
            assert not [one for one in await broken(work) if one.about not in {"M10", "M11"}]
        back = -sum(
            line.amount.amount for one in journals if one.kind == "refund" for line in one.postings
            if line.account == "gateway"
        )  # fmt: skip
        taken = next(one.provider_id for one in operations if one.kind == "capture")
        gone = sum(one.amount.amount for one in disputes if not isinstance(one.phase, Won) and one.charge == taken)
        assert back == sum(one.amount.amount for one in refunds if isinstance(one.phase, Succeeded))
        assert back + gone <= PRICE
        for charge in self.court.town.gateway.bank.holds.values():
            assert charge.taken is None or charge.refunded + charge.refunded_late <= charge.taken.amount
        tips = sum(one.amount.amount for one in await self.court.kept() if isinstance(one.phase, Given))
        payable = (await self.court.town.ledger())["cleaner:payable"]
        assert payable == -PAY - tips, "the pay is never taken, and a tip is the cleaner's, all of it"

    async def end(self) -> None:
        """All faults are over, the bank has decided and told everything, and whatever failed is dropped."""
        for _ in range(3):
            await self.court.town.clock.freeze(await self.court.town.now() + 15 * DAY)
            await self.court.hear()
            await self.court.town.run_due()
        for one in self.refunds:
            now = await self.court.now(one)
            assert not isinstance(now.phase, Sending)
            if isinstance(now.phase, AwaitingApproval | Failed):
                await self.court.drop(now)
        await self.court.hear()
        await self.holds()
        assert not await self.court.open_items()
        async with self.court.town.store.begin() as work:
            disputes = await work.disputes.of_booking(self.court.booking)
        assert all(isinstance(one.phase, Won | Lost) for one in disputes)
        assert not any(isinstance(one.phase, Asking) for one in await self.court.kept())
        found = await compared(self.court.town, CAPTURED - DAY)
        assert found.difference == 0, found.items


async def lived(card: str, steps: list[tuple[str, int]], seed: int) -> None:
    clock, ids = ManualClock(MONDAY), SeededIds(7)
    place = await town(clock, MemoryStore(clock, ids), ids, token=card)
    view = await place.book(WEDNESDAY)
    await cleaned(place, view)
    await place.go_to(CAPTURED + HOUR)
    court = Both(place, view.booking.id)
    await court.alone_up_to(3000)
    after = After(court, seed)
    for verb, told in steps:
        await after.step(verb, told)
    await after.end()


BOTH: Any = [
    ("ask", 2000),
    ("call", 1),
    ("wait", 24 * 15),
    ("hear", 3),
    ("ask", 100),
    ("call", 0),
    ("answer", 0),
    ("call", 0),
]


@explored(60)
@given(
    st.sampled_from(["card_dispute", "card_dispute_won", "card_ok"]),
    st.lists(STEPS, min_size=8, max_size=30),
    st.integers(0, 99),
)
@example("card_dispute_won", BOTH, 1)
@example("card_dispute", [("ask", PRICE), ("wait", 24 * 14), ("call", 0), ("hear", 1)], 1)
def test_no_more_leaves_than_came_in_whatever_order(card: str, steps: list[tuple[str, int]], seed: int) -> None:
    asyncio.run(lived(card, steps, seed))
