"""Paying cleaners by Connect: a transfer to the cleaner's connected account, and a payout from there to the bank.

Two steps under two keys of one operation. If the second is refused the first is taken back, so that an operation has
happened as a whole or not at all, and money that a bank sent back is fetched before more is sent.
"""

from __future__ import annotations

import stripe

from cleanbee.adapters.stripe import facts
from cleanbee.adapters.stripe.shapes import OPERATION, Payout, Transfer, operation_in, read
from cleanbee.domain.kernel import OperationId
from cleanbee.domain.payment.fact import Fact, NeverHappened, NoAnswer, TurnedDown
from cleanbee.domain.payment.payment import Operation

TRANSFER = "transfer"
A_PAGE = 100


class PayoutDesk:
    """Sends what cleaners have earned."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._v1 = client.v1

    async def pay_out(self, operation: Operation) -> Fact:
        """Move the amount to the cleaner's account, and on to the bank.

        :raises stripe.StripeError: what Stripe said instead; the money is not on its way.
        """
        await self._fetch_returned(operation.account)
        transfer = await self._transfer(operation)
        try:
            payout = await self._payout(operation, transfer)
        except (stripe.InvalidRequestError, stripe.CardError):
            await self._take_back(operation.id, transfer)
            raise
        except stripe.StripeError:
            return NoAnswer()  # one step is done: nobody may say that nothing was sent
        return facts.on_its_way(payout)

    async def look_up(self, operation: Operation) -> Fact:
        """What became of a payout; one that stopped half-way is taken back, since its key may be forgotten by now."""
        payout = await self._find_payout(operation)
        if payout is not None:
            return facts.on_its_way(payout)
        transfer = await self._find_transfer(operation)
        if transfer is None:
            return NeverHappened()
        if not transfer.reversed:
            await self._take_back(operation.id, transfer)
        return TurnedDown(kind="try_again", reason="payout_not_made")

    async def _transfer(self, operation: Operation) -> Transfer:
        made = await self._v1.transfers.create_async(
            {
                "amount": operation.amount.amount,
                "currency": operation.amount.currency.lower(),
                "destination": operation.account,
                "transfer_group": str(operation.subject or operation.id),
                "metadata": {OPERATION: str(operation.id)},
            },
            {"idempotency_key": f"{operation.id}:transfer"},
        )
        return read(made, Transfer)

    async def _payout(self, operation: Operation, transfer: Transfer) -> Payout:
        made = await self._v1.payouts.create_async(
            {
                "amount": operation.amount.amount,
                "currency": operation.amount.currency.lower(),
                "metadata": {OPERATION: str(operation.id), TRANSFER: transfer.id},
            },
            {"idempotency_key": str(operation.id), "stripe_account": operation.account},
        )
        return read(made, Payout)

    async def _take_back(self, operation: OperationId, transfer: Transfer) -> None:
        """Bring a transfer back; Stripe reverses no more than was moved, however often it is asked."""
        await self._v1.transfers.reversals.create_async(
            transfer.id, {"metadata": {OPERATION: str(operation)}}, {"idempotency_key": f"{operation}:back"}
        )

    async def _fetch_returned(self, account: str) -> None:
        """Payouts that came back lie on the connected account: their transfers are taken back."""
        pages = await self._v1.payouts.list_async({"status": "failed", "limit": A_PAGE}, {"stripe_account": account})
        async for one in pages.auto_paging_iter():
            payout = read(one, Payout)
            operation, name = operation_in(payout.metadata), payout.metadata.get(TRANSFER)
            if operation is None or name is None:
                continue
            transfer = read(await self._v1.transfers.retrieve_async(name), Transfer)
            if not transfer.reversed:
                await self._take_back(operation, transfer)

    async def _find_payout(self, operation: Operation) -> Payout | None:
        pages = await self._v1.payouts.list_async({"limit": A_PAGE}, {"stripe_account": operation.account})
        async for one in pages.auto_paging_iter():
            payout = read(one, Payout)
            if operation_in(payout.metadata) == operation.id:
                return payout
        return None

    async def _find_transfer(self, operation: Operation) -> Transfer | None:
        group = str(operation.subject or operation.id)
        pages = await self._v1.transfers.list_async({"transfer_group": group, "limit": A_PAGE})
        async for one in pages.auto_paging_iter():
            transfer = read(one, Transfer)
            if operation_in(transfer.metadata) == operation.id:
                return transfer
        return None
