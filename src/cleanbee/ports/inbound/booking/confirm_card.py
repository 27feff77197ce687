"""The customer follows the bank's link: in the sandbox, where the bank's page is ours to play."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.booking.actions import facts_of
from cleanbee.domain.kernel import Refusal, Refused
from cleanbee.domain.payment.payment import ActionRequired, NothingToPay
from cleanbee.domain.people.policy import may
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.read_booking import ReadBooking
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked
from cleanbee.ports.inbound.payment.settle_operation import SettleOperation
from cleanbee.ports.outbound.payment import BankPage
from cleanbee.ports.outbound.store import Store


class ConfirmAsked(BookingAsked, frozen=True, kw_only=True):
    """Agree to the hold on the card, or to a tip, or not."""

    agreed: bool = True


@dataclass(frozen=True)
class ConfirmCard:
    """Plays the customer at the bank, then asks the gateway what came of it, as a webhook would."""

    store: Store
    bank: BankPage
    settle: SettleOperation

    async def __call__(self, ask: ConfirmAsked) -> BookingView | Refused[Refusal]:
        """The booking after the bank's answer.

        :raises GatewayDown: the bank's page could not be reached.
        """
        read = ReadBooking(self.store)
        view = await read(ask)
        if isinstance(view, Refused):
            return view
        allowed = may(ask.actor, "booking.pay", facts_of(view.booking))
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            operations = await work.operations.of_booking(ask.booking)
        asked = ("authorise", "charge") if isinstance(view.payment.phase, ActionRequired) else ("charge",)
        waiting = [one for one in operations if one.kind in asked and one.provider_id is not None and not one.finished]
        if not waiting:
            return Refused(why=NothingToPay())
        assert waiting[-1].provider_id is not None
        await self.bank.confirm(waiting[-1].provider_id, agreed=ask.agreed)
        await self.settle.hear(waiting[-1])
        return await read(ask)
