"""The payment gateway at Stripe: our operation's id is the key of each call and stands in what the call makes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

import msgspec
import stripe

from cleanbee.adapters.stripe import facts
from cleanbee.adapters.stripe.connect import PayoutDesk
from cleanbee.adapters.stripe.faults import meaning, refuse_unheard
from cleanbee.adapters.stripe.shapes import CAPTURE, OPERATION, Dispute, Intent, Refund, instant, operation_in, read
from cleanbee.adapters.stripe.statement import statement
from cleanbee.adapters.stripe.token import CardToken
from cleanbee.adapters.stripe.transport import CALLS_MOST_S
from cleanbee.domain.payment.fact import Fact, NeverHappened, NoAnswer
from cleanbee.domain.payment.news import Transaction
from cleanbee.domain.payment.payment import Operation
from cleanbee.ports.outbound.payment import GatewayDown

WITH_CHARGE = ["latest_charge"]
A_PAGE = 100

LINK_LIFE = timedelta(hours=24)
"""How long a customer may follow the bank's link."""

CaptureMethod = Literal["manual", "automatic"]


class StripeGateway:
    """Holds, captures, charges and refunds by PaymentIntents; payouts to cleaners by Connect."""

    def __init__(self, client: stripe.StripeClient, return_url: str, within_s: float = CALLS_MOST_S) -> None:
        self._v1 = client.v1
        self._return_url = return_url
        self._within_s = within_s
        self._payouts = PayoutDesk(client)

    async def authorise(self, operation: Operation) -> Fact:
        """Hold the amount on the card.

        :raises GatewayDown: nothing was sent.
        """
        return await self._answer(self._ask_card(operation, "manual"))

    async def charge(self, operation: Operation) -> Fact:
        """Hold and take the amount at once, with the customer present.

        :raises GatewayDown: nothing was sent.
        """
        return await self._answer(self._ask_card(operation, "automatic"))

    async def capture(self, operation: Operation) -> Fact:
        """Take the amount out of the hold; the rest falls free.

        :raises GatewayDown: nothing was sent.
        """
        return await self._answer(self._capture(operation))

    async def void(self, operation: Operation) -> Fact:
        """Let the hold go.

        :raises GatewayDown: nothing was sent.
        """
        return await self._answer(self._void(operation))

    async def refund(self, operation: Operation) -> Fact:
        """Give back an amount of what was taken under ``provider_id``.

        :raises GatewayDown: nothing was sent.
        """
        return await self._answer(self._refund(operation))

    async def pay_out(self, operation: Operation) -> Fact:
        """Send the amount to the cleaner's connected account, and from there to the cleaner's bank.

        :raises GatewayDown: nothing was sent.
        """
        return await self._answer(self._payouts.pay_out(operation))

    async def contest(self, operation: Operation) -> Fact:
        """Send the evidence about the dispute that ``provider_id`` names.

        :raises GatewayDown: nothing was sent.
        """
        return await self._answer(self._contest(operation))

    async def look_up(self, operation: Operation) -> Fact:
        """What became of an operation; ``NeverHappened`` when Stripe knows nothing of it.

        :raises GatewayDown: could not be asked.
        """
        return await self._answer(self._look_up(operation))

    async def transactions(self, since: datetime, until: datetime) -> Sequence[Transaction]:
        """Every change of our balance in ``[since, until)``, oldest first.

        :raises GatewayDown: could not be asked.
        """
        try:
            return await statement(self._v1, since, until)
        except stripe.StripeError as fault:
            refuse_unheard(fault)
            raise GatewayDown("Stripe did not answer") from None

    async def _answer(self, call: Awaitable[Fact]) -> Fact:
        """What is known after the call; whatever is not an answer in time is none."""
        try:
            async with asyncio.timeout(self._within_s):
                return await call
        except (TimeoutError, msgspec.ValidationError):
            return NoAnswer()
        except stripe.StripeError as fault:
            return meaning(fault)

    async def _ask_card(self, operation: Operation, capture_method: CaptureMethod) -> Fact:
        card = CardToken.read(operation.card_token)
        params: stripe.params.PaymentIntentCreateParams = {
            "amount": operation.amount.amount,
            "currency": operation.amount.currency.lower(),
            "payment_method": card.method,
            "allowed_payment_method_types": ["card"],
            "capture_method": capture_method,
            "confirm": True,
            "metadata": _named(operation),
            "expand": WITH_CHARGE,
        }
        if card.customer:
            params["customer"] = card.customer
        if operation.booking is not None:
            params["transfer_group"] = str(operation.booking)
        if operation.customer_present:
            params["return_url"] = self._return_url
        else:
            params["off_session"] = True
        made = await self._v1.payment_intents.create_async(params, _key(operation))
        return facts.asked(read(made, Intent), at_once=capture_method == "automatic")

    async def _capture(self, operation: Operation) -> Fact:
        hold = operation.provider_id or ""
        try:
            taken = await self._v1.payment_intents.capture_async(
                hold,
                {
                    "amount_to_capture": operation.amount.amount,
                    "metadata": {CAPTURE: str(operation.id)},
                    "expand": WITH_CHARGE,
                },
                _key(operation),
            )
        except stripe.InvalidRequestError as refused:
            by_now = facts.captured(await self._intent(hold), operation.id)
            if isinstance(by_now, NeverHappened | NoAnswer):
                raise refused from None
            return by_now
        return facts.captured(read(taken, Intent), operation.id)

    async def _void(self, operation: Operation) -> Fact:
        hold = operation.provider_id or ""
        try:
            gone = await self._v1.payment_intents.cancel_async(hold, {}, _key(operation))
        except stripe.InvalidRequestError as refused:
            by_now = facts.let_go(await self._intent(hold))
            if isinstance(by_now, NeverHappened):
                raise refused from None
            return by_now
        return facts.let_go(read(gone, Intent))

    async def _refund(self, operation: Operation) -> Fact:
        made = await self._v1.refunds.create_async(
            {
                "payment_intent": operation.provider_id or "",
                "amount": operation.amount.amount,
                "metadata": _named(operation),
            },
            _key(operation),
        )
        return facts.given_back(read(made, Refund))

    async def _contest(self, operation: Operation) -> Fact:
        """Submitted for good: Stripe hands it to the bank once, and says so of whoever comes again."""
        try:
            sent = await self._v1.disputes.update_async(
                operation.provider_id or "",
                {
                    "evidence": {"uncategorized_text": operation.packet},
                    "metadata": _named(operation),
                    "submit": True,
                },
                _key(operation),
            )
        except stripe.InvalidRequestError as refused:
            by_now = facts.contested(await self._dispute(operation), operation.id)
            if isinstance(by_now, NeverHappened):
                raise refused from None
            return by_now
        return facts.contested(read(sent, Dispute), operation.id)

    async def _dispute(self, operation: Operation) -> Dispute:
        return read(await self._v1.disputes.retrieve_async(operation.provider_id or ""), Dispute)

    async def _look_up(self, operation: Operation) -> Fact:
        match operation.kind:
            case "authorise" | "charge":
                found = await self._find(operation)
                if found is None:
                    return NeverHappened()
                if found.status == "requires_action":
                    found = await self._still_wanted(found.id)
                return facts.asked(found, at_once=operation.kind == "charge")
            case "capture":
                return facts.captured(await self._intent(operation.provider_id or ""), operation.id)
            case "void":
                return facts.let_go(await self._intent(operation.provider_id or ""))
            case "refund":
                return await self._find_refund(operation)
            case "pay_out":
                return await self._payouts.look_up(operation)
            case "contest":
                return facts.contested(await self._dispute(operation), operation.id)

    async def _intent(self, id: str) -> Intent:
        return read(await self._v1.payment_intents.retrieve_async(id, {"expand": WITH_CHARGE}), Intent)

    async def _still_wanted(self, id: str) -> Intent:
        """One whose customer did not act within a day is called off there too, or its link would work for ever.

        Stripe's own clock says how old it is.
        """
        answer = await self._v1.payment_intents.retrieve_async(id, {"expand": WITH_CHARGE})
        intent = read(answer, Intent)
        if intent.status != "requires_action" or _told_at(answer) - instant(intent.created) < LINK_LIFE:
            return intent
        try:
            return read(await self._v1.payment_intents.cancel_async(id, {"expand": WITH_CHARGE}), Intent)
        except stripe.InvalidRequestError:
            return await self._intent(id)

    async def _find(self, operation: Operation) -> Intent | None:
        """By its name where we have it, else among the customer's: a list shows at once what a search finds later."""
        if operation.provider_id:
            return await self._intent(operation.provider_id)
        customer = CardToken.read(operation.card_token).customer
        if not customer:
            return None
        params: stripe.params.PaymentIntentListParams = {
            "customer": customer,
            "limit": A_PAGE,
            "expand": ["data.latest_charge"],
        }
        pages = await self._v1.payment_intents.list_async(params)
        async for one in pages.auto_paging_iter():
            intent = read(one, Intent)
            if operation_in(intent.metadata) == operation.id:
                return intent
        return None

    async def _find_refund(self, operation: Operation) -> Fact:
        pages = await self._v1.refunds.list_async({"payment_intent": operation.provider_id or "", "limit": A_PAGE})
        async for one in pages.auto_paging_iter():
            refund = read(one, Refund)
            if operation_in(refund.metadata) == operation.id:
                return facts.given_back(refund)
        return NeverHappened()


def _told_at(answer: stripe.StripeObject) -> datetime:
    """When Stripe says that it answered."""
    response = answer.last_response
    assert response is not None, "what was just asked has its response"
    return parsedate_to_datetime(str(response.headers["date"]))


def _key(operation: Operation) -> stripe.RequestOptions:
    return {"idempotency_key": str(operation.id)}


def _named(operation: Operation) -> dict[str, str]:
    """What stands in the metadata of whatever the operation makes."""
    about = {"booking": operation.booking, "payment": operation.payment, "subject": operation.subject}
    return {OPERATION: str(operation.id)} | {word: str(id) for word, id in about.items() if id is not None}
