"""One intended effect at the gateway: the attempt is kept, the call made, and what came of it kept."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import BookingId, OperationId
from cleanbee.domain.payment.fact import Fact, NoAnswer
from cleanbee.domain.payment.operation import may_repeat, send
from cleanbee.domain.payment.payment import Operation
from cleanbee.ports.inbound.payment.take_fact import TakeFact
from cleanbee.ports.outbound.payment import Gateway, GatewayDown
from cleanbee.ports.outbound.store import Running, Stale, Store


async def ask(gateway: Gateway, operation: Operation) -> Fact:
    """Make the call that an operation intends.

    :raises GatewayDown: nothing was sent.
    """
    match operation.kind:
        case "authorise":
            return await gateway.authorise(operation)
        case "capture":
            return await gateway.capture(operation)
        case "void":
            return await gateway.void(operation)
        case "charge":
            return await gateway.charge(operation)
        case "refund":
            return await gateway.refund(operation)
        case "pay_out":
            return await gateway.pay_out(operation)
        case "contest":
            return await gateway.contest(operation)


@dataclass(frozen=True)
class SettleOperation:
    """Takes one operation up where it stands: safe to repeat, safe to interrupt anywhere."""

    store: Store
    gateway: Gateway
    take_fact: TakeFact

    async def __call__(self, id: OperationId) -> bool:
        """Whether there was something to do: finished operations, and those another is calling for, are left alone.

        :raises Busy: the database did not answer.
        """
        async with self.store.begin() as work:
            operation = await work.operations.find(id)
            now = await work.now()
            if operation is None or not operation.due(now):
                return False
            sent = send(operation, now).value
            await work.operations.replace(operation, sent)
        look_up = not may_repeat(operation, now)
        await self.take_fact(sent.id, await self._ask(sent, look_up=look_up))
        return True

    async def go_on(self, booking: BookingId) -> None:
        """A repeated request whose first run stopped before the bank answered goes on where that run stopped.

        :raises Running: that run has not stopped: it is still calling.
        """
        async with self.store.begin() as work:
            operations = await work.operations.of_booking(booking)
            now = await work.now()
        if any(one.under_way(now) for one in operations):
            raise Running
        for operation in operations:
            await self(operation.id)

    async def call(self, sent: Operation) -> None:
        """Make the call of an operation whose attempt was kept just now by the caller's unit."""
        await self.take_fact(sent.id, await self._ask(sent, look_up=False))

    async def hear(self, operation: Operation) -> None:
        """Ask what came of an operation by now; nothing is sent again, however old its key is."""
        await self.take_fact(operation.id, await self._ask(operation, look_up=True))

    async def _ask(self, operation: Operation, *, look_up: bool) -> Fact:
        try:
            if look_up:
                return await self.gateway.look_up(operation)
            return await ask(self.gateway, operation)
        except GatewayDown:
            return NoAnswer()


@dataclass(frozen=True)
class SettleOperations:
    """The drain: every operation that is due, oldest first."""

    store: Store
    settle: SettleOperation
    most: int = 10

    async def __call__(self) -> int:
        """How many were taken up; safe to repeat."""
        async with self.store.begin() as work:
            due = await work.operations.unfinished(await work.now(), self.most)
        done = 0
        for operation in due:
            try:
                done += await self.settle(operation.id)
            except Stale:
                continue
        return done
