"""What comes of news about evidence that was sent: for its operation and the dispute, in the caller's unit."""

from __future__ import annotations

from cleanbee.domain.kernel import DisputeId, Granted, OperationId
from cleanbee.domain.payment.evidence_fact import EvidenceCase, apply_evidence_fact
from cleanbee.domain.payment.fact import Fact
from cleanbee.domain.payment.payment import Operation
from cleanbee.ports.inbound.payment.keep_dispute import keep_turned, locked_dispute
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Work


async def take_evidence_fact(work: Work, ids: Ids, peek: Operation, fact: Fact) -> None:
    """The gateway's answer about evidence that was sent.

    :raises Stale: somebody else was faster; repeat.
    """
    assert peek.subject is not None, "evidence is about a dispute"
    whose = await work.disputes.find(DisputeId(peek.subject))
    assert whose is not None, "disputes are never deleted"
    dispute = await locked_dispute(work, whose)
    operation = await work.operations.find(peek.id)
    assert operation is not None, "operations are never deleted"
    if operation.finished:
        return
    fresh = OperationId(ids.new())
    case = EvidenceCase(operation=operation, dispute=dispute, now=await work.now(), next_operation=fresh)
    granted = apply_evidence_fact(case, fact)
    if granted.value.operation != operation:
        await work.operations.replace(operation, granted.value.operation)
    turned = Granted(value=granted.value.turned, events=granted.events, timers=granted.timers)
    await keep_turned(work, ids, dispute, turned)
