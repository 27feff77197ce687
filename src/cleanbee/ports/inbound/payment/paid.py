"""What was paid for a clean, and what of it has gone: read under the booking's lock, before anything is given back."""

from __future__ import annotations

from cleanbee.domain.kernel import BookingId
from cleanbee.domain.payment.give_back import Paid, paid_with
from cleanbee.ports.outbound.store import Work


async def paid_for(work: Work, booking: BookingId) -> Paid:
    """Payment, refunds, and what its bank has taken back."""
    payment = await work.payments.of_booking(booking)
    assert payment is not None, "every booking has its payment"
    return paid_with(payment, await work.refunds.of_booking(booking), await work.disputes.of_booking(booking))
