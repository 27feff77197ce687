"""What comes of news about a payout: for its operation, the account and the ledger, in the caller's unit."""

from __future__ import annotations

from cleanbee.domain.kernel import Granted, JournalId, PayoutId
from cleanbee.domain.payment.after_all import comes_after_all, payout_after_all
from cleanbee.domain.payment.fact import Fact, OnItsWay
from cleanbee.domain.payment.news import PayoutArrived, PayoutReturned
from cleanbee.domain.payment.payment import Operation
from cleanbee.domain.payment.payout_fact import PayoutApplied, PayoutCase, apply_payout_fact, arrived, came_back
from cleanbee.ports.inbound.payment.open_items import file_named
from cleanbee.ports.outbound.ids import Ids
from cleanbee.ports.outbound.store import Work


async def take_payout_fact(work: Work, ids: Ids, operation: Operation, fact: Fact) -> None:
    """The gateway's answer about an operation that pays out and is not finished, or was given up.

    :raises Stale: somebody else was faster; repeat.
    """
    case = await _case(work, ids, operation)
    if isinstance(fact, OnItsWay) and comes_after_all(case.operation, fact):
        granted = payout_after_all(case, fact)
        await _keep(work, case, granted)
        await file_named(work, ids, granted.value.finding)
    elif not case.operation.finished:
        await _keep(work, case, apply_payout_fact(case, fact))


async def take_payout_news(work: Work, ids: Ids, news: PayoutArrived | PayoutReturned) -> None:
    """What the gateway tells by itself, once or often, early or late; of what is not ours nothing comes.

    :raises Stale: somebody else was faster; repeat.
    """
    operation = await work.operations.find(news.operation)
    if operation is None or operation.kind != "pay_out":
        return
    case = await _case(work, ids, operation)
    match news:
        case PayoutArrived():
            await _keep(work, case, arrived(case))
        case PayoutReturned(reason=reason):
            await _keep(work, case, came_back(case, reason))


async def _case(work: Work, ids: Ids, peek: Operation) -> PayoutCase:
    """Everything anew, with the cleaner locked."""
    assert peek.subject is not None, "an operation that pays out has its payout"
    id = PayoutId(peek.subject)
    whose = await work.payouts.find(id)
    assert whose is not None, "payouts are never deleted"
    await work.lock(cleaners=(whose.cleaner,))
    operation, payout = await work.operations.find(peek.id), await work.payouts.find(id)
    assert operation is not None and payout is not None, "operations and payouts are never deleted"
    return PayoutCase(
        operation=operation,
        payout=payout,
        account=await work.payout_accounts.find(payout.cleaner),
        now=await work.now(),
        journal=JournalId(ids.new()),
    )


async def _keep(work: Work, case: PayoutCase, granted: Granted[PayoutApplied]) -> None:
    applied = granted.value
    if applied.operation != case.operation:
        await work.operations.replace(case.operation, applied.operation)
    if applied.payout != case.payout:
        await work.payouts.replace(case.payout, applied.payout)
    if case.account is not None and applied.account is not None and applied.account != case.account:
        await work.payout_accounts.replace(case.account, applied.account)
    for journal in applied.journals:
        await work.journals.post(journal)
    await work.keep(granted)
