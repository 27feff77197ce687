"""Where invoices are kept: as they were written, for good."""

from __future__ import annotations

from typing import Protocol

from cleanbee.domain.kernel import BookingId, InvoiceId
from cleanbee.domain.payment.papers.invoice import Invoice, Series
from cleanbee.ports.outbound.kept import Filed


class Invoices(Filed[InvoiceId, Invoice], Protocol):
    """Invoices, one a booking and one a place of their series; adding a second one is ``Stale``.

    Nothing is changed or taken away, so whoever adds the place behind the last one leaves no gap.
    """

    async def of_booking(self, booking: BookingId) -> Invoice | None:
        """The booking's invoice."""
        ...

    async def last_place(self, series: Series) -> int:
        """The last place that is taken in a series; 0 before the first."""
        ...
