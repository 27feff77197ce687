"""What comes of news about a tip's charge: for its operation, the tip and the ledger, in the caller's unit."""

from __future__ import annotations

from cleanbee.domain.kernel import JournalId, TipId
from cleanbee.domain.payment.after_all import comes_after_all
from cleanbee.domain.payment.fact import Fact
from cleanbee.domain.payment.payment import Operation
from cleanbee.domain.payment.tip import apply_tip_fact
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Work


async def take_tip_fact(work: Work, ids: Ids, peek: Operation, fact: Fact) -> None:
    """The gateway's answer about a tip's charge that is not finished, or was given up.

    :raises Stale: somebody else was faster; repeat.
    """
    assert peek.booking is not None and peek.subject is not None, "a tip is about a booking"
    await work.lock(bookings=(peek.booking,))
    operation, tip = await work.operations.find(peek.id), await work.tips.find(TipId(peek.subject))
    assert operation is not None and tip is not None, "operations and tips are never deleted"
    if operation.finished and not comes_after_all(operation, fact):
        return
    granted = apply_tip_fact(tip, operation, fact, JournalId(ids.new()), await work.now())
    tipped = granted.value
    if tipped.operation != operation:
        await work.operations.replace(operation, tipped.operation)
    if tipped.tip != tip:
        await work.tips.replace(tip, tipped.tip)
    for journal in tipped.journals:
        await work.journals.post(journal)
    await work.keep(granted)
