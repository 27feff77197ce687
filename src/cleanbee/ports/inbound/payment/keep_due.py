"""Keeping what a decision about money returned, whichever parts of it changed."""

from __future__ import annotations

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import Granted
from cleanbee.domain.payment.due import Due
from cleanbee.domain.payment.payment import Payment
from cleanbee.ports.outbound.store import Work


async def keep_due(work: Work, payment: Payment, booking: Booking, granted: Granted[Due]) -> None:
    """Keep payment, booking, operation, journals, events and timers of one decision."""
    due = granted.value
    if due.payment != payment:
        await work.payments.replace(payment, due.payment)
    if due.booking is not None and due.booking != booking:
        await work.bookings.replace(booking, due.booking)
    if due.operation is not None:
        await work.operations.add(due.operation)
    if due.release is not None:
        await work.operations.add(due.release)
    for journal in due.journals:
        await work.journals.post(journal)
    await work.keep(granted)
