"""One small world: a store, a bank at the end of a bad line, two API and two worker processes, and its people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from cleanbee.adapters.memory.clock import ManualClock
from cleanbee.adapters.memory.faults import Faults
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.adapters.memory.hooks import MemoryHooks
from cleanbee.adapters.memory.ids import SeededDice, SeededIds
from cleanbee.adapters.memory.store import MemoryStore
from cleanbee.adapters.reference.starts import StoredStarts
from cleanbee.domain.kernel import OpsId, with_
from cleanbee.domain.people.actor import AsOps, AsSystem
from cleanbee.domain.people.person import OpsAccount
from cleanbee.domain.platform.policy import in_each, standard
from cleanbee.domain.pricing.book import PriceBook
from cleanbee.entrypoints.in_memory import CITY_BEGINS, HOOK_SECRET, memory_ports
from cleanbee.entrypoints.ports import Machine, OneCode
from cleanbee.entrypoints.settings import SHARED_CODE, Settings
from cleanbee.entrypoints.simulator.line import Line, MoodyBank
from cleanbee.entrypoints.simulator.loop import StepLoop
from cleanbee.entrypoints.simulator.post import Post, Round
from cleanbee.entrypoints.simulator.processes import Chore, Crashes, Process, Worker
from cleanbee.entrypoints.simulator.time import Time, Waits
from cleanbee.entrypoints.simulator.trace import Trace
from cleanbee.entrypoints.wiring import build
from cleanbee.ports.inbound.app import App
from cleanbee.ports.inbound.payment.reconcile_gateway import ReconcileAsked, Reconciled
from cleanbee.ports.inbound.payment.take_hook import HookAsked
from cleanbee.ports.inbound.platform.lease import Drain
from cleanbee.ports.inbound.platform.repeat import repeat
from cleanbee.ports.outbound.clock import TestClock
from cleanbee.ports.outbound.store import Store

BEGIN = CITY_BEGINS
BOOK = PriceBook(
    version="lives.1",
    currency="EUR",
    rate_per_quarter=613,
    pay_per_quarter=427,
    base_min=60,
    bedroom_min=30,
    bathroom_min=30,
    kinds={"standard": 1000},
    extras={},
    short_notice_min=1440,
    short_notice_bp=1000,
    tax_bp=1900,
    shortest_min=120,
    longest_min=480,
)
"""Odd on purpose: with round prices nothing would ever have to be rounded."""

REFUND_ALONE = 5_000
"""So little that many refunds need a second person."""

SETTLE_DAYS, LEAST_DAYS = 60, 14
"""For so long a world comes to rest: what was taken is disputed and decided, a week ends, what is then sent arrives or
comes back, and each message is late."""

SOURCE = "sandbox"
EVERYBODY = 10_000
PAY_EVERY = timedelta(days=1)
OUTAGE_H = (0.05, 0.05, 0.5, 0.5, 3.0, 12.0, 26.0)


@dataclass(frozen=True)
class Rates:
    """How bad a world is: which share of the calls goes wrong, and one crash in how many steps (0: none)."""

    faults: float = 0.2
    steps_a_crash: int = 1500


@dataclass(frozen=True)
class Kept:
    """Where a world keeps what is true: the store with the clock that its units read.

    ``lapse`` lets every lease run out, where leases run in real time and nobody waits for that.
    """

    store: Store
    clock: TestClock
    lapse: Callable[[], Awaitable[None]] | None = None


class World:
    """Everything that one seed makes; each subsystem has dice of its own."""

    def __init__(self, loop: StepLoop, seed: str, rates: Rates, trace: Trace) -> None:
        self.seed, self.rates, self.trace, self.loop = seed, rates, trace, loop
        self.clock = ManualClock(BEGIN)
        self.time = Time(BEGIN, self.dice("time"), self._told)
        self._clocks: list[TestClock] = [self.clock]
        trace.now = lambda: self.time.now
        self.post = Post(self.time, self.dice("post"), trace)
        self.bank = MoodyBank(self.dice("bank"), self.post.entered)
        self.gateway = MemoryGateway(self.clock, self.bank, faults_of(rates.faults, self.number("faults")))
        self.line = Line(self.gateway, self.time, self.dice("line"), trace)
        self.crashes = Crashes(loop, self.time, self.dice("crashes"), trace)
        self.apis = [Process("api-1"), Process("api-2")]
        self.pause = Waits(self.time)
        self.random = SeededDice(self.number("dice"))
        self.ops = AsOps(id=OpsId(SeededIds(self.number("ops")).new()), role="admin")
        self.boss = AsOps(id=OpsId(SeededIds(self.number("boss")).new()), role="finance")
        self.stopping = False

    def dice(self, subsystem: str) -> Random:
        """The dice of one subsystem: what one draws moves nobody else's."""
        return Random(f"{self.seed} {subsystem}")

    def number(self, subsystem: str) -> int:
        """A seed for whoever wants a number."""
        return self.dice(f"number {subsystem}").getrandbits(48)

    def kept_in_memory(self) -> Kept:
        """A store in memory, whose leases run in this world's time."""
        ids = SeededIds(self.number("store"))
        return Kept(MemoryStore(self.clock, ids, stopwatch=lambda: self.time.seconds), self.clock)

    async def open(self, kept: Kept) -> None:
        """Build the house over this store; nobody works in it yet."""
        if kept.clock is not self.clock:
            assert await kept.clock.begin(BEGIN), "a world begins in a store of its own"
            self._clocks.append(kept.clock)
        self.store = kept.store
        self.crashes.lapse = kept.lapse
        self.app = self._built(kept.store)
        async with kept.store.begin() as work:
            await work.books.add(BOOK)
            await work.books.add(with_(standard(), refund_alone=in_each(REFUND_ALONE)))
            office = OpsAccount(id=self.ops.id, name="Office", email="o@x.example", role="admin", password_hash="-")
            await work.ops.add(office)

    def begin(self) -> None:
        """Let workers work, and faults and crashes happen."""
        self.payday = Chore(self.time, PAY_EVERY, self.app.payment.run_payouts)
        for n in (1, 2):
            self.crashes.workers.append(Worker(f"worker-{n}", self._drains(), self.next_due))
        for worker in self.crashes.workers:
            self.crashes.start(worker)
        self.crashes.processes.extend(self.apis)
        self.crashes.begin(self.rates.steps_a_crash)
        self.post.begin(Round(self.apis, self._take, MemoryHooks(HOOK_SECRET), self.gateway.messages))
        if self.rates.faults:
            self.time.spawn(self._outages())

    def wake(self) -> None:
        """Something was kept: one of the workers looks within five seconds."""
        dice = self.random
        worker = self.crashes.workers[int(dice.fraction() * len(self.crashes.workers))]
        self.time.ring(worker.bell, 5.0 * dice.fraction())

    async def come_to_rest(self) -> None:
        """Faults and crashes end; then time passes until nothing is due and nothing under way."""
        self.stopping = True
        self.crashes.begin(0)
        self.line.heal()
        for day in range(SETTLE_DAYS):
            await self.time.sleep(86_400.0)
            quiet = self.post.under_way == 0 and await self._kept_due() is None
            if day >= LEAST_DAYS and quiet and not await self._pay_waits():
                break

    async def compared(self, since: datetime | None = None) -> Reconciled:
        """What the house's own reconciler finds between the two books.

        :raises GatewayDown: the bank does not show its own.
        """
        ask = ReconcileAsked(actor=AsSystem(job="reconcile_gateway"), since=since)
        found = await self.app.payment.reconcile_gateway(ask)
        assert isinstance(found, Reconciled), "the house may look into its own books"
        return found

    async def next_due(self) -> datetime | None:
        """The next instant at which a worker has something to do; now, where something waits already."""
        due = await self._kept_due()
        return self.payday.at if due is None else min(due, self.payday.at)

    async def _pay_waits(self) -> bool:
        """Whether somebody is still to be paid who can be."""
        async with self.store.begin() as work:
            for cleaner in await work.payouts.waiting(None, EVERYBODY):
                account = await work.payout_accounts.find(cleaner)
                if account is not None and account.ready:
                    return True
        return False

    async def _kept_due(self) -> datetime | None:
        async with self.store.begin() as work:
            if await work.feed.pending():
                return self.time.now
            told = (await work.timers.next_due(), await work.operations.next_due(), await work.inbox.next_due())
            if await work.operations.unfinished(self.time.now, 1):
                return self.time.now
        return min((one for one in told if one is not None), default=None)

    @property
    def bugs(self) -> list[str]:
        """What nobody should ever see: faults that are no refusals and no crashes."""
        return [*self.time.bugs, *self.post.bugs, *(bug for worker in self.crashes.workers for bug in worker.bugs)]

    async def _told(self, at: datetime) -> None:
        for clock in self._clocks:
            await clock.freeze(at)

    def _built(self, store: Store) -> App:
        ports = memory_ports(self.number("ports"), BEGIN)
        ids = SeededIds(self.number("ids"))
        self.ids = ids
        machine = Machine(clock=self.clock, pause=self.pause, ids=ids, dice=OneCode(self.random, SHARED_CODE))
        ports = replace(
            ports,
            machine=machine,
            store=store,
            clock=self.clock,
            test_clock=self.clock,
            gateway=self.line,
            vault=self.line,
            starts=StoredStarts(store, ports.travel.minutes),
        )
        return build(ports, Settings(gateway="memory", vault="memory"))

    def _drains(self) -> Sequence[Drain]:
        """Everything that moves money or bookings; nobody is told anything here."""
        platform, drains = self.app.platform, self.app.drains
        return (platform.run_timers, platform.relay_events, drains["inbox"], drains["payments"], self.payday)

    async def _take(self, raw: bytes, seal: str) -> None:
        """What an API process does with what is posted to it."""
        ask = HookAsked(source=SOURCE, raw=raw, headers={MemoryHooks.header: seal})
        await repeat(lambda: self.app.payment.take_hook(ask), self.pause, self.random)
        self.wake()

    async def _outages(self) -> None:
        dice = self.dice("outages")
        while not self.stopping:
            await self.time.sleep(dice.uniform(1, 12) * 86_400.0)
            if not self.stopping:
                self.line.go_out(dice.choice(OUTAGE_H) * dice.uniform(0.5, 1.0))


def faults_of(share: float, seed: int) -> Faults:
    """So large a share of the calls goes wrong, in all the ways there are."""
    thousandths = round(1000 * share)
    down, never, saved = (thousandths * part // 20 for part in (4, 5, 4))
    return Faults(seed, down=down, never=never, saved=saved, lost=thousandths - down - never - saved)
