"""Cleaners' accounts: a bank account's number is typed in at Stripe; each cleaner is a connected account there."""

from __future__ import annotations

import asyncio

import msgspec
import stripe

from cleanbee.adapters.stripe.faults import refuse_unheard
from cleanbee.adapters.stripe.shapes import Shape, read
from cleanbee.adapters.stripe.transport import CALLS_MOST_S
from cleanbee.domain.kernel import CleanerId
from cleanbee.ports.outbound.payment import GatewayDown
from cleanbee.ports.outbound.payouts import SavedAccount

OWNER = "owner"
BANK_TOKEN = "btok_"


class Bank(Shape, frozen=True, kw_only=True):
    """Where a connected account is paid out to."""

    last4: str = ""


class Banks(Shape, frozen=True, kw_only=True):
    """All of these."""

    data: tuple[Bank, ...] = ()


class Connected(Shape, frozen=True, kw_only=True):
    """A connected account as it was just made."""

    id: str
    external_accounts: Banks = Banks()


class StripeAccounts:
    """Connected accounts, one for each bank account that a cleaner names: what is on its way to a former one goes on.

    Stripe pays out of it when it knows who the cleaner is; what it asks for that is given on Stripe's own pages.
    """

    def __init__(self, client: stripe.StripeClient) -> None:
        self._v1 = client.v1

    async def open_account(self, owner: CleanerId, setup: str) -> SavedAccount | None:
        """Name the bank account behind a token of Stripe's form; None for one that is unknown or used up.

        :raises GatewayDown: could not be asked.
        """
        if not setup.startswith(BANK_TOKEN):
            return None
        try:
            async with asyncio.timeout(CALLS_MOST_S):
                made = await self._v1.accounts.create_async(
                    {
                        "type": "custom",
                        "capabilities": {"transfers": {"requested": True}},
                        "external_account": setup,
                        "metadata": {OWNER: str(owner)},
                    },
                    {"idempotency_key": f"account:{owner}:{setup}"},
                )
                account = read(made, Connected)
        except stripe.InvalidRequestError:
            return None
        except (stripe.StripeError, TimeoutError, msgspec.ValidationError) as fault:
            if isinstance(fault, stripe.StripeError):
                refuse_unheard(fault)
            raise GatewayDown("Stripe did not answer") from None
        return SavedAccount(token=account.id, last4=next((one.last4 for one in account.external_accounts.data), ""))
