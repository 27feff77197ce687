"""What becomes of a payout that was sent: the gateway's answers and its later news, in whatever order they come."""

from __future__ import annotations

from datetime import datetime, timedelta

from cleanbee.domain.kernel import Granted, JournalId, Money, Value, evolve
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
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.journals.payouts import payout_paid, payout_returned
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.open_item import Finding
from cleanbee.domain.payment.operation import unknown
from cleanbee.domain.payment.payment import DeclineClass, Failed, Operation, Succeeded
from cleanbee.domain.payment.payout import (
    InFlight,
    Paid,
    Payout,
    PayoutCameBack,
    PayoutPaid,
    PayoutSent,
    Returned,
    Scheduled,
)
from cleanbee.domain.payment.payout_account import PayoutAccount, account_failed

TRY_AGAIN_AFTER = timedelta(hours=6)
"""When the gateway could not pay out for a reason that is not the account's (our balance there is too low)."""


class PayoutCase(Value, frozen=True, kw_only=True):
    """All that the news is judged by."""

    operation: Operation
    payout: Payout
    account: PayoutAccount | None
    now: datetime
    journal: JournalId


class PayoutApplied(Value, frozen=True, kw_only=True):
    """What is true after the news; what did not change is as it was."""

    operation: Operation
    payout: Payout
    account: PayoutAccount | None
    journals: tuple[Journal, ...] = ()
    finding: Finding | None = None


def apply_payout_fact(case: PayoutCase, fact: Fact) -> Granted[PayoutApplied]:
    """The gateway's answer about an operation that is not finished."""
    assert not case.operation.finished, "news about a finished operation is no news"
    match fact:
        case NoAnswer():
            return Granted(value=_applied(case, operation=unknown(case.operation, case.now)))
        case OnItsWay(provider_id=provider_id, arrives_at=arrives_at):
            return _on_its_way(case, provider_id, arrives_at)
        case TurnedDown(kind=kind, reason=reason):
            return _turned_down(case, kind, reason)
        case NeverHappened():
            return _not_sent(case, "never_happened", case.now)
        case Held() | Taken() | LetGo() | Refunded() | CustomerWanted() | EvidenceTaken():
            raise AssertionError(f"no news of a payout: {type(fact).__name__}")


def arrived(case: PayoutCase) -> Granted[PayoutApplied]:
    """The cleaner's bank has the money; late or repeated news, also after it came back, changes nothing."""
    flying = _flying(case)
    if flying is None:
        return Granted(value=_applied(case))
    paid = Paid(operation=case.operation.id, amount=flying.amount, at=case.now)
    journal = payout_paid(_entry(case), case.payout.cleaner, flying.amount)
    applied = _applied(case, operation=_done(case), payout=evolve(case.payout, phase=paid), journals=(journal,))
    news = PayoutPaid(payout=case.payout.id, cleaner=case.payout.cleaner, amount=flying.amount)
    return Granted(value=applied, events=(news,))


def came_back(case: PayoutCase, reason: str) -> Granted[PayoutApplied]:
    """The cleaner's bank sent the money back, before we heard that it arrived or after; once."""
    match case.payout.phase:
        case (InFlight(operation=operation, amount=amount) | Paid(operation=operation, amount=amount)) as phase:
            if operation != case.operation.id:
                return Granted(value=_applied(case))
            return _back(case, _done(case), amount, reason, was_paid=isinstance(phase, Paid))
        case _:
            return Granted(value=_applied(case))


def _on_its_way(case: PayoutCase, provider_id: str, arrives_at: datetime) -> Granted[PayoutApplied]:
    done = evolve(case.operation, phase=Succeeded(at=case.now, provider_id=provider_id), provider_id=provider_id)
    flying = _flying(case)
    assert flying is not None, "an operation that is not finished has its payout in flight"
    payout = evolve(
        case.payout,
        phase=InFlight(operation=flying.operation, amount=flying.amount, since=flying.since, arrives_at=arrives_at),
    )
    news = PayoutSent(payout=payout.id, cleaner=payout.cleaner, amount=flying.amount, arrives_at=arrives_at)
    return Granted(value=_applied(case, operation=done, payout=payout), events=(news,))


def _turned_down(case: PayoutCase, kind: DeclineClass, reason: str) -> Granted[PayoutApplied]:
    if kind == "try_again":
        return _not_sent(case, reason, case.now + TRY_AGAIN_AFTER)
    flying = _flying(case)
    assert flying is not None, "an operation that is not finished has its payout in flight"
    failed = evolve(case.operation, phase=Failed(at=case.now, reason=reason))
    return _back(case, failed, flying.amount, reason, was_paid=False)


def _not_sent(case: PayoutCase, reason: str, again: datetime) -> Granted[PayoutApplied]:
    """It was not sent and that is no fault of the account: payable again, and another operation sends it."""
    flying = _flying(case)
    assert flying is not None, "an operation that is not finished has its payout in flight"
    failed = evolve(case.operation, phase=Failed(at=case.now, reason=reason))
    journal = payout_returned(_entry(case), case.payout.cleaner, flying.amount, was_paid=False)
    payout = evolve(case.payout, phase=Scheduled(at=again))
    return Granted(value=_applied(case, operation=failed, payout=payout, journals=(journal,)))


def _back(
    case: PayoutCase, operation: Operation, amount: Money, reason: str, *, was_paid: bool
) -> Granted[PayoutApplied]:
    """Payable again, the account not ready, the cleaner told; it is sent again when another account stands."""
    journal = payout_returned(_entry(case), case.payout.cleaner, amount, was_paid=was_paid)
    phase = Returned(operation=case.operation.id, reason=reason, at=case.now)
    news = PayoutCameBack(payout=case.payout.id, cleaner=case.payout.cleaner, amount=amount, reason=reason)
    account, told = case.account, ()
    if account is not None:
        failed = account_failed(account, case.operation.account, reason, case.now)
        account, told = failed.value, failed.events
    applied = PayoutApplied(
        operation=operation, payout=evolve(case.payout, phase=phase), account=account, journals=(journal,)
    )
    return Granted(value=applied, events=(news, *told))


def _flying(case: PayoutCase) -> InFlight | None:
    phase = case.payout.phase
    return phase if isinstance(phase, InFlight) and phase.operation == case.operation.id else None


def _done(case: PayoutCase) -> Operation:
    """News of what was sent says that it was sent, where its own answer never came."""
    if case.operation.finished:
        return case.operation
    return evolve(case.operation, phase=Succeeded(at=case.now, provider_id=case.operation.provider_id or ""))


def _applied(
    case: PayoutCase,
    *,
    operation: Operation | None = None,
    payout: Payout | None = None,
    journals: tuple[Journal, ...] = (),
) -> PayoutApplied:
    return PayoutApplied(
        operation=case.operation if operation is None else operation,
        payout=case.payout if payout is None else payout,
        account=case.account,
        journals=journals,
    )


def _entry(case: PayoutCase) -> Entry:
    return Entry(id=case.journal, source=case.operation.id, booking=None, at=case.now)
