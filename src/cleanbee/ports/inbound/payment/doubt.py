"""A deadline that comes while nobody knows whether the money is held is an open item, until somebody knows."""

from __future__ import annotations

from cleanbee.domain.payment.open_item import Finding
from cleanbee.domain.payment.payment import Payment
from cleanbee.ports.inbound.payment.open_items import file_one
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Work

SAID = "The deadline for the card has come, and the gateway has not said whether the money is held; the slot is kept."


async def file_doubt(work: Work, ids: Ids, before: Payment, after: Payment) -> None:
    """File the doubt that has come up, or close the one that is over, in the caller's unit.

    :raises Stale: somebody else files just now; repeat.
    """
    if before.doubt_since == after.doubt_since:
        return
    found: Finding | None = None
    if after.doubt_since is not None:
        found = Finding(
            kind="hold_in_doubt", about=str(after.id), text=SAID, booking=after.booking, at=after.doubt_since
        )
    await file_one(work, ids, "hold_in_doubt", str(after.id), found)
