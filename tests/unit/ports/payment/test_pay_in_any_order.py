"""Whatever happens in whatever order: everybody is paid what they earned, once, and the books say so at each step."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.ports.booking.walks import town
from tests.unit.ports.payment.pay_town import PayTown
from tests.unit.ports.payment.payout_walks import TUESDAY, Dying

from cleanbee.adapters.memory.bank import ACCOUNTS
from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.faults import Faults
from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.domain.kernel import BookingId, CleanerId, Refused, snake, total
from cleanbee.domain.payment.cash_out import FeeNotAgreed
from cleanbee.domain.payment.payout import MOVES, Netted, Paid, Payout
from cleanbee.domain.people.actor import AsCleaner
from cleanbee.ports.inbound.payment.payouts import CashOut, CashOutAnswer, CashOutAsked, PayoutAsked, TurnPayout

pytestmark = pytest.mark.slow

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata")
"""Clocks change in the first two on different days; the third stands half an hour beside the others."""

WHO = st.integers(0, len(ZONES) - 1)
STEPS = st.one_of(
    st.tuples(st.just("earns"), WHO, st.integers(1, 9000)),
    st.tuples(st.just("gives_back"), WHO, st.integers(1, 3000)),
    st.tuples(st.just("account"), WHO, st.sampled_from(ACCOUNTS)),
    st.tuples(st.just("dispute"), WHO, st.integers(1, 9000)),
    st.tuples(st.just("cash_out"), WHO, st.just(0)),
    st.tuples(st.just("block"), WHO, st.just(0)),
    st.tuples(st.just("unblock"), WHO, st.just(0)),
    st.tuples(st.just("run"), st.integers(0, 9), st.just(0)),
    st.tuples(st.just("send"), st.integers(0, 5), st.integers(0, 1000)),
    st.tuples(st.just("hear"), st.integers(0, 1000), st.just(0)),
    st.tuples(st.just("wait"), st.integers(1, 24 * 9), st.just(0)),
)


class Pay:
    """Three cleaners in three zones, and what has happened to their pay."""

    def __init__(self, pay: PayTown, people: list[CleanerId]) -> None:
        self.pay, self.people = pay, people
        self.earned: Counter[CleanerId] = Counter()
        self.taken_back: Counter[CleanerId] = Counter()
        self.disputed: list[BookingId] = []
        self.phases: dict[object, str] = {}

    async def step(self, verb: str, one: int, two: int) -> None:
        await getattr(self, verb)(one, two)
        for who in self.people:
            await self.books_agree(who)

    async def earns(self, who: int, cents: int) -> None:
        await self.pay.earns(self.people[who], cents)
        self.earned[self.people[who]] += cents

    async def gives_back(self, who: int, cents: int) -> None:
        cleaner = self.people[who]
        payable = -await self.pay.stands("cleaner:payable", cleaner)
        await self.pay.gives_back(cleaner, cents, payable)
        self.taken_back[cleaner] += cents

    async def account(self, who: int, word: str) -> None:
        await self.pay.account(self.people[who], word)

    async def dispute(self, who: int, cents: int) -> None:
        """The bank disputes what a new line is for, or a dispute that is open is decided."""
        if self.disputed and cents % 2:
            await self.pay.disputes(self.disputed.pop(), closed=True)
            return
        booking = BookingId(self.pay.town.ids.new())
        await self.pay.earns(self.people[who], cents, booking)
        self.earned[self.people[who]] += cents
        if cents % 3:
            await self.pay.run()
        await self.pay.disputes(booking)
        self.disputed.append(booking)

    async def cash_out(self, who: int, _: int) -> None:
        cash_out, actor = CashOut(self.pay.store, self.pay.town.ids), AsCleaner(id=self.people[who])
        asked = await cash_out(CashOutAsked(actor=actor))
        if isinstance(asked, Refused) and isinstance(asked.why, FeeNotAgreed):
            done = await cash_out(CashOutAsked(actor=actor, agreed=asked.why.fee))
            assert isinstance(done, CashOutAnswer)

    async def block(self, who: int, _: int) -> None:
        for payout in await self.pay.payouts(self.people[who]):
            await TurnPayout(self.pay.store, "payout.block")(self._on(payout))

    async def unblock(self, who: int, _: int) -> None:
        for payout in await self.pay.payouts(self.people[who]):
            await TurnPayout(self.pay.store, "payout.unblock")(self._on(payout))

    async def run(self, last: int, _: int) -> None:
        """The job runs; a process that dies on the way has done what it did."""
        run = self.pay.run
        store = Dying(self.pay.store, last) if last else self.pay.store
        with suppress(KeyboardInterrupt):
            await type(run)(store, run.ids, run.pause, run.dice)()

    async def send(self, fate: int, seed: int) -> None:
        rates = {0: {}, 1: {"lost": 500}, 2: {"never": 500}, 3: {"saved": 300}, 4: {"down": 400}, 5: {}}[fate]
        self.pay.town.gateway.faults = Faults(seed, **rates)
        await self.pay.send()
        self.pay.town.gateway.faults.heal()

    async def hear(self, seed: int, _: int) -> None:
        """Some of the news so far, shuffled, some of it twice."""
        news, dice = await self.pay.news(), Random(seed)
        await self.pay.hear([dice.choice(news) for _ in range(dice.randrange(2 * len(news) + 1))] if news else [])

    async def wait(self, hours: int, _: int) -> None:
        await self.pay.later(timedelta(hours=hours))

    def _on(self, payout: Payout) -> PayoutAsked:
        return PayoutAsked(actor=self.pay.of_the_office(), payout=payout.id, reason="to see")

    async def books_agree(self, who: CleanerId) -> None:
        """What is payable is what no payout has drawn and what drawn ones have not sent; no line stands twice."""
        payouts = await self.pay.payouts(who)
        async with self.pay.store.begin() as work:
            undrawn = total(one.amount for one in await work.payouts.undrawn(who, 10_000))
            unsent = total(one.due for one in await work.payouts.unsent(who))
        payable = -await self.pay.stands("cleaner:payable", who)
        assert payable == (undrawn + unsent).amount, payouts
        lines = [line.journal for one in payouts for line in one.lines]
        assert len(lines) == len(set(lines)), "a line is paid once"
        for one in payouts:
            word = snake(type(one.phase).__name__)
            was = self.phases.get(one.id, word)
            assert word == was or _leads(was, word), f"{was} does not lead to {word}"
            self.phases[one.id] = word

    async def end(self) -> None:
        """All disputes are decided, everybody has a good account, nothing is kept back, and time passes."""
        for booking in self.disputed:
            await self.pay.disputes(booking, closed=True)
        for who in range(len(self.people)):
            await self.unblock(who, 0)
        for _ in range(6):
            for who in self.people:
                await self.pay.account(who)
            await self.pay.later(timedelta(days=4))
            for _ in range(2):
                await self.pay.run()
                await self.pay.send()
                await self.pay.hear()

    async def everybody_is_paid(self) -> None:
        for who in self.people:
            payouts = await self.pay.payouts(who)
            assert all(isinstance(one.phase, Paid | Netted) for one in payouts), [one.phase for one in payouts]
            fees = total(one.fee for one in payouts).amount
            owes = await self.pay.stands("cleaner:receivable", who)
            assert await self.pay.got(who) == self.earned[who] - fees - (self.taken_back[who] - owes), payouts
            assert await self.pay.stands("cleaner:payable", who) == 0
            assert await self.pay.stands("cleaner:in_transit", who) == 0
        bank = -sum([await self.pay.got(who) for who in self.people])
        async with self.pay.store.begin() as work:
            assert not await work.journals.drifts()
            tips = sum(self.earned.values())
            disputed = (await work.journals.balance("platform:dispute")).amount
            assert (await work.journals.balance("gateway")).amount == tips + bank - disputed


def _leads(was: str, word: str) -> bool:
    """Whether one phase leads to another by legal moves, of which one step of the world may take several."""
    seen, front = set[str](), {was}
    while front:
        seen |= front
        front = {after for one in front for after in MOVES[one]} - seen
    return word in seen


async def lived(steps: list[tuple[str, int, object]]) -> None:
    clock, ids = ManualClock(TUESDAY), SeededIds(7)
    pay = PayTown(await town(clock, MemoryStore(clock, ids), ids))
    life = Pay(pay, sorted([await pay.somebody(zone) for zone in ZONES]))
    for verb, one, two in steps:
        await life.step(verb, one, two)  # type: ignore[arg-type] -- a drawn step
    await life.end()
    await life.everybody_is_paid()


@settings(max_examples=60, deadline=None)
@example([("earns", 0, 100), ("account", 0, "account_returns"), ("wait", 200, 0), ("run", 0, 0), ("send", 0, 0),
          ("wait", 100, 0), ("hear", 3, 0), ("run", 0, 0), ("hear", 4, 0)])  # fmt: skip
@given(st.lists(STEPS, min_size=1, max_size=25))
def test_whatever_happens_everybody_is_paid_what_they_earned_once(steps: list[tuple[str, int, object]]) -> None:
    asyncio.run(lived(steps))
