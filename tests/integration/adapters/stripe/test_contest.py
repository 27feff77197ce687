"""Evidence sent to Stripe, against a server of our own that answers in Stripe's recorded shapes."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
import stripe
from tests.integration.adapters.stripe.front import Front

from cleanbee.adapters.stripe.gateway import StripeGateway
from cleanbee.adapters.system.chance import SystemIds
from cleanbee.domain.payment.fact import EvidenceTaken, NoAnswer
from cleanbee.ports.contracts.contest import ContestContract
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.payment import Gateway


class TestStripeContest(ContestContract):
    """Stripe keeps the same promises, and remembers whose evidence it was when it has forgotten the key."""

    @pytest.fixture(autouse=True)
    def _on_the_wire(self, served: Front, client: stripe.StripeClient) -> None:
        self.served, self.client = served, client

    @asynccontextmanager
    async def _opened(self) -> AsyncGenerator[Gateway]:
        yield StripeGateway(self.client, "https://cleanbee.example")

    def open_disputing(self) -> AbstractAsyncContextManager[Gateway]:
        return self._opened()

    def fresh_ids(self) -> Ids:
        return SystemIds()

    async def taken_back(self, gateway: Gateway) -> str:
        return self.served.disputes.open("pi_1", 9576, await self.served.now())["id"]

    async def test_a_lost_answer_is_found_again_by_the_dispute_itself(self) -> None:
        async with self.open_disputing() as gateway:
            sent = self._contest(await self.taken_back(gateway))
            self.served.faults = ["saved_500"]
            assert await gateway.contest(sent) == NoAnswer()
            self.served.forget_keys()
            taken = EvidenceTaken(provider_id=sent.provider_id or "")
            assert [await gateway.look_up(sent), await gateway.contest(sent)] == [taken, taken]
        (one,) = self.served.disputes.kept.values()
        assert (one["status"], one["evidence"]["uncategorized_text"]) == ("under_review", sent.packet)
