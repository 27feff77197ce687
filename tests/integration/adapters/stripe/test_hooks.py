"""Stripe's messages: signed by Stripe's own SDK, and by localstripe; anything else is refused, and changes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import pytest
import stripe

from cleanbee.adapters.memory.ids import SeededIds
from cleanbee.adapters.stripe.hooks import MONEY_LEFT, READINGS, StripeHooks
from cleanbee.adapters.stripe.secret import Secret
from cleanbee.adapters.stripe.shapes import instant
from cleanbee.adapters.system.clock import SystemClock
from cleanbee.domain.kernel import OperationId
from cleanbee.domain.payment.fact import CustomerWanted, Held, Refunded, Taken, TurnedDown
from cleanbee.domain.payment.news import (
    DisputeClosed,
    DisputeOpened,
    News,
    OperationNews,
    PayoutArrived,
    PayoutReturned,
)
from cleanbee.ports.contracts.hooks import HooksContract
from cleanbee.ports.contracts.nouns import euros
from cleanbee.ports.outbound.payment import HookRefused, Hooks

NEW, OLD = "whsec_of_now", "whsec_of_before"
ASKED, TAKEN = (OperationId(SeededIds(1).new()), OperationId(SeededIds(2).new()))
AT = 1_803_974_400
OURS = {"operation": str(ASKED)}


def event(type: str, thing: dict[str, Any]) -> bytes:
    """A message as Stripe sends it, with what we do not read."""
    told = {
        "id": f"evt_{type}",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": AT,
        "data": {"object": thing},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": "req_1", "idempotency_key": str(ASKED)},
        "type": type,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2)


def intent(**more: Any) -> dict[str, Any]:
    return {
        "id": "pi_1",
        "object": "payment_intent",
        "amount": 9576,
        "amount_received": 0,
        "created": AT,
        "currency": "eur",
        "latest_charge": "ch_1",
        "metadata": OURS,
        "status": "requires_capture",
        **more,
    }


def charge(**more: Any) -> dict[str, Any]:
    return {
        "id": "ch_1",
        "object": "charge",
        "amount": 9576,
        "captured": False,
        "currency": "eur",
        "metadata": OURS,
        "payment_intent": "pi_1",
        "payment_method_details": {"type": "card", "card": {"brand": "visa", "capture_before": AT + 604_800}},
        "status": "succeeded",
        **more,
    }


def payout(**more: Any) -> dict[str, Any]:
    return {
        "id": "po_1",
        "object": "payout",
        "amount": 6980,
        "arrival_date": AT,
        "currency": "eur",
        "metadata": OURS,
        "status": "paid",
        **more,
    }


def refund(**more: Any) -> dict[str, Any]:
    return {
        "id": "re_1",
        "object": "refund",
        "amount": 2000,
        "currency": "eur",
        "metadata": OURS,
        "payment_intent": "pi_1",
        "status": "succeeded",
        **more,
    }


WITHDRAWN = {"id": "txn_1", "amount": -9576, "fee": 2000, "currency": "eur", "created": AT, "type": "adjustment"}


def dispute(**more: Any) -> dict[str, Any]:
    return {
        "id": "dp_1",
        "object": "dispute",
        "amount": 9576,
        "balance_transactions": [WITHDRAWN],
        "charge": "ch_1",
        "currency": "eur",
        "evidence_details": {"due_by": AT + 604_800, "has_evidence": False},
        "payment_intent": "pi_1",
        "reason": "product_not_received",
        "status": "needs_response",
        **more,
    }


LINK = {"type": "redirect_to_url", "redirect_to_url": {"url": "https://hooks.stripe.com/1", "return_url": None}}
NO = {"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds"}

NEWS: list[tuple[str, dict[str, Any], News | None]] = [
    (
        "charge.succeeded",
        charge(),
        OperationNews(
            operation=ASKED,
            fact=Held(provider_id="pi_1", amount=euros(9576), capture_before=instant(AT + 604_800)),
        ),
    ),
    ("charge.succeeded", charge(captured=True), None),
    ("charge.succeeded", charge(metadata={}), None),
    ("charge.succeeded", charge(metadata={"operation": "not one of ours"}), None),
    (
        "payment_intent.succeeded",
        intent(status="succeeded", amount_received=800),
        OperationNews(operation=ASKED, fact=Taken(provider_id="pi_1", amount=euros(800))),
    ),
    (
        "payment_intent.succeeded",
        intent(status="succeeded", amount_received=4788, metadata={**OURS, "capture": str(TAKEN)}),
        OperationNews(operation=TAKEN, fact=Taken(provider_id="pi_1", amount=euros(4788))),
    ),
    (
        "payment_intent.requires_action",
        intent(status="requires_action", latest_charge=None, next_action=LINK),
        OperationNews(operation=ASKED, fact=CustomerWanted(provider_id="pi_1", link="https://hooks.stripe.com/1")),
    ),
    (
        "payment_intent.payment_failed",
        intent(status="requires_payment_method", last_payment_error=NO),
        OperationNews(operation=ASKED, fact=TurnedDown(kind="try_again", reason="insufficient_funds")),
    ),
    (
        "refund.created",
        refund(status="pending"),
        OperationNews(operation=ASKED, fact=Refunded(provider_id="re_1", amount=euros(2000))),
    ),
    (
        "refund.updated",
        refund(),
        OperationNews(operation=ASKED, fact=Refunded(provider_id="re_1", amount=euros(2000))),
    ),
    (
        "refund.failed",
        refund(status="failed", failure_reason="expired_or_canceled_card"),
        OperationNews(
            operation=ASKED, fact=TurnedDown(kind="try_again", reason="expired_or_canceled_card", provider_id="re_1")
        ),
    ),
    ("payout.paid", payout(), PayoutArrived(operation=ASKED)),
    (
        "payout.failed",
        payout(status="failed", failure_code="account_closed"),
        PayoutReturned(operation=ASKED, reason="account_closed"),
    ),
    ("payout.paid", payout(metadata={}), None),
    (
        "charge.dispute.funds_withdrawn",
        dispute(),
        DisputeOpened(
            dispute="dp_1",
            charge="pi_1",
            amount=euros(9576),
            fee=euros(2000),
            reason="product_not_received",
            evidence_by=instant(AT + 604_800),
        ),
    ),
    (
        "charge.dispute.funds_withdrawn",
        dispute(evidence_details={"due_by": None}),
        DisputeOpened(
            dispute="dp_1",
            charge="pi_1",
            amount=euros(9576),
            fee=euros(2000),
            reason="product_not_received",
            evidence_by=instant(AT),
        ),
    ),
    ("charge.dispute.closed", dispute(status="lost"), DisputeClosed(dispute="dp_1", charge="pi_1", won=False)),
    ("charge.dispute.closed", dispute(status="won"), DisputeClosed(dispute="dp_1", charge="pi_1", won=True)),
    (
        "charge.dispute.closed",
        dispute(status="won", balance_transactions=[WITHDRAWN, {**WITHDRAWN, "amount": 9576, "fee": 0}]),
        DisputeClosed(dispute="dp_1", charge="pi_1", won=True),
    ),
    (
        "charge.dispute.closed",
        dispute(status="won", balance_transactions=[WITHDRAWN, {**WITHDRAWN, "amount": 9576, "fee": -2000}]),
        DisputeClosed(dispute="dp_1", charge="pi_1", won=True, fee_back=True),
    ),
    ("charge.dispute.closed", dispute(status="warning_closed"), None),
    ("customer.created", {"id": "cus_1", "object": "customer"}, None),
]


class TestStripeHooks(HooksContract):
    """Signed as Stripe's SDK signs for tests."""

    def open_hooks(self) -> Hooks:
        return StripeHooks((Secret(NEW), Secret(OLD)))

    def signed(self, at: datetime, *, old_secret: bool = False) -> tuple[bytes, str]:
        raw = event("payment_intent.succeeded", intent(status="succeeded", amount_received=9576))
        return raw, sign(raw, at, OLD if old_secret else NEW)

    async def now(self) -> datetime:
        return await SystemClock().now()

    @pytest.mark.parametrize(("type", "thing", "news"), NEWS)
    async def test_a_message_is_news_about_what_is_ours(
        self, type: str, thing: dict[str, Any], news: News | None
    ) -> None:
        now, raw = await self.now(), event(type, thing)
        message = self.open_hooks().read(raw, sign(raw, now, NEW), now)
        assert (None if message is None else message.news) == news
        assert message is None or (message.id, message.at) == (f"evt_{type}", instant(AT))

    @pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"null", b'{"id":"evt_1"}', event("payout.paid", {"id": 7})])
    async def test_what_is_signed_and_no_message_is_refused_as_well(self, raw: bytes) -> None:
        now = await self.now()
        with pytest.raises(HookRefused):
            self.open_hooks().read(raw, sign(raw, now, NEW), now)

    async def test_bytes_that_are_no_text_are_refused(self) -> None:
        now = await self.now()
        with pytest.raises(HookRefused):
            self.open_hooks().read(b"\xff\xfe{}", sign(b"{}", now, NEW), now)

    async def test_a_message_from_the_future_is_no_better_than_an_old_one(self) -> None:
        now = (await self.now()).replace(microsecond=0)
        raw = event("payout.paid", payout())
        with pytest.raises(HookRefused):
            self.open_hooks().read(raw, sign(raw, instant(int(now.timestamp()) + 301), NEW), now)

    async def test_another_scheme_than_v1_signs_nothing(self) -> None:
        now = await self.now()
        raw = event("payout.paid", payout())
        with pytest.raises(HookRefused):
            self.open_hooks().read(raw, sign(raw, now, NEW).replace("v1=", "v0="), now)

    def test_every_message_that_is_read_is_tried_here(self) -> None:
        assert {type for type, _, news in NEWS if news is not None} == {*READINGS, MONEY_LEFT}

    @pytest.mark.parametrize("secrets", [(), ("",), (NEW, "")])
    def test_without_a_secret_everybody_could_write(self, secrets: tuple[str, ...]) -> None:
        with pytest.raises(ValueError, match="secret"):
            StripeHooks([Secret(one) for one in secrets])


def sign(raw: bytes, at: datetime, secret: str) -> str:
    """As Stripe's SDK computes it."""
    return stripe.WebhookSignature.generate_signature_header(raw.decode(), secret, int(at.timestamp()))
