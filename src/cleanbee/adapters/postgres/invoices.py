"""Invoices as rows that are only ever added."""

from __future__ import annotations

from typing import Any

from cleanbee.adapters.postgres.aggregates import Filed, Shape
from cleanbee.adapters.postgres.tables import InvoiceRow
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.kernel import BookingId, InvoiceId
from cleanbee.domain.payment.papers.invoice import Invoice, Series

INVOICE = Shape(InvoiceRow, Invoice, lambda one: (one.booking, one.series.seller, one.series.year, one.place))


class InvoiceRows(Filed[InvoiceId, Invoice]):
    """Invoices, which stay as they were written."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, INVOICE)

    async def of_booking(self, booking: BookingId) -> Invoice | None:
        """The booking's invoice."""
        return await self.first(InvoiceRow.booking == booking)

    async def last_place(self, series: Series) -> int:
        """The last place that is taken in a series."""
        row: Any = InvoiceRow
        mine = row.select(row.place).where((row.seller == series.seller) & (row.year == series.year))
        return await self.value(mine.order_by(row.place, ascending=False).limit(1)) or 0
