"""A payment gateway in memory with a real one's manners: keys, declines, lapsing holds, and answers that get lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from cleanbee.adapters.memory.bank import ACCOUNTS, CARDS, KEY_LIFE, WORDS, Bank
from cleanbee.adapters.memory.bank_statement import messages, transactions
from cleanbee.adapters.memory.faults import Faults
from cleanbee.domain.kernel import CleanerId, CustomerId, OperationId
from cleanbee.domain.payment.fact import Fact, NeverHappened, NoAnswer
from cleanbee.domain.payment.news import Message, Transaction
from cleanbee.domain.payment.payment import Operation
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.payment import CardSetup, GatewayDown, SavedCard
from cleanbee.ports.outbound.payouts import SavedAccount

log = logging.getLogger("cleanbee.memory")


class MemoryGateway:
    """Gateway and card vault over one ``bank``, whose book an auditor can read."""

    def __init__(self, clock: Clock, bank: Bank | None = None, faults: Faults | None = None) -> None:
        self._clock = clock
        self.bank = bank if bank is not None else Bank()
        self.faults = faults if faults is not None else Faults()
        self._errors: dict[OperationId, datetime] = {}
        log.warning("the payment gateway is in memory: no money moves")

    async def authorise(self, operation: Operation) -> Fact:
        """Hold the amount on the card.

        :raises GatewayDown: nothing was sent.
        """
        return await self._ask(operation, "authorise")

    async def capture(self, operation: Operation) -> Fact:
        """Take the amount out of the hold; the rest falls free.

        :raises GatewayDown: nothing was sent.
        """
        return await self._ask(operation, "capture")

    async def void(self, operation: Operation) -> Fact:
        """Let the hold go.

        :raises GatewayDown: nothing was sent.
        """
        return await self._ask(operation, "void")

    async def charge(self, operation: Operation) -> Fact:
        """Hold and take the amount at once, with the customer present.

        :raises GatewayDown: nothing was sent.
        """
        return await self._ask(operation, "charge")

    async def refund(self, operation: Operation) -> Fact:
        """Give back an amount of what was taken.

        :raises GatewayDown: nothing was sent.
        """
        return await self._ask(operation, "refund")

    async def pay_out(self, operation: Operation) -> Fact:
        """Send the amount to the cleaner's account.

        :raises GatewayDown: nothing was sent.
        """
        return await self._ask(operation, "pay_out")

    async def contest(self, operation: Operation) -> Fact:
        """Send evidence about a dispute.

        :raises GatewayDown: nothing was sent.
        """
        return await self._ask(operation, "contest")

    async def transactions(self, since: datetime, until: datetime) -> Sequence[Transaction]:
        """Every change of our balance in ``[since, until)``, oldest first.

        :raises GatewayDown: could not be asked.
        """
        await self._reached()
        return tuple(one for one in transactions(self.bank, await self._clock.now()) if since <= one.at < until)

    async def messages(self) -> Sequence[Message]:
        """Everything that the bank has told by itself so far, in the order in which it happened."""
        return messages(self.bank, await self._clock.now())

    async def look_up(self, operation: Operation) -> Fact:
        """What became of an operation; ``NeverHappened`` when nothing is known of it.

        :raises GatewayDown: could not be asked.
        """
        now = await self._clock.now()
        return await self._through(lambda: self.bank.known(operation.id, now) or NeverHappened())

    async def prepare(self, owner: CustomerId) -> CardSetup:
        """Nothing is typed in here: what would be a secret is the word of the good card.

        :raises GatewayDown: could not be asked.
        """
        await self._reached()
        return CardSetup(client_secret=CARDS[0])

    async def form(self, owner: CustomerId, back: str) -> str:
        """No page of a gateway's is there: the way leads back at once, with the word of the good card.

        :raises GatewayDown: could not be asked.
        """
        await self._reached()
        return f"{back}?setup={CARDS[0]}"

    async def save(self, owner: CustomerId, setup: str) -> SavedCard | None:
        """Save the card behind the set-up token, which here is the card's own word; None for an unknown one.

        :raises GatewayDown: could not be asked.
        """
        await self._reached()
        if setup not in WORDS:
            return None
        return SavedCard(
            token=f"{setup}:{owner.hex}",
            brand="sandbox",
            last4=f"{4240 + WORDS.index(setup):04d}",
            fingerprint=f"sandbox:{setup}",
        )

    async def open_account(self, owner: CleanerId, setup: str) -> SavedAccount | None:
        """Name the account behind the set-up token, which here is the account's own word; None for an unknown one.

        :raises GatewayDown: could not be asked.
        """
        await self._reached()
        if setup not in ACCOUNTS:
            return None
        return SavedAccount(token=f"{setup}:{owner.hex}", last4=f"{3700 + ACCOUNTS.index(setup):04d}")

    async def confirm(self, provider_id: str, *, agreed: bool) -> bool:
        """The customer follows the bank's link and agrees, or not; false when nobody waits for that."""
        return self.bank.act(provider_id, agreed, await self._clock.now())

    async def _ask(self, operation: Operation, kind: str) -> Fact:
        assert operation.kind == kind, f"a {operation.kind} is not sent as a {kind}"
        now = await self._clock.now()
        saved = self._errors.get(operation.id)
        if saved is not None and now - saved <= KEY_LIFE:
            await self._reached()
            return NoAnswer()
        self._errors.pop(operation.id, None)
        return await self._through(lambda: self.bank.ask(operation, now), keep=(operation.id, now))

    async def _reached(self) -> None:
        await asyncio.sleep(0)
        if self.faults.next() in {"down", "never"}:
            raise GatewayDown("the gateway could not be reached")

    async def _through(self, asked: Callable[[], Fact], keep: tuple[OperationId, datetime] | None = None) -> Fact:
        await asyncio.sleep(0)
        match self.faults.next():
            case "down":
                raise GatewayDown("the gateway could not be reached")
            case "never":
                return NoAnswer()
            case "lost":
                asked()
                return NoAnswer()
            case "saved":
                if self.faults.coin():
                    asked()
                if keep is not None:
                    self._errors[keep[0]] = keep[1]
                return NoAnswer()
            case "well":
                return asked()
