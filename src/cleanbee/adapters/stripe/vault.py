"""Saved cards: the customer sets the card up at Stripe, in the browser, with authentication and consent."""

from __future__ import annotations

import asyncio

import msgspec
import stripe

from cleanbee.adapters.stripe.accounts import OWNER, StripeAccounts
from cleanbee.adapters.stripe.faults import refuse_unheard
from cleanbee.adapters.stripe.shapes import PaymentMethod, Session, SetupIntent, Shape, read
from cleanbee.adapters.stripe.token import CardToken
from cleanbee.adapters.stripe.transport import CALLS_MOST_S
from cleanbee.domain.kernel import CustomerId
from cleanbee.ports.outbound.payment import CardSetup, GatewayDown, SavedCard

BEFORE_SECRET = "_secret_"


class Named(Shape, frozen=True, kw_only=True):
    """A customer of ours at Stripe."""

    id: str


class StripeVault(StripeAccounts):
    """Customers, and the cards that they saved for later charges; cleaners, and the accounts they are paid to."""

    def __init__(self, client: stripe.StripeClient, publishable_key: str = "") -> None:
        super().__init__(client)
        self._publishable_key = publishable_key

    async def prepare(self, owner: CustomerId) -> CardSetup:
        """What the customer's browser needs to set a card up: Stripe's own form runs the authentication with it.

        :raises GatewayDown: could not be asked.
        """
        try:
            async with asyncio.timeout(CALLS_MOST_S):
                return await self._prepare(owner)
        except (stripe.StripeError, TimeoutError) as fault:
            raise _down(fault) from None

    async def form(self, owner: CustomerId, back: str) -> str:
        """A Checkout page of Stripe's own, in its set-up mode, which leads back with the session's name.

        :raises GatewayDown: could not be asked.
        """
        try:
            async with asyncio.timeout(CALLS_MOST_S):
                return await self._form(owner, back)
        except (stripe.StripeError, TimeoutError) as fault:
            raise _down(fault) from None

    async def save(self, owner: CustomerId, setup: str) -> SavedCard | None:
        """Save the card that this customer has set up; None for one that is unknown, unfinished or somebody else's.

        :raises GatewayDown: could not be asked.
        """
        try:
            async with asyncio.timeout(CALLS_MOST_S):
                return await self._save(owner, setup.partition(BEFORE_SECRET)[0])
        except stripe.InvalidRequestError:
            return None
        except (stripe.StripeError, TimeoutError, msgspec.ValidationError) as fault:
            raise _down(fault) from None

    async def _customer(self, owner: CustomerId) -> str:
        """The customer's name at Stripe; one for each of ours."""
        made = await self._v1.customers.create_async(
            {"metadata": {OWNER: str(owner)}}, {"idempotency_key": f"customer:{owner}"}
        )
        return read(made, Named).id

    async def _form(self, owner: CustomerId, back: str) -> str:
        customer = await self._customer(owner)
        made = await self._v1.checkout.sessions.create_async(
            {
                "mode": "setup",
                "customer": customer,
                "allowed_payment_method_types": ["card"],
                "success_url": f"{back}?setup={{CHECKOUT_SESSION_ID}}",
                "cancel_url": back,
                "setup_intent_data": {"metadata": {OWNER: str(owner)}},
            }
        )
        if made.url is None:
            raise GatewayDown("Stripe opened nothing")
        return made.url

    async def _prepare(self, owner: CustomerId) -> CardSetup:
        made = await self._v1.setup_intents.create_async(
            {
                "customer": await self._customer(owner),
                "usage": "off_session",
                "allowed_payment_method_types": ["card"],
                "metadata": {OWNER: str(owner)},
            }
        )
        secret = made.client_secret
        if secret is None:
            raise GatewayDown("Stripe opened nothing")
        return CardSetup(client_secret=secret, publishable_key=self._publishable_key)

    async def _intent(self, setup: str) -> SetupIntent | None:
        """The set-up behind a token: its own, or that of the Checkout page where the card was typed in."""
        if setup.startswith("cs_"):
            session = await self._v1.checkout.sessions.retrieve_async(
                setup, {"expand": ["setup_intent", "setup_intent.payment_method"]}
            )
            return read(session, Session).setup_intent
        if not setup.startswith("seti_"):
            return None
        return read(await self._v1.setup_intents.retrieve_async(setup, {"expand": ["payment_method"]}), SetupIntent)

    async def _save(self, owner: CustomerId, setup: str) -> SavedCard | None:
        intent = await self._intent(setup)
        if intent is None:
            return None
        method = intent.payment_method
        theirs = intent.metadata.get(OWNER) == str(owner)
        ready = intent.status == "succeeded" and intent.usage == "off_session" and bool(intent.customer)
        if not (theirs and ready and isinstance(method, PaymentMethod)):
            return None
        return SavedCard(
            token=str(CardToken(method=method.id, customer=intent.customer or "")),
            brand=str(method.card.get("brand", "card")),
            last4=str(method.card.get("last4", "")),
            fingerprint=str(method.card.get("fingerprint") or ""),
        )


def _down(fault: Exception) -> GatewayDown:
    """Nothing is kept on our side, so whatever went wrong may be tried again."""
    if isinstance(fault, stripe.StripeError):
        refuse_unheard(fault)
    return GatewayDown("Stripe did not answer")
