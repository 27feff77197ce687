"""What comes of news about a refund: for its operation, the ledger, and the open items, in the caller's unit."""

from __future__ import annotations

from cleanbee.domain.kernel import JournalId, OperationId, RefundId
from cleanbee.domain.payment.after_all import comes_after_all, refund_after_all
from cleanbee.domain.payment.fact import Fact, Refunded
from cleanbee.domain.payment.open_item import Finding
from cleanbee.domain.payment.payment import Operation
from cleanbee.domain.payment.refund import Failed, Refund
from cleanbee.domain.payment.refund_fact import RefundCase, apply_refund_fact, came_back
from cleanbee.ports.inbound.payment.open_items import file_named, file_one
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Work


async def take_refund_fact(work: Work, ids: Ids, peek: Operation, fact: Fact) -> None:
    """The gateway's answer about an operation that gives back: not finished, given up, or what it gave came back.

    :raises Stale: somebody else was faster; repeat.
    """
    case = await _case(work, ids, peek)
    if isinstance(fact, Refunded) and comes_after_all(case.operation, fact):
        granted = refund_after_all(case, fact)
    elif case.operation.finished and not came_back(case.operation, fact):
        return
    else:
        granted = apply_refund_fact(case, fact)
    applied = granted.value
    if applied.operation != case.operation:
        await work.operations.replace(case.operation, applied.operation)
    if applied.refund != case.refund:
        await work.refunds.replace(case.refund, applied.refund)
        await _file(work, ids, applied.refund)
    for journal in applied.journals:
        await work.journals.post(journal)
    if applied.follow_up is not None:
        await work.operations.add(applied.follow_up)
    await file_named(work, ids, applied.finding)
    await work.keep(granted)


async def _case(work: Work, ids: Ids, peek: Operation) -> RefundCase:
    """Everything anew, with the booking locked: whoever else gives back, or is told of a dispute, waits."""
    assert peek.subject is not None and peek.booking is not None, "a refund is of a booking's charge"
    await work.lock(bookings=(peek.booking,))
    operation, refund = await work.operations.find(peek.id), await work.refunds.find(RefundId(peek.subject))
    assert operation is not None and refund is not None, "operations and refunds are never deleted"
    disputes = await work.disputes.of_booking(peek.booking)
    return RefundCase(
        operation=operation,
        refund=refund,
        journals=tuple(await work.journals.of_booking(peek.booking)),
        disputed=any(one.open and one.charge == refund.charge for one in disputes),
        now=await work.now(),
        journal=JournalId(ids.new()),
        next_operation=OperationId(ids.new()),
    )


async def _file(work: Work, ids: Ids, refund: Refund) -> None:
    """A refund that failed is an open item until it is given back, or dropped."""
    about = f"refund {refund.id}"
    finding = None
    if isinstance(refund.phase, Failed):
        text = f"the gateway would not give back {refund.amount.amount} {refund.amount.currency}: {refund.phase.reason}"
        finding = Finding(kind="refund_failed", about=about, text=text, booking=refund.booking, at=refund.phase.at)
    await file_one(work, ids, "refund_failed", about, finding)
