"""The sandbox's words for cards and accounts, as the test cards and connected accounts that answer alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import stripe

from cleanbee.adapters.stripe.token import CardToken
from cleanbee.domain.kernel import with_
from cleanbee.domain.payment.payment import Operation

GOOD, DECLINED, WANTS_THE_CUSTOMER = "4242424242424242", "4000000000000341", "4000002500003155"

CARDS: dict[str, tuple[str, str]] = {
    "card_ok": (GOOD, ""),
    "card_declined": (DECLINED, "do_not_honor"),
    "card_insufficient": (DECLINED, "insufficient_funds"),
    "card_3ds": (WANTS_THE_CUSTOMER, ""),
}
"""The number of each card, and the decline code that the front says of it."""

ACCOUNTS = {"account_ok": "acct_ok", "account_closed": "acct_no_payouts"}


@dataclass
class Wallet:
    """Saved cards of one customer at Stripe."""

    client: stripe.StripeClient
    customer: str

    async def put(self, operation: Operation) -> Operation:
        """The same operation with Stripe's names for card and account."""
        if operation.account:
            return with_(operation, account=ACCOUNTS[operation.account])
        if not operation.card_token:
            return operation
        return with_(operation, card_token=str(await self.card(operation.card_token)))

    async def card(self, word: str) -> CardToken:
        """A card that answers like the word, attached to the customer; no such card where there is no such word."""
        if word not in CARDS:
            return CardToken(method="pm_of_nobody", customer=self.customer)
        number, decline = CARDS[word]
        card: Any = {"number": number, "exp_month": 12, "exp_year": 2040, "cvc": "123"}
        made = await self.client.v1.payment_methods.create_async(
            {"type": "card", "card": card, "metadata": {"decline_code": decline}}
        )
        await self.client.v1.payment_methods.attach_async(made.id, {"customer": self.customer})
        return CardToken(method=made.id, customer=self.customer)


async def wallet(client: stripe.StripeClient) -> Wallet:
    """A fresh customer's wallet."""
    return Wallet(client=client, customer=(await client.v1.customers.create_async({"name": "Mia"})).id)
