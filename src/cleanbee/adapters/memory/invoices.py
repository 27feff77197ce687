"""Invoices in memory."""

from __future__ import annotations

from cleanbee.adapters.memory.aggregates import Filed
from cleanbee.adapters.memory.rows import Table
from cleanbee.domain.kernel import BookingId, InvoiceId
from cleanbee.domain.payment.papers.invoice import Invoice, Series


def invoices() -> Table[InvoiceId, Invoice]:
    """The table of invoices: one a booking, one a place of a series."""
    return Table(
        "invoice",
        unique={
            "one_invoice_per_booking": lambda one: one.booking,
            "one_invoice_per_place": lambda one: (one.series, one.place),
        },
        index={"series": lambda one: one.series},
    )


class MemoryInvoices(Filed[InvoiceId, Invoice]):
    """Invoices, which stay as they were written."""

    async def of_booking(self, booking: BookingId) -> Invoice | None:
        """The booking's invoice."""
        await self._unit.turn()
        return next(iter(self._rows.where("one_invoice_per_booking", booking)), None)

    async def last_place(self, series: Series) -> int:
        """The last place that is taken in a series."""
        await self._unit.turn()
        return max((one.place for one in self._rows.where("series", series)), default=0)
