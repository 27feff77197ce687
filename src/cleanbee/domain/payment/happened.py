"""What has happened to a clean's money, as the journals have it: for its customer, and for its cleaner."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import Money
from cleanbee.domain.payment.dated import Line, Subject, What
from cleanbee.domain.payment.journals.disputes import charged_back
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.payday import payout_at
from cleanbee.domain.payment.payment import Owed

# By kind of journal: what it is to the customer, the account that says how much, and on which side of it.
TO_CUSTOMER: dict[str, tuple[What, str, int]] = {
    "hold": ("hold", "memo:held", 1),
    "hold_released": ("let_go", "memo:held", -1),
    "earned": ("earned", "customer:owed", 1),
    "fee": ("fee", "customer:owed", 1),
    "capture": ("capture", "gateway", 1),
    "paid_otherwise": ("capture", "bank", 1),
    "refund": ("refund", "gateway", -1),
    "refund_failed": ("refund_failed", "gateway", 1),
    "credit_back": ("credit_back", "customer:credit", -1),
    "credit_used": ("credit", "customer:credit", 1),
    "tip": ("tip", "gateway", 1),
    "extra_time": ("extra_time", "gateway", 1),
}
# What is earned, but waits for the customer's money.
ACCRUES: dict[str, What] = {"earned": "earned", "fee": "fee"}
TIP: What = "tip"


def to_customer(subject: Subject) -> tuple[Line, ...]:
    """The customer's past, oldest first; a debt stands in no journal of its own."""
    lines: list[Line] = []
    for journal in subject.journals:
        if (seen := TO_CUSTOMER.get(journal.kind)) is not None:
            what, account, side = seen
            amount = _on(journal, account, subject.nothing)
            lines.append(Line(what=what, at=journal.at, state="done", amount=amount if side > 0 else -amount))
    for lost, amount in charged_back(subject.journals):
        lines.append(Line(what="charged_back", at=lost.at, state="done", amount=amount))
    phase = None if subject.payment is None else subject.payment.phase
    if isinstance(phase, Owed):
        lines.append(Line(what="owed", at=phase.since, state="done", amount=phase.amount))
    return tuple(one for one in lines if one.amount is not None and not one.amount.is_zero)


def to_cleaner(subject: Subject, now: datetime) -> tuple[Line, ...]:
    """The cleaner's past: what was earned, what became payable, and the Monday it goes out on."""
    lines: list[Line] = []
    for journal in subject.journals:
        accrued = -_of_cleaner(journal, "cleaner:accrued", subject)
        payable = -_of_cleaner(journal, "cleaner:payable", subject)
        if journal.kind in ACCRUES and accrued.amount > 0:
            lines.append(Line(what=ACCRUES[journal.kind], at=journal.at, state="done", amount=accrued))
        if journal.kind == TIP and payable.amount > 0:
            lines.append(Line(what=TIP, at=journal.at, state="done", amount=payable))
        if payable.amount > 0:
            lines.append(Line(what="payable", at=journal.at, state="done", amount=payable))
            lines.append(paid_out(journal.at, payable, subject, now))
    return tuple(lines)


def waiting(subject: Subject) -> Money:
    """What the cleaner has earned and waits for."""
    found = subject.nothing
    for journal in subject.journals:
        found -= _of_cleaner(journal, "cleaner:accrued", subject)
    return found


def paid_out(payable_at: datetime, amount: Money, subject: Subject, now: datetime) -> Line:
    """The payout of what becomes payable at an instant."""
    monday = payout_at(payable_at, subject.cleaner_zone)
    return Line(what="payout", at=monday, state="planned" if monday > now else "due", amount=amount)


def _of_cleaner(journal: Journal, account: str, subject: Subject) -> Money:
    found = subject.nothing
    for posting in journal.postings:
        if posting.account == account and subject.cleaner is not None and posting.owner == subject.cleaner:
            found += posting.amount
    return found


def _on(journal: Journal, account: str, nothing: Money) -> Money:
    found = nothing
    for posting in journal.postings:
        if posting.account == account:
            found += posting.amount
    return found
