"""The gateway's promises kept by Stripe's own SDK on the wire, against localstripe with a front."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta

import pytest
import stripe
from tests.integration.adapters.stripe.cards import Wallet, wallet
from tests.integration.adapters.stripe.front import Front

from cleanbee.adapters.stripe.gateway import StripeGateway
from cleanbee.adapters.system.chance import SystemIds
from cleanbee.domain.kernel import with_
from cleanbee.domain.payment.fact import Fact, Held, NeverHappened, NoAnswer, Taken, TurnedDown
from cleanbee.domain.payment.news import Transaction
from cleanbee.domain.payment.payment import DeclineClass, Operation
from cleanbee.ports.contracts.gateway import GatewayContract
from cleanbee.ports.contracts.racing import all_well
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.payment import Gateway


class InWords:
    """The gateway, asked with the sandbox's words for cards: each is a saved card of the same customer."""

    def __init__(self, gateway: StripeGateway, purse: Wallet) -> None:
        self._gateway, self._purse = gateway, purse
        self._known: dict[object, Operation] = {}

    async def authorise(self, operation: Operation) -> Fact:
        return await self._gateway.authorise(await self._put(operation))

    async def charge(self, operation: Operation) -> Fact:
        return await self._gateway.charge(await self._put(operation))

    async def capture(self, operation: Operation) -> Fact:
        return await self._gateway.capture(await self._put(operation))

    async def void(self, operation: Operation) -> Fact:
        return await self._gateway.void(await self._put(operation))

    async def refund(self, operation: Operation) -> Fact:
        return await self._gateway.refund(await self._put(operation))

    async def pay_out(self, operation: Operation) -> Fact:
        return await self._gateway.pay_out(await self._put(operation))

    async def contest(self, operation: Operation) -> Fact:
        return await self._gateway.contest(operation)

    async def look_up(self, operation: Operation) -> Fact:
        return await self._gateway.look_up(await self._put(operation))

    async def transactions(self, since: datetime, until: datetime) -> Sequence[Transaction]:
        return await self._gateway.transactions(since, until)

    async def _put(self, operation: Operation) -> Operation:
        """The same operation is asked with the same card each time."""
        known = self._known.get(operation.id)
        if known is None:
            known = self._known[operation.id] = await self._purse.put(operation)
        return with_(operation, card_token=known.card_token, account=known.account)


class TestStripeGateway(GatewayContract):
    """Where Stripe keeps a promise otherwise than the sandbox, the promise is written anew below, with its reason."""

    @pytest.fixture(autouse=True)
    def _on_the_wire(self, served: Front, client: stripe.StripeClient) -> None:
        self.served, self.client = served, client

    @asynccontextmanager
    async def _opened(self) -> AsyncGenerator[Gateway]:
        yield InWords(StripeGateway(self.client, "https://cleanbee.example"), await wallet(self.client))

    def open_gateway(self) -> AbstractAsyncContextManager[Gateway]:
        return self._opened()

    def fresh_ids(self) -> Ids:
        return SystemIds()

    async def now(self) -> datetime:
        return await self.served.now()

    async def forward(self, by: timedelta) -> None:
        self.served.ahead += by

    @pytest.mark.parametrize(
        ("card", "present", "kind"),
        [
            ("card_declined", True, "new_card"),
            ("card_insufficient", True, "try_again"),
            ("card_insufficient", False, "try_again"),
            ("card_3ds", False, "needs_you"),
        ],
    )
    async def test_a_refusal_has_its_class_and_is_remembered(
        self, card: str, present: bool, kind: DeclineClass
    ) -> None:
        await super().test_a_refusal_has_its_class_and_is_remembered(card, present, kind)

    async def test_a_card_that_stripe_never_knew_makes_nothing_that_could_be_looked_up(self) -> None:
        """Stripe keeps the refusal under the key alone: a wrong question makes no payment."""
        async with self.open_gateway() as gateway:
            operation = self._authorise("card_of_nobody")
            refused = await gateway.authorise(operation)
            assert isinstance(refused, TurnedDown) and refused.kind == "new_card"
            assert await gateway.authorise(operation) == refused
            assert await gateway.look_up(operation) == NeverHappened()

    async def test_money_is_taken_once_under_one_key(self) -> None:
        """While a call is in flight Stripe answers its key with a conflict, which says nothing; later it repeats."""
        async with self.open_gateway() as gateway:
            hold = await self._held(gateway)
            capture = self._on(hold, "capture", hold.amount)
            taken = Taken(provider_id=hold.provider_id, amount=hold.amount)
            answers = await all_well(*(gateway.capture(capture) for _ in range(3)))
            assert taken in answers and all(one in {taken, NoAnswer()} for one in answers)
            assert await gateway.capture(capture) == taken == await gateway.look_up(capture)

    async def test_the_same_key_is_one_hold_however_often_it_is_sent(self) -> None:
        await super().test_the_same_key_is_one_hold_however_often_it_is_sent()
        made = [one for one in self.served.calls if (one.method, one.path) == ("POST", "/v1/payment_intents")]
        assert len(made) == 5 and len({one.key for one in made}) == 1

    async def test_a_hold_is_found_by_its_metadata_among_many_of_the_same_customer(self) -> None:
        async with self.open_gateway() as gateway:
            wanted = self._authorise()
            held = await gateway.authorise(wanted)
            for _ in range(3):
                await gateway.authorise(self._authorise())
            assert isinstance(held, Held) and await gateway.look_up(wanted) == held
            assert await gateway.look_up(with_(wanted, provider_id=held.provider_id)) == held
