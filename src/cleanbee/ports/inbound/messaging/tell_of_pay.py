"""Something happened to a cleaner's pay: the cleaner is told."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.messaging.around import Desk
from cleanbee.domain.messaging.pay_notices import pay_notices
from cleanbee.domain.payment.payout import PayoutEvent
from cleanbee.domain.payment.payout_account import PayoutAccountEvent
from cleanbee.domain.platform.feed import Kept
from cleanbee.ports.outbound.store import Work


@dataclass(frozen=True)
class TellOfPay:
    """The step behind the events of payouts and accounts: notices are kept, none is sent here."""

    desk: Desk

    async def __call__(self, work: Work, kept: Kept) -> None:
        """Keep what the cleaner is to be told, once."""
        event = kept.event
        assert isinstance(event, PayoutEvent | PayoutAccountEvent), "an event of pay"
        cleaner = await work.cleaners.find(event.cleaner)
        assert cleaner is not None, "pay is a cleaner's"
        payout = await work.payouts.find(event.payout) if isinstance(event, PayoutEvent) else None
        for notice in pay_notices(event, kept.at, cleaner, payout, self.desk, await work.now()):
            await work.notices.enqueue(notice)
