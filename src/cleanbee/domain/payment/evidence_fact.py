"""What becomes of evidence that was sent to a bank: the gateway's answers, from whichever road, once or many times."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import Granted, OperationId, Value, evolve
from cleanbee.domain.payment.dispute import Dispute, Sending, Turned, evidence_refused, evidence_taken, sent_again
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
from cleanbee.domain.payment.operation import unknown
from cleanbee.domain.payment.payment import Failed, Operation, Succeeded


class EvidenceCase(Value, frozen=True, kw_only=True):
    """All that the news is judged by."""

    operation: Operation
    dispute: Dispute
    now: datetime
    next_operation: OperationId


class EvidenceApplied(Value, frozen=True, kw_only=True):
    """What is true after the news: of the operation, and of its dispute with what follows for it."""

    operation: Operation
    turned: Turned


def apply_evidence_fact(case: EvidenceCase, fact: Fact) -> Granted[EvidenceApplied]:
    """The gateway's answer about an operation that is not finished; what was decided meanwhile stays decided."""
    assert not case.operation.finished, "news about a finished operation is no news"
    match fact:
        case NoAnswer():
            nothing = Granted(value=Turned(dispute=case.dispute))
            return _applied(unknown(case.operation, case.now), nothing)
        case EvidenceTaken(provider_id=provider_id):
            done = evolve(case.operation, phase=Succeeded(at=case.now, provider_id=provider_id))
            return _applied(done, evidence_taken(case.dispute, case.now))
        case TurnedDown(reason=reason):
            return _applied(_failed(case, reason), evidence_refused(case.dispute, reason))
        case NeverHappened():
            return _applied(_failed(case, "never_happened"), _once_more(case))
        case Held() | Taken() | LetGo() | CustomerWanted() | OnItsWay() | Refunded():
            raise AssertionError(f"no news of evidence: {type(fact).__name__}")


def _once_more(case: EvidenceCase) -> Granted[Turned]:
    phase = case.dispute.phase
    if not isinstance(phase, Sending):
        return Granted(value=Turned(dispute=case.dispute))
    return sent_again(case.dispute, case.operation.packet, phase.by, case.next_operation, case.now)


def _failed(case: EvidenceCase, reason: str) -> Operation:
    return evolve(case.operation, phase=Failed(at=case.now, reason=reason))


def _applied(operation: Operation, turned: Granted[Turned]) -> Granted[EvidenceApplied]:
    applied = EvidenceApplied(operation=operation, turned=turned.value)
    return Granted(value=applied, events=turned.events, timers=turned.timers)
