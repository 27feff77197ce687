"""What the gateway did all the same: news of a success of what a human had closed, because nobody knew of one."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import Granted, Money, evolve, with_
from cleanbee.domain.payment import books
from cleanbee.domain.payment.apply_fact import Applied, Case, taken
from cleanbee.domain.payment.extra_charge import ExtraApplied, ExtraCase
from cleanbee.domain.payment.fact import Fact, Held, HoldFact, OnItsWay, Refunded, Taken
from cleanbee.domain.payment.open_item import Finding
from cleanbee.domain.payment.operation import plan, planned_event
from cleanbee.domain.payment.payment import Abandoned, Operation, Owed, Succeeded
from cleanbee.domain.payment.payout import Accrued, Blocked, Payout, PayoutBlocked, Returned, Scheduled
from cleanbee.domain.payment.payout_fact import PayoutApplied, PayoutCase
from cleanbee.domain.payment.refund import Dropped, Failed
from cleanbee.domain.payment.refund_fact import RefundApplied, RefundCase, gave, still_fits

SENT_AFTER_ALL = "sent_after_all"
"""Why a payout is kept that the gateway has sent although it was given up: somebody of the office looks first."""


def comes_after_all(operation: Operation, fact: Fact) -> bool:
    """Whether the gateway has done what was given up. A hold that was let go is known as let go already."""
    return isinstance(operation.phase, Abandoned) and isinstance(fact, Held | Taken | Refunded | OnItsWay)


def hold_after_all(case: Case, fact: HoldFact) -> Granted[Applied]:
    """A hold lets itself go: another may be there by now. What was taken pays the debt that it left, if it still does.

    Where the debt is paid, given up, or being paid just now, finance decides.
    """
    match fact:
        case Held():
            return _let_go(case, fact)
        case Taken(amount=amount) if isinstance(case.payment.phase, Owed) and case.payment.phase.amount == amount:
            return taken(case, fact, hold=Money(amount=0, currency=amount.currency))
        case Taken(provider_id=provider_id, amount=amount):
            operation = _done(case.operation, provider_id, case.now)
            named = _named(operation, amount, case.now)
            return Granted(value=Applied(operation=operation, payment=case.payment, finding=named))
        case _:
            raise AssertionError(f"no success of a hold: {type(fact).__name__}")


def _let_go(case: Case, fact: Held) -> Granted[Applied]:
    operation = _done(case.operation, fact.provider_id, case.now)
    journal = books.held(case.journal, operation.id, case.booking, fact.amount, case.now)
    void = plan(case.next_operation, "void", case.payment, fact.amount, fact.provider_id)
    applied = Applied(operation=operation, payment=case.payment, journals=(journal,), follow_up=void)
    return Granted(value=applied, events=(planned_event(void, case.payment),))


def refund_after_all(case: RefundCase, fact: Refunded) -> Granted[RefundApplied]:
    """It is given, whatever was decided since; where that would be more than was taken, finance decides."""
    if isinstance(case.refund.phase, Failed | Dropped) and still_fits(case, fact.amount):
        return gave(case, fact.provider_id, fact.amount)
    operation = _done(case.operation, fact.provider_id, case.now)
    applied = RefundApplied(operation=operation, refund=case.refund, finding=_named(operation, -fact.amount, case.now))
    return Granted(value=applied)


def payout_after_all(case: PayoutCase, fact: OnItsWay) -> Granted[PayoutApplied]:
    """It is not sent a second time: kept if it is still here, and finance decides."""
    operation = _done(case.operation, fact.provider_id, case.now)
    applied = PayoutApplied(
        operation=operation, payout=case.payout, account=case.account, finding=_named(operation, -fact.amount, case.now)
    )
    if not isinstance(case.payout.phase, Accrued | Scheduled | Returned):
        return Granted(value=applied)
    kept: Payout = evolve(case.payout, phase=Blocked(reason=SENT_AFTER_ALL, since=case.now))
    news = PayoutBlocked(payout=kept.id, cleaner=kept.cleaner, reason=SENT_AFTER_ALL)
    return Granted(value=with_(applied, payout=kept), events=(news,))


def extra_after_all(case: ExtraCase, fact: Taken) -> Granted[ExtraApplied]:
    """Nobody had the time that was paid for, for it was given back when the charge was given up: finance decides."""
    operation = _done(case.operation, fact.provider_id, case.now)
    applied = ExtraApplied(operation=operation, booking=case.booking, finding=_named(operation, fact.amount, case.now))
    return Granted(value=applied)


def _done(operation: Operation, provider_id: str, now: datetime) -> Operation:
    return evolve(operation, phase=Succeeded(at=now, provider_id=provider_id), provider_id=provider_id)


def _named(operation: Operation, amount: Money, now: datetime) -> Finding:
    """What finance is told at once; from its next run on the comparison of the two books names what they do not share.

    ``amount``: by how much the gateway's books are above ours.
    """
    size = f"{abs(amount.amount)} {amount.currency} (minor units)"
    return Finding(
        kind="operation_in_doubt",
        about=f"{operation.id}",
        text=f"the gateway did this {operation.kind} of {size} though it was given up, and our books cannot take it",
        amount=amount,
        booking=operation.booking,
        at=now,
    )
