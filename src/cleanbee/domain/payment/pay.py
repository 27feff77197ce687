"""How a payout goes on its way: scheduled when its week is over, kept while something is open, sent once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cleanbee.domain.kernel import (
    BookingId,
    Event,
    Granted,
    JournalId,
    Money,
    NotInPhase,
    OperationId,
    OpsId,
    ReasonMissing,
    Refused,
    Value,
    evolve,
    snake,
)
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.journals.payouts import paid_out, payout_short
from cleanbee.domain.payment.journals.refunds import recovered
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.payment import Operation, Planned
from cleanbee.domain.payment.payout import (
    Accrued,
    Blocked,
    InFlight,
    Netted,
    Paid,
    Payout,
    PayoutBlocked,
    PayoutEvent,
    PayoutPlanned,
    PayoutUnblocked,
    Returned,
    Scheduled,
)
from cleanbee.domain.payment.payout_account import PayoutAccount

DISPUTED = "disputed"


class Purse(Value, frozen=True, kw_only=True):
    """What stands on a cleaner's accounts: what is payable to them, and what they owe."""

    payable: Money
    owed: Money


class Payday(Value, frozen=True, kw_only=True):
    """All that a payout's next step is judged by; the ids are for what the step keeps."""

    account: PayoutAccount | None
    purse: Purse
    disputed: frozenset[BookingId]
    now: datetime
    operation: OperationId
    journal: JournalId
    second_journal: JournalId


class Moved(Value, frozen=True, kw_only=True):
    """A payout after one step, with what is kept beside it; ``purse`` is what stands then."""

    payout: Payout
    purse: Purse
    operation: Operation | None = None
    journals: tuple[Journal, ...] = ()


def move_on(payout: Payout, day: Payday) -> Granted[Moved] | None:
    """The next step that is due; None where nothing is to be done now."""
    match payout.phase:
        case Accrued():
            return _to(payout, day, Scheduled(at=day.now)) if day.now >= payout.pay_at else None
        case Blocked(by=None, reason=reason) if reason == DISPUTED and not payout.bookings & day.disputed:
            news = _news(payout, PayoutUnblocked, reason="dispute_closed")
            return _to(payout, day, Accrued(), news)
        case Scheduled(at=at) if at <= day.now:
            return _send(payout, day)
        case Returned() if day.account is not None and day.account.ready:
            return _to(payout, day, Scheduled(at=day.now))
        case Blocked() | Scheduled() | Returned() | InFlight() | Paid() | Netted():
            return None


def block(
    payout: Payout, by: OpsId, reason: str, now: datetime
) -> Granted[Payout] | Refused[NotInPhase | ReasonMissing]:
    """The office keeps a payout that is not sent yet, and says why."""
    if not reason.strip():
        return Refused(why=ReasonMissing())
    match payout.phase:
        case Accrued() | Scheduled() | Returned():
            blocked = evolve(payout, phase=Blocked(reason=reason.strip(), since=now, by=by))
            return Granted(value=blocked, events=(_news(payout, PayoutBlocked, reason=reason.strip(), by=by),))
        case Blocked() | InFlight() | Paid() | Netted():
            return Refused(why=NotInPhase(phase=phase_word(payout)))


def unblock(payout: Payout, by: OpsId, reason: str) -> Granted[Payout] | Refused[NotInPhase | ReasonMissing]:
    """The office lets a payout go on, and says why; an open dispute keeps it again."""
    if not reason.strip():
        return Refused(why=ReasonMissing())
    if not isinstance(payout.phase, Blocked):
        return Refused(why=NotInPhase(phase=phase_word(payout)))
    news = _news(payout, PayoutUnblocked, reason=reason.strip(), by=by)
    return Granted(value=evolve(payout, phase=Accrued()), events=(news,))


def phase_word(payout: Payout) -> str:
    """The word of its phase."""
    return snake(type(payout.phase).__name__)


def _send(payout: Payout, day: Payday) -> Granted[Moved] | None:
    """Everything that stands in the way is looked at anew; what the cleaner owes is kept off first."""
    if payout.bookings & day.disputed:
        blocked = Blocked(reason=DISPUTED, since=day.now)
        return _to(payout, day, blocked, _news(payout, PayoutBlocked, reason=DISPUTED))
    due = payout.due
    if due.amount < 0:
        return _short(payout, day)
    if due.amount > day.purse.payable.amount:
        return None  # a later week has taken something back that is not settled yet: it is, when that week is over
    kept = due.least(day.purse.owed)
    if due == kept:
        return _netted(payout, day, kept)
    if day.account is None or not day.account.ready:
        return None
    return _sent(payout, day, day.account, kept)


def _short(payout: Payout, day: Payday) -> Granted[Moved]:
    """More was taken back than earned: the cleaner owes the rest, and a later payout makes up for it."""
    owes = -payout.due
    journal = payout_short(_entry(day.second_journal, payout.id, day), payout.cleaner, owes)
    netted = evolve(payout, kept_off=payout.kept_off - owes, phase=Netted(at=day.now))
    purse = Purse(payable=day.purse.payable + owes, owed=day.purse.owed + owes)
    return Granted(value=Moved(payout=netted, purse=purse, journals=(journal,)))


def _netted(payout: Payout, day: Payday, kept: Money) -> Granted[Moved]:
    done = evolve(payout, kept_off=payout.kept_off + kept, phase=Netted(at=day.now))
    journals = _recovered(payout, payout.id, day, kept)
    return Granted(value=Moved(payout=done, purse=spent(day.purse, kept, kept), journals=journals))


def _sent(payout: Payout, day: Payday, account: PayoutAccount, kept: Money) -> Granted[Moved]:
    amount, number = payout.due - kept, payout.tries + 1
    operation = Operation(
        id=day.operation,
        kind="pay_out",
        intent=f"pay_out:{payout.id}:{number}",
        subject=payout.id,
        account=account.token,
        amount=amount,
        phase=Planned(),
    )
    flying = evolve(
        payout,
        kept_off=payout.kept_off + kept,
        tries=number,
        phase=InFlight(operation=operation.id, amount=amount, since=day.now),
    )
    sending = paid_out(_entry(day.journal, operation.id, day), payout.cleaner, amount)
    moved = Moved(
        payout=flying,
        purse=spent(day.purse, amount + kept, kept),
        operation=operation,
        journals=(*_recovered(payout, operation.id, day, kept), sending),
    )
    return Granted(value=moved, events=(_news(payout, PayoutPlanned, operation=operation.id, amount=amount),))


def _recovered(payout: Payout, source: UUID, day: Payday, kept: Money) -> tuple[Journal, ...]:
    if kept.is_zero:
        return ()
    return (recovered(_entry(day.second_journal, source, day), payout.cleaner, kept),)


def _entry(id: JournalId, source: UUID, day: Payday) -> Entry:
    """Every try of a payout is a fact of its own, named after its operation; its end without one, after itself."""
    return Entry(id=id, source=source, booking=None, at=day.now)


def spent(purse: Purse, payable: Money, owed: Money | None = None) -> Purse:
    """What stands after so much is payable no longer, and so much no longer owed."""
    return Purse(payable=purse.payable - payable, owed=purse.owed if owed is None else purse.owed - owed)


def _to(payout: Payout, day: Payday, phase: Accrued | Blocked | Scheduled, news: Event | None = None) -> Granted[Moved]:
    moved = Moved(payout=evolve(payout, phase=phase), purse=day.purse)
    return Granted(value=moved, events=() if news is None else (news,))


def _news(payout: Payout, kind: type[PayoutEvent], **facts: object) -> PayoutEvent:
    return kind(payout=payout.id, cleaner=payout.cleaner, **facts)
