"""Being paid before the week is over: what it costs, what it brings, and when it would be free."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import Granted, JournalId, Money, Refusal, Refused, Value, evolve
from cleanbee.domain.payment.journals.lines import Entry
from cleanbee.domain.payment.journals.payouts import cash_out_fee
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.pay import Payday
from cleanbee.domain.payment.payout import Accrued, Blocked, Payout, Scheduled
from cleanbee.domain.payment.payout_account import AccountNotReady
from cleanbee.domain.platform.policy import Policy


class NotCaptured(Refusal, frozen=True, kw_only=True):
    """Nothing is payable now; ``waiting`` becomes payable when the customers' money has come."""

    waiting: Money


class PayInDispute(Refusal, frozen=True, kw_only=True):
    """A bank disputes what this pay is for: it waits until that is decided."""


class PayKept(Refusal, frozen=True, kw_only=True):
    """The office keeps this pay for now, and said why."""

    reason: str


class CashOutTooSmall(Refusal, frozen=True, kw_only=True):
    """The fee would take all of it; on ``free_at`` it is sent for nothing."""

    amount: Money
    fee: Money
    free_at: datetime


class FeeNotAgreed(Refusal, frozen=True, kw_only=True):
    """Being paid now costs ``fee`` by now, which is not what was agreed to; on ``free_at`` it is free."""

    fee: Money
    free_at: datetime


class CashOutTerms(Value, frozen=True, kw_only=True):
    """What being paid now means: the pay, its fee, what is kept off for what the cleaner owes, what is sent, and when
    it is free.
    """

    amount: Money
    fee: Money
    kept_off: Money
    sent: Money
    free_at: datetime


class CashedOut(Value, frozen=True, kw_only=True):
    """A payout that is to be sent now, and the journal of its fee, if it has one."""

    payout: Payout
    journals: tuple[Journal, ...]


CashOutNo = NotCaptured | PayInDispute | PayKept | CashOutTooSmall | AccountNotReady


def cash_out_terms(
    payout: Payout | None, day: Payday, policy: Policy, waiting: Money
) -> Granted[CashOutTerms] | Refused[CashOutNo]:
    """What being paid now means for the open payout of this week; ``waiting`` is earned and not captured yet."""
    if day.account is None or not day.account.ready:
        return Refused(why=AccountNotReady())
    if payout is None or payout.due.amount <= 0:
        return Refused(why=NotCaptured(waiting=waiting))
    if isinstance(payout.phase, Blocked) and payout.phase.by is not None:
        return Refused(why=PayKept(reason=payout.phase.reason))
    if isinstance(payout.phase, Blocked) or payout.bookings & day.disputed:
        return Refused(why=PayInDispute())
    amount = payout.due
    least = Money(amount=policy.cash_out_least, currency=payout.currency)
    share = amount.share(policy.cash_out_bp)
    fee = share if share.amount >= least.amount else least
    if fee.amount >= amount.amount:
        return Refused(why=CashOutTooSmall(amount=amount, fee=fee, free_at=payout.pay_at))
    kept = (amount - fee).least(day.purse.owed)
    terms = CashOutTerms(amount=amount, fee=fee, kept_off=kept, sent=amount - fee - kept, free_at=payout.pay_at)
    return Granted(value=terms)


def cash_out(
    payout: Payout, terms: CashOutTerms, agreed: Money | None, tax_bp: int, journal: JournalId, now: datetime
) -> Granted[CashedOut] | Refused[FeeNotAgreed]:
    """The payout is sent now, for the fee that the cleaner was shown and agreed to; the tax is in the fee."""
    assert isinstance(payout.phase, Accrued), "terms are only made for what may be sent"
    if agreed != terms.fee:
        return Refused(why=FeeNotAgreed(fee=terms.fee, free_at=terms.free_at))
    going = evolve(payout, fee=payout.fee + terms.fee, phase=Scheduled(at=now))
    if terms.fee.is_zero:
        return Granted(value=CashedOut(payout=going, journals=()))
    tax, _ = terms.fee.split((tax_bp, 10_000))
    entry = Entry(id=journal, source=payout.id, booking=None, at=now)
    return Granted(value=CashedOut(payout=going, journals=(cash_out_fee(entry, payout.cleaner, terms.fee, tax),)))
