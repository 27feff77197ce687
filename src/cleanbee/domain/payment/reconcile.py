"""Our books beside the gateway's, line by line: what each says that the other does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from cleanbee.domain.kernel import BookingId, Money, Value, with_
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.payment.news import Transaction, TransactionKind
from cleanbee.domain.payment.open_item import Finding, ItemKind
from cleanbee.domain.payment.payment import Operation, Unknown
from cleanbee.domain.payment.waiting import LATEST

OUR_MONEY = ("gateway", "cleaner:in_transit")
"""What stands at the gateway, less what is on its way: a payout leaves its books at once, and ours when it arrives."""

FEE = "gateway_fee"
JOURNALS: Mapping[TransactionKind, frozenset[str]] = {
    "charge": frozenset({"capture", "tip", "extra_time"}),
    "refund": frozenset({"refund"}),
    "refund_failed": frozenset({"refund_failed"}),
    "payout": frozenset({"payout"}),
    "payout_return": frozenset({"payout_returned"}),
    "dispute": frozenset({"dispute_opened"}),
    "dispute_won": frozenset({"dispute_won"}),
    "other": frozenset(),
}
"""Which journals bear out which line of the gateway's books."""

WITH_ITS_FEE = frozenset[TransactionKind]({"dispute", "dispute_won"})
"""Their journals hold the gateway's fee themselves."""

TOLD_LATER = frozenset[TransactionKind]({"refund_failed", "payout_return", "dispute", "dispute_won"})
"""What only a message tells us: for three days it may still be on its way."""

SENT_OR_NOT = frozenset({"payout", "payout_returned"})
"""A payout is entered before it is asked for. One that the gateway refuses is entered as returned, and has no line."""

BORNE_OUT = frozenset(kind for kinds in JOURNALS.values() for kind in kinds) | {FEE}
IN_DOUBT_AFTER = timedelta(hours=26)
"""Longer than a key is sent again, and than a link of the bank's waits for the customer."""

YOUNG = timedelta(minutes=15)
"""The two books are not written at one moment: what is younger than this may still be on its way to the other."""


class Line(Value, frozen=True, kw_only=True):
    """One line of the gateway's books: our operation behind it, if anybody here knows one, and what was posted."""

    transaction: Transaction
    operation: Operation | None
    journals: tuple[Journal, ...]
    fee: Journal | None


class Compared(Value, frozen=True, kw_only=True):
    """What does not fit, and the lines whose fees are to be posted as they were reported."""

    findings: tuple[Finding, ...]
    fees: tuple[Line, ...]


def fee_source(transaction: str) -> UUID:
    """The fact that a fee's journal stands for: the same for the same transaction, whoever works it out."""
    return UUID(bytes=sha256(f"{FEE} {transaction}".encode()).digest()[:16])


def compare(lines: Sequence[Line], ours: Iterable[Journal], since: datetime, now: datetime) -> Compared:
    """Every line since an instant needs its journal, and every one of ``ours`` since then its line.

    Both may be given from earlier on: what is older is only looked at for the sake of what is not.
    """
    findings: list[Finding] = []
    fees: list[Line] = []
    seen: set[UUID] = set()
    for line in lines:
        journal = _borne_out_by(line, seen)
        seen |= {one.id for one in (journal, line.fee) if one is not None}
        found = _found(line, journal, now)
        if found is not None and line.transaction.at >= since:
            findings.append(found)
        if journal is not None and _owes_a_fee(line):
            fees.append(line)
    alone = [one for one in ours if one.id not in seen]
    never = _never_sent(alone)
    findings += [
        _missing_there(one)
        for one in alone
        if one.at >= since and _needs_a_line(one, now) and (one.kind not in SENT_OR_NOT or one.source not in never)
    ]
    return Compared(findings=tuple(findings), fees=tuple(fees))


def _never_sent(alone: Iterable[Journal]) -> set[UUID]:
    """The payouts that were entered and taken back, and of which the gateway knows neither: they were never sent."""
    entered: dict[UUID, dict[str, int]] = {}
    for one in alone:
        if one.kind in SENT_OR_NOT:
            amount = effect(one, one.postings[0].amount.currency).amount
            entered.setdefault(one.source, {})[one.kind] = amount
    return {source for source, kinds in entered.items() if kinds.keys() == SENT_OR_NOT and not sum(kinds.values())}


def in_doubt(unfinished: Iterable[Operation], since: datetime, now: datetime) -> Iterator[Finding]:
    """What was asked for since then and long ago, is only looked up by now, and still nobody knows what came of it."""
    for one in unfinished:
        if isinstance(one.phase, Unknown) and since <= one.phase.first_at <= now - IN_DOUBT_AFTER:
            text = f"nobody knows whether the gateway did this {one.kind} of {_shown(one.amount)}"
            first = one.phase.first_at
            yield Finding(kind="operation_in_doubt", about=f"{one.id}", text=text, booking=one.booking, at=first)


def effect(journal: Journal, currency: str) -> Money:
    """What a journal does to our money at the gateway."""
    parts = (one.amount for one in journal.postings if one.account in OUR_MONEY and one.amount.currency == currency)
    return Money(amount=sum(one.amount for one in parts), currency=currency)


def _borne_out_by(line: Line, seen: set[UUID]) -> Journal | None:
    """The journal of this line: one of its kind that no other line has, best one with its amount and of its call."""
    kinds = JOURNALS[line.transaction.kind]
    left = [one for one in line.journals if one.kind in kinds and one.id not in seen]
    wanted, call = _posted_for(line.transaction), line.transaction.operation
    return min(left, key=lambda one: (effect(one, wanted.currency) != wanted, one.source != call, one.id), default=None)


def _posted_for(transaction: Transaction) -> Money:
    """What the journal of this line does; the fees of most have a journal of their own."""
    return transaction.net if transaction.kind in WITH_ITS_FEE else transaction.amount


def _owes_a_fee(line: Line) -> bool:
    told = line.transaction
    return line.fee is None and told.kind not in WITH_ITS_FEE and not told.fee.is_zero


def _found(line: Line, journal: Journal | None, now: datetime) -> Finding | None:
    told = line.transaction
    if told.kind == "other":
        return _finding("unknown_transaction", line, f"{told.word or 'a change'}: no kind of these books", told.net)
    if line.operation is None:
        return _finding("unknown_transaction", line, f"a {told.kind} that nobody here asked for", told.net)
    if journal is None:
        return _not_here(line, now)
    apart = _posted_for(told) - effect(journal, told.amount.currency)
    if line.fee is not None:
        apart = apart - told.fee - effect(line.fee, told.fee.currency)
    if apart.is_zero:
        return None
    return _finding("amount_differs", line, f"the {told.kind} says {_shown(told.net)}, our books do not", apart)


def _not_here(line: Line, now: datetime) -> Finding | None:
    told, operation = line.transaction, line.operation
    assert operation is not None, "somebody here knows it"
    age = now - told.at
    if age < YOUNG and not operation.finished:
        return None
    if told.kind in TOLD_LATER and age < LATEST:
        return _finding("late_webhook", line, f"nobody has told us of this {told.kind} yet", told.net)
    return _finding("missing_here", line, f"our books do not have this {told.kind}", told.net)


def _needs_a_line(journal: Journal, now: datetime) -> bool:
    """A fee is posted only when its line was seen."""
    return journal.kind == FEE or (journal.kind in BORNE_OUT and now - journal.at >= YOUNG)


def _missing_there(journal: Journal) -> Finding:
    currency = journal.postings[0].amount.currency
    text = f"the gateway's books do not have this {journal.kind} of {_shown(effect(journal, currency))}"
    return Finding(
        kind="missing_there",
        about=f"journal {journal.id}",
        text=text,
        amount=-effect(journal, currency),
        booking=None if journal.booking is None else BookingId(journal.booking),
        at=journal.at,
    )


def _finding(kind: ItemKind, line: Line, text: str, amount: Money) -> Finding:
    booking = None if line.operation is None else line.operation.booking
    return Finding(
        kind=kind, about=line.transaction.id, text=text, amount=amount, booking=booking, at=line.transaction.at
    )


def _shown(amount: Money) -> str:
    return f"{amount.amount} {amount.currency} (minor units)"


def fees_by_line(lines: Iterable[Line], known: Iterable[Journal]) -> Iterator[Line]:
    """Each line with the journal of its fee, where that was posted."""
    posted = {one.source: one for one in known if one.kind == FEE}
    for line in lines:
        yield with_(line, fee=posted.get(fee_source(line.transaction.id)))
