"""Taking news from the gateway, from whichever road it came, once or many times."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import OperationId
from cleanbee.domain.payment.after_all import comes_after_all
from cleanbee.domain.payment.extra_charge import of_extra
from cleanbee.domain.payment.fact import Fact
from cleanbee.domain.payment.refund_fact import came_back
from cleanbee.ports.inbound.payment.take_evidence_fact import take_evidence_fact
from cleanbee.ports.inbound.payment.take_extra_fact import take_extra_fact
from cleanbee.ports.inbound.payment.take_hold_fact import take_hold_fact
from cleanbee.ports.inbound.payment.take_payout_fact import take_payout_fact
from cleanbee.ports.inbound.payment.take_refund_fact import take_refund_fact
from cleanbee.ports.inbound.payment.take_tip_fact import take_tip_fact
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Store, Work


@dataclass(frozen=True)
class TakeFact:
    """Applies a fact about an operation to all that it is about, in one unit."""

    store: Store
    ids: Ids

    async def __call__(self, id: OperationId, fact: Fact) -> None:
        """News about an unknown or finished operation changes nothing; only that what was given up was done does, or
        that what was given back came back.

        :raises Stale: somebody else was faster; repeat.
        """
        async with self.store.begin() as work:
            await take_fact(work, self.ids, id, fact)


async def take_fact(work: Work, ids: Ids, id: OperationId, fact: Fact) -> None:
    """The same in the caller's unit.

    :raises Stale: somebody else was faster; repeat.
    """
    operation = await work.operations.find(id)
    if operation is None or (
        operation.finished and not comes_after_all(operation, fact) and not came_back(operation, fact)
    ):
        return
    match operation.kind:
        case "authorise" | "capture" | "void":
            await take_hold_fact(work, ids, operation, fact)
        case "pay_out":
            await take_payout_fact(work, ids, operation, fact)
        case "refund":
            await take_refund_fact(work, ids, operation, fact)
        case "contest":
            await take_evidence_fact(work, ids, operation, fact)
        case "charge" if not of_extra(operation):
            await take_tip_fact(work, ids, operation, fact)
        case "charge":
            await take_extra_fact(work, ids, operation, fact)
