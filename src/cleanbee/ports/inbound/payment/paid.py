"""What was paid for a clean, and what of it has gone: read under the booking's lock, before anything is given back."""

from __future__ import annotations

from cleanbee.domain.kernel import BookingId, total
from cleanbee.domain.payment.refund import Paid
from cleanbee.ports.outbound.store import Work


async def paid_for(work: Work, booking: BookingId) -> Paid:
    """Payment, refunds, and what the ledger has of disputes."""
    payment = await work.payments.of_booking(booking)
    assert payment is not None, "every booking has its payment"
    lost = [
        line.amount
        for one in await work.journals.of_booking(booking)
        for line in one.postings
        if one.kind == "dispute_lost" and line.account == "platform:dispute"
    ]
    return Paid(
        payment=payment,
        refunds=tuple(await work.refunds.of_booking(booking)),
        disputed=bool(await work.payouts.in_dispute([booking])),
        lost=total(lost, payment.amount.currency),
    )
