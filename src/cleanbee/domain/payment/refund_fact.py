"""What becomes of a refund that the gateway was asked for: its answers, from whichever road, once or many times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cleanbee.domain.kernel import Granted, JournalId, Money, OperationId, Value, evolve, total, with_
from cleanbee.domain.payment import payment as operations
from cleanbee.domain.payment.fact import (
    CustomerWanted,
    EvidenceTaken,
    Fact,
    Held,
    LetGo,
    NeverHappened,
    NoAnswer,
    OnItsWay,
    Refunded,
    Taken,
    TurnedDown,
)
from cleanbee.domain.payment.give_back import failed, given, planned, sending
from cleanbee.domain.payment.journals import refunds
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.open_item import Finding
from cleanbee.domain.payment.operation import unknown
from cleanbee.domain.payment.payment import Operation
from cleanbee.domain.payment.refund import Failed, Refund, Succeeded


class RefundCase(Value, frozen=True, kw_only=True):
    """All that the news is judged by; ``journals`` are the booking's, ``disputed``: its bank took the charge back."""

    operation: Operation
    refund: Refund
    journals: tuple[Journal, ...]
    disputed: bool
    now: datetime
    journal: JournalId
    next_operation: OperationId


class RefundApplied(Value, frozen=True, kw_only=True):
    """What is true after the news; what did not change is as it was."""

    operation: Operation
    refund: Refund
    journals: tuple[Journal, ...] = ()
    follow_up: Operation | None = None
    finding: Finding | None = None


def apply_refund_fact(case: RefundCase, fact: Fact) -> Granted[RefundApplied]:
    """The gateway's answer about an operation that is not finished, or that it gave back what then came back."""
    assert not case.operation.finished or came_back(case.operation, fact), "else it is no news"
    match fact:
        case NoAnswer():
            doubt = unknown(case.operation, case.now)
            return Granted(value=RefundApplied(operation=doubt, refund=case.refund))
        case Refunded(provider_id=provider_id, amount=amount):
            return gave(case, provider_id, amount)
        case TurnedDown(reason=reason) if case.operation.finished:
            return _came_back(case, reason)
        case TurnedDown(reason=reason):
            return _failed(case, reason)
        case NeverHappened() if case.disputed:
            return _failed(case, "charge_disputed")
        case NeverHappened():
            return _once_more(case)
        case Held() | Taken() | LetGo() | CustomerWanted() | OnItsWay() | EvidenceTaken():
            raise AssertionError(f"no news of a refund: {type(fact).__name__}")


def came_back(operation: Operation, fact: Fact) -> bool:
    """Whether what was given back under this very name did not reach the customer after all."""
    phase = operation.phase
    if operation.kind != "refund" or not isinstance(phase, operations.Succeeded):
        return False
    return isinstance(fact, TurnedDown) and fact.provider_id == phase.provider_id


def charged(journals: Sequence[Journal]) -> tuple[Money, Money]:
    """What was taken for a clean, and the tax in it: the part of the tax that the part taken of the debt bears."""
    taken = total(_on("gateway", journals, "capture"))
    owed = total(_on("customer:owed", journals, "earned", "fee"), taken.currency)
    tax = -total(_on("tax:due", journals, "earned", "fee"), taken.currency)
    if owed.amount <= 0:
        return taken, Money(amount=0, currency=taken.currency)
    return taken, taken.split((tax.amount, (owed - tax).amount))[0]


def _on(account: str, journals: Sequence[Journal], *kinds: str) -> list[Money]:
    lines = [line for one in journals if one.kind in kinds for line in one.postings]
    return [line.amount for line in lines if line.account == account]


def still_fits(case: RefundCase, amount: Money) -> bool:
    """Whether so much more may have gone back of what was taken."""
    taken, _ = charged(case.journals)
    return (_back(case, taken) + amount).amount <= taken.amount


def _back(case: RefundCase, taken: Money) -> Money:
    return -total(_on("gateway", case.journals, "refund", "refund_failed"), taken.currency)


def gave(case: RefundCase, provider_id: str, amount: Money) -> Granted[RefundApplied]:
    """The journal is of the refund, not of the try: whichever road the news came by, it is posted once.

    Only one that is given again after it came back is of its own call: the fact is another.
    """
    taken, tax = charged(case.journals)
    back = _back(case, taken)
    source = case.refund.id if _posted(case, case.refund.id) is None else case.operation.id
    entry = Entry(id=case.journal, source=source, booking=case.refund.booking, at=case.now)
    taxed = total(_on("tax:due", case.journals, "refund", "refund_failed"), taken.currency)
    part = refunds.Refund(amount=amount, charged=taken, tax=tax, back=back, taxed=taxed)
    done = operations.Succeeded(at=case.now, provider_id=provider_id)
    refund = evolve(case.refund, phase=Succeeded(at=case.now, provider_id=provider_id))
    applied = RefundApplied(
        operation=evolve(case.operation, phase=done, provider_id=provider_id),
        refund=refund,
        journals=(refunds.refunded(entry, part),),
    )
    return Granted(value=applied, events=(given(refund),))


def _posted(case: RefundCase, source: UUID) -> Journal | None:
    return next((one for one in case.journals if one.kind == "refund" and one.source == source), None)


def _came_back(case: RefundCase, reason: str) -> Granted[RefundApplied]:
    """The journal is taken back, and a human decides what becomes of the refund.

    What was never entered, since it had been given up and something else was given by then, only ends.
    """
    phase = case.refund.phase
    if not isinstance(phase, Succeeded) or phase.provider_id != case.operation.provider_id:
        operation = evolve(case.operation, phase=operations.Failed(at=case.now, reason=reason))
        return Granted(value=RefundApplied(operation=operation, refund=case.refund))
    wrong = _posted(case, case.operation.id) or _posted(case, case.refund.id)
    assert wrong is not None, "what was given back is posted"
    entry = Entry(id=case.journal, source=case.operation.id, booking=case.refund.booking, at=case.now)
    undone = _failed(case, reason)
    return Granted(value=with_(undone.value, journals=(refunds.refund_failed(entry, wrong),)), events=undone.events)


def _failed(case: RefundCase, reason: str) -> Granted[RefundApplied]:
    operation = evolve(case.operation, phase=operations.Failed(at=case.now, reason=reason))
    refund = evolve(case.refund, phase=Failed(at=case.now, reason=reason))
    return Granted(value=RefundApplied(operation=operation, refund=refund), events=(failed(refund, reason),))


def _once_more(case: RefundCase) -> Granted[RefundApplied]:
    """Its key is too old to be sent again, and it never happened: it is intended anew."""
    operation = evolve(case.operation, phase=operations.Failed(at=case.now, reason="never_happened"))
    again = sending(case.refund, case.next_operation, case.refund.approved_by)
    applied = RefundApplied(operation=operation, refund=again.refund, follow_up=again.operation)
    return Granted(value=applied, events=(planned(again),))
