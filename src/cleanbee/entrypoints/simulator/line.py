"""The line to the bank: slow, broken, out for hours; and its log of every call, which the auditor reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from cleanbee.adapters.memory.bank import Bank, Call, Entry
from cleanbee.adapters.memory.gateway import MemoryGateway
from cleanbee.domain.kernel import CleanerId, CustomerId, OperationId, with_
from cleanbee.domain.payment.fact import Fact, Held, NoAnswer
from cleanbee.domain.payment.news import Transaction
from cleanbee.domain.payment.payment import Operation
from cleanbee.entrypoints.simulator.time import Time
from cleanbee.entrypoints.simulator.trace import Trace
from cleanbee.ports.outbound.payment import GatewayDown, SavedCard
from cleanbee.ports.outbound.payouts import SavedAccount

PATIENCE_S = 6.0
SHORT_HOLD_H = (20, 90)
SHORT_HOLDS = 0.05


class MoodyBank(Bank):
    """A bank some of whose holds live shorter than the network promises: only what it says of each one counts."""

    def __init__(self, dice: Random, keep: Callable[[int, Entry], None]) -> None:
        super().__init__(lambda entry: keep(len(self.entries), entry))
        self._dice = dice

    def _hold(self, call: Call, now: datetime, *, present: bool) -> Held:
        held = super()._hold(call, now, present=present)
        if self._dice.random() >= SHORT_HOLDS:
            return held
        return with_(held, capture_before=now + timedelta(hours=self._dice.randint(*SHORT_HOLD_H)))


@dataclass
class Asked:
    """One call as it went over the line; ``came`` is what was answered, absent where the caller died meanwhile."""

    key: OperationId
    kind: str
    look_up: bool
    at: datetime
    ended: datetime | None = None
    came: str | None = None

    @property
    def faulted(self) -> bool:
        """Whether the caller was left without an answer."""
        return self.came in {None, "down", "no_answer"}


class Line:
    """Gateway, card vault and bank's page as our processes have them."""

    def __init__(self, gateway: MemoryGateway, time: Time, dice: Random, trace: Trace) -> None:
        self._gateway, self._time, self._dice, self._trace = gateway, time, dice, trace
        self.log: list[Asked] = []
        self.out_until: datetime | None = None
        self.outages = 0

    @property
    def bank(self) -> Bank:
        """The bank at the other end."""
        return self._gateway.bank

    def go_out(self, hours: float) -> None:
        """Nothing reaches the bank for so long."""
        self.outages += 1
        self.out_until = self._time.now + timedelta(hours=hours)
        self._trace.note("outage", until=self.out_until.isoformat())

    def heal(self) -> None:
        """From now on everything goes well."""
        self.out_until = None
        self._gateway.faults.heal()

    async def authorise(self, operation: Operation) -> Fact:
        """Hold the amount on the card.

        :raises GatewayDown: nothing was sent.
        """
        return await self._call(operation, self._gateway.authorise)

    async def capture(self, operation: Operation) -> Fact:
        """Take the amount out of the hold.

        :raises GatewayDown: nothing was sent.
        """
        return await self._call(operation, self._gateway.capture)

    async def void(self, operation: Operation) -> Fact:
        """Let the hold go.

        :raises GatewayDown: nothing was sent.
        """
        return await self._call(operation, self._gateway.void)

    async def charge(self, operation: Operation) -> Fact:
        """Hold and take the amount at once.

        :raises GatewayDown: nothing was sent.
        """
        return await self._call(operation, self._gateway.charge)

    async def refund(self, operation: Operation) -> Fact:
        """Give back an amount of what was taken.

        :raises GatewayDown: nothing was sent.
        """
        return await self._call(operation, self._gateway.refund)

    async def pay_out(self, operation: Operation) -> Fact:
        """Send the amount to the cleaner's account.

        :raises GatewayDown: nothing was sent.
        """
        return await self._call(operation, self._gateway.pay_out)

    async def contest(self, operation: Operation) -> Fact:
        """Send evidence about a dispute.

        :raises GatewayDown: nothing was sent.
        """
        return await self._call(operation, self._gateway.contest)

    async def look_up(self, operation: Operation) -> Fact:
        """What became of an operation.

        :raises GatewayDown: could not be asked.
        """
        return await self._call(operation, self._gateway.look_up, look_up=True)

    async def transactions(self, since: datetime, until: datetime) -> Sequence[Transaction]:
        """Every change of our balance in ``[since, until)``, oldest first.

        :raises GatewayDown: could not be asked.
        """
        self._reached()
        return await self._gateway.transactions(since, until)

    async def form(self, owner: CustomerId, back: str) -> str:
        """The way to the page where a card is typed in.

        :raises GatewayDown: could not be asked.
        """
        self._reached()
        return await self._gateway.form(owner, back)

    async def save(self, owner: CustomerId, setup: str) -> SavedCard | None:
        """Save the card behind the set-up token.

        :raises GatewayDown: could not be asked.
        """
        self._reached()
        return await self._gateway.save(owner, setup)

    async def open_account(self, owner: CleanerId, setup: str) -> SavedAccount | None:
        """Name the account behind the set-up token.

        :raises GatewayDown: could not be asked.
        """
        self._reached()
        return await self._gateway.open_account(owner, setup)

    async def confirm(self, provider_id: str, *, agreed: bool) -> bool:
        """The customer follows the bank's link: that is between them and the bank."""
        return await self._gateway.confirm(provider_id, agreed=agreed)

    async def _call(
        self, operation: Operation, ask: Callable[[Operation], Awaitable[Fact]], *, look_up: bool = False
    ) -> Fact:
        asked = Asked(operation.id, operation.kind, look_up, self._time.now)
        self.log.append(asked)
        there, back = self._slowness(), self._slowness()
        try:
            await self._time.sleep(there)
            self._reached()
            fact = await ask(operation)
        except GatewayDown:
            self._came(asked, "down")
            raise
        await self._time.sleep(min(back, max(PATIENCE_S - there, 0.0)))
        if there + back >= PATIENCE_S:
            fact = NoAnswer()
        self._came(asked, "no_answer" if isinstance(fact, NoAnswer) else type(fact).__name__)
        return fact

    def _came(self, asked: Asked, what: str) -> None:
        asked.came, asked.ended = what, self._time.now
        self._trace.note("call", key=asked.key, kind=asked.kind, look_up=asked.look_up, begun=asked.at, came=what)

    def _reached(self) -> None:
        if self.out_until is not None and self._time.now < self.out_until:
            raise GatewayDown("the gateway is out")

    def _slowness(self) -> float:
        return self._dice.expovariate(2.0) if self._dice.random() < 0.97 else self._dice.uniform(2.0, 5.0)
