"""The receipt of a fee, kept in the unit in which the fee comes about."""

from __future__ import annotations

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.reckoning import Reckoning
from cleanbee.domain.kernel import ReceiptId
from cleanbee.domain.matching.receipt import write_fee
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Work


async def keep_fee(work: Work, booking: Booking, reckoned: Reckoning | None, ids: Ids) -> None:
    """Keep how a fee was reckoned; where there is none, nothing is kept."""
    if reckoned is None:
        return
    made = write_fee(ReceiptId(ids.new()), booking, reckoned)
    await work.receipts.add(made.value)
    await work.keep(made)
