"""The rules of giving back: the office asks, above a limit two of it agree, the gateway is asked once for each try."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from cleanbee.domain.kernel import (
    Granted,
    Money,
    NotInPhase,
    OperationId,
    OpsId,
    ReasonMissing,
    RefundId,
    Refused,
    Value,
    evolve,
    total,
    with_,
)
from cleanbee.domain.payment.dispute import Dispute, Lost
from cleanbee.domain.payment.events import OperationPlanned
from cleanbee.domain.payment.operation import only_looked_up
from cleanbee.domain.payment.payment import Abandoned, Captured, Operation, Payment, Planned
from cleanbee.domain.payment.refund import (
    AwaitingApproval,
    Disputed,
    Dropped,
    Failed,
    MoreThanCaptured,
    NeedsSecondPerson,
    NotCaptured,
    OtherCurrency,
    PaidWithoutCard,
    Refund,
    RefundApproved,
    RefundAsked,
    RefundDropped,
    RefundEvent,
    RefundFailed,
    RefundGiven,
    RefundReason,
    Sending,
)
from cleanbee.domain.platform.policy import Policy, limit_in


class Paid(Value, frozen=True, kw_only=True):
    """What was paid for a clean, and what of it has gone or may go: refunds, and what its bank took for good.

    ``disputed``: a dispute about it is open.
    """

    payment: Payment
    refunds: tuple[Refund, ...] = ()
    disputed: bool = False
    lost: Money

    def left(self, captured: Money, but: Refund | None = None) -> Money:
        """What of the captured amount may still go back; ``but`` one refund is not counted against itself.

        A bank that takes all of a charge of which a part went back already has more than was left: that is nothing.
        """
        left = captured - self.going(but) - self.lost
        return with_(left, amount=max(left.amount, 0))

    def going(self, but: Refund | None = None) -> Money:
        """What refunds give back, or still may."""
        others = (one for one in self.refunds if but is None or one.id != but.id)
        return total((one.amount for one in others if one.counts), self.lost.currency)


def paid_with(payment: Payment, refunds: Iterable[Refund], disputes: Iterable[Dispute]) -> Paid:
    """What was paid for a clean with all that is known of it; disputes of other charges (a tip's) are none of it."""
    charge = payment.phase.provider_id if isinstance(payment.phase, Captured) else None
    of_it = [one for one in disputes if one.charge == charge]
    gone = [one.amount for one in of_it if isinstance(one.phase, Lost)]
    return Paid(
        payment=payment,
        refunds=tuple(refunds),
        disputed=any(one.open for one in of_it),
        lost=total(gone, payment.amount.currency),
    )


class Wish(Value, frozen=True, kw_only=True):
    """How much is to go back (absent: all that is left), and why."""

    amount: Money | None
    reason: RefundReason
    note: str = ""


class Refunding(Value, frozen=True, kw_only=True):
    """A refund, and the operation by which the gateway is asked where it goes on its way.

    ``was``: the same operation before, where it is taken up again and not a new one.
    """

    refund: Refund
    operation: Operation | None = None
    was: Operation | None = None


class Refundable(Value, frozen=True, kw_only=True):
    """What may still go back of a clean's charge, and how much of it one of the office may give back alone."""

    most: Money
    alone: Money


RefundNo = NotCaptured | PaidWithoutCard | MoreThanCaptured | OtherCurrency | Disputed
RefundIds = tuple[RefundId, OperationId]


class Sends(Value, frozen=True, kw_only=True):
    """What may be sent to the gateway: an operation under a ``fresh`` id; what was sent ``last``, if anything was."""

    fresh: OperationId
    last: Operation | None
    now: datetime


def ask_refund(
    paid: Paid, wish: Wish, by: OpsId, ids: RefundIds, policy: Policy, now: datetime
) -> Granted[Refunding] | Refused[RefundNo]:
    """Give back a part or all of it; what one may not give back alone waits for a second person.

    The limit is of the clean and not of one refund: else many small ones would need nobody.
    """
    captured = _captured(paid)
    if isinstance(captured, Refused):
        return captured
    amount = wish.amount or paid.left(captured.amount)
    no = _no_room(paid, captured, amount)
    if no is not None:
        return no
    refund = Refund(
        id=ids[0],
        payment=paid.payment.id,
        booking=paid.payment.booking,
        customer=paid.payment.customer,
        charge=captured.provider_id,
        amount=amount,
        reason=wish.reason,
        note=wish.note.strip(),
        asked_by=by,
        asked_at=now,
        phase=AwaitingApproval(),
    )
    alone = _within(paid.going() + amount, policy)
    news = _news(RefundAsked, refund, alone=alone)
    if not alone:
        return Granted(value=Refunding(refund=refund), events=(news,))
    sent = sending(refund, ids[1])
    first = Refunding(refund=with_(sent.refund, version=1), operation=sent.operation)
    return Granted(value=first, events=(news, planned(first)))


def refundable(paid: Paid, policy: Policy) -> Refundable | None:
    """What ``ask_refund`` would grant at this moment; None where it would grant nothing."""
    captured = _captured(paid)
    if isinstance(captured, Refused):
        return None
    most = paid.left(captured.amount)
    free = limit_in(policy.refund_alone, most.currency).amount - paid.going().amount
    alone = with_(most, amount=max(0, min(most.amount, free)))
    return Refundable(most=most, alone=alone) if most.amount else None


def approve(
    refund: Refund, paid: Paid, by: OpsId, sends: Sends, policy: Policy
) -> Granted[Refunding] | Refused[RefundNo | NeedsSecondPerson | NotInPhase]:
    """A second one of the office agrees; of one that failed, anybody who may lets the gateway be asked again.

    What failed did not count, so others may have gone since: the limit is asked anew. Where the last try was given up,
    nobody knows of it: before anything is sent again it is looked up, as often as the gateway says nothing.
    """
    if not isinstance(refund.phase, AwaitingApproval | Failed):
        return Refused(why=NotInPhase(phase=refund.phase_word))
    if by == refund.asked_by and not _alone(refund, paid, policy):
        return Refused(why=NeedsSecondPerson(alone=limit_in(policy.refund_alone, refund.amount.currency)))
    captured = _captured(paid)
    if isinstance(captured, Refused):
        return captured
    no = _no_room(paid, captured, refund.amount, but=refund)
    if no is not None:
        return no
    second = refund.approved_by if by == refund.asked_by else by
    last = sends.last
    if last is not None and isinstance(last.phase, Abandoned):
        sent = _looked_up(refund, last, second, sends.now)
    else:
        sent = sending(refund, sends.fresh, second)
    return Granted(value=sent, events=(_news(RefundApproved, refund, by=by), planned(sent)))


def drop(
    refund: Refund, by: OpsId, reason: str, now: datetime
) -> Granted[Refund] | Refused[NotInPhase | ReasonMissing]:
    """Decide against a refund that waits, or that the gateway refused; also whoever asked for it may."""
    if not isinstance(refund.phase, AwaitingApproval | Failed):
        return Refused(why=NotInPhase(phase=refund.phase_word))
    if not reason.strip():
        return Refused(why=ReasonMissing())
    dropped = evolve(refund, phase=Dropped(at=now, by=by, reason=reason.strip()))
    return Granted(value=dropped, events=(_news(RefundDropped, refund, by=by),))


def _looked_up(refund: Refund, last: Operation, approved_by: OpsId | None, now: datetime) -> Refunding:
    onward = evolve(refund, phase=Sending(operation=last.id), approved_by=approved_by)
    return Refunding(refund=onward, operation=only_looked_up(last, now), was=last)


def sending(refund: Refund, operation: OperationId, approved_by: OpsId | None = None) -> Refunding:
    """The gateway is to be asked: each try is an operation of its own, and its intent is unique for ever."""
    number = refund.tries + 1
    asked = Operation(
        id=operation,
        kind="refund",
        intent=intent_of(refund, number),
        payment=refund.payment,
        booking=refund.booking,
        subject=refund.id,
        amount=refund.amount,
        provider_id=refund.charge,
        phase=Planned(),
    )
    onward = evolve(refund, phase=Sending(operation=operation), tries=number, approved_by=approved_by)
    return Refunding(refund=onward, operation=asked)


def intent_of(refund: Refund, number: int) -> str:
    """What its try of this number is known by."""
    return f"refund:{refund.id}:{number}"


def planned(one: Refunding) -> OperationPlanned:
    """The news that wakes whoever sends."""
    assert one.operation is not None, "the gateway is to be asked"
    refund = one.refund
    return OperationPlanned(
        payment=refund.payment, booking=refund.booking, customer=refund.customer, operation=one.operation.id
    )


def given(refund: Refund) -> RefundGiven:
    """The news that it was given back."""
    return _news(RefundGiven, refund)


def failed(refund: Refund, reason: str) -> RefundFailed:
    """The news that the gateway said no."""
    return _news(RefundFailed, refund, reason=reason)


def _captured(paid: Paid) -> Captured | Refused[NotCaptured | PaidWithoutCard | Disputed]:
    phase = paid.payment.phase
    if not isinstance(phase, Captured):
        return Refused(why=NotCaptured())
    if not phase.provider_id:
        return Refused(why=PaidWithoutCard())
    if paid.disputed:
        return Refused(why=Disputed())
    return phase


def _within(together: Money, policy: Policy) -> bool:
    return together.amount <= limit_in(policy.refund_alone, together.currency).amount


def _alone(refund: Refund, paid: Paid, policy: Policy) -> bool:
    """Whether whoever asked for it may let the gateway be asked again: one that waits was already too much for that."""
    if isinstance(refund.phase, AwaitingApproval):
        return False
    return refund.approved_by is not None or _within(paid.going(but=refund) + refund.amount, policy)


def _no_room(
    paid: Paid, captured: Captured, amount: Money, but: Refund | None = None
) -> Refused[MoreThanCaptured | OtherCurrency] | None:
    if amount.currency != captured.amount.currency:
        return Refused(why=OtherCurrency(currency=captured.amount.currency))
    left = paid.left(captured.amount, but)
    if not 0 < amount.amount <= left.amount:
        return Refused(why=MoreThanCaptured(left=left))
    return None


E = TypeVar("E", bound=RefundEvent)


def _news(kind: type[E], refund: Refund, **facts: object) -> E:
    return kind(
        payment=refund.payment,
        booking=refund.booking,
        customer=refund.customer,
        refund=refund.id,
        amount=refund.amount,
        **facts,
    )
