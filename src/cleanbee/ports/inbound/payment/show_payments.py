"""The newest payments with what is to come of them, for the sandbox's own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cleanbee.domain.kernel import Value
from cleanbee.domain.payment.payment import Payment
from cleanbee.domain.payment.plan import RELEASE, TRY
from cleanbee.ports.outbound.store import Store


class PaymentSeen(Value, frozen=True, kw_only=True):
    """A payment, when its clean begins, when a card is asked next, and until when it must be secured."""

    payment: Payment
    start: datetime
    next_try: datetime | None
    decided: datetime | None


@dataclass(frozen=True)
class ShowPayments:
    """Everybody's payments: only a sandbox has the page that asks this."""

    store: Store

    async def __call__(self, limit: int = 50) -> tuple[PaymentSeen, ...]:
        """At most ``limit`` of them, the newest first."""
        found: list[PaymentSeen] = []
        async with self.store.begin() as work:
            for payment in await work.payments.newest(limit):
                booking = await work.bookings.find(payment.booking)
                assert booking is not None, "every payment has its booking"
                tries = await work.timers.find(TRY, payment.id)
                decides = await work.timers.find(RELEASE, payment.id)
                found.append(
                    PaymentSeen(
                        payment=payment,
                        start=booking.window.start,
                        next_try=None if tries is None else tries.due_at,
                        decided=None if decides is None else decides.due_at,
                    )
                )
        return tuple(found)
