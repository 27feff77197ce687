"""What follows from the bank's book as time goes by: its statement of our balance, and what it tells by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cleanbee.adapters.memory.bank import DISPUTE, EVIDENCE_WITHIN, Bank, Entry, HeldAmount
from cleanbee.domain.kernel import Money, with_
from cleanbee.domain.payment.fact import OnItsWay, Refunded, Taken
from cleanbee.domain.payment.news import (
    DisputeClosed,
    DisputeOpened,
    Message,
    OperationNews,
    PayoutArrived,
    PayoutReturned,
    Transaction,
)

FEE_BP, FEE_EACH = 150, 25
"""What the bank keeps of each charge: 1.5 % and 25 minor units."""

DISPUTE_FEE = 1500
"""What a dispute costs, won or lost, in minor units."""

RETURNED_AFTER = timedelta(days=3)


def fee_of(amount: Money) -> Money:
    """What the bank keeps of a charge."""
    return amount.share(FEE_BP) + Money(amount=FEE_EACH, currency=amount.currency)


def transactions(bank: Bank, now: datetime) -> tuple[Transaction, ...]:
    """Every change of our balance so far, oldest first."""
    found = [*_asked(bank), *_disputes(bank, now), *_returns(bank, now)]
    return tuple(sorted(found, key=lambda one: (one.at, one.id)))


def messages(bank: Bank, now: datetime) -> tuple[Message, ...]:
    """Everything that the bank has told so far, in the order in which it happened."""
    told = [
        Message(id=f"message_{place}", at=entry.at, news=OperationNews(operation=entry.call.key, fact=entry.fact))
        for place, entry in enumerate(bank.entries)
    ]
    return tuple(sorted([*told, *_dispute_news(bank, now), *_payout_news(bank, now)], key=lambda one: (one.at, one.id)))


def _asked(bank: Bank) -> Iterator[Transaction]:
    for entry in bank.entries:
        match entry.fact:
            case Taken(provider_id=charge, amount=amount):
                yield _line(entry, f"txn_{charge}", amount, fee_of(amount), charge)
            case Refunded(provider_id=refund, amount=amount):
                yield _line(entry, f"txn_{refund}", -amount, with_(amount, amount=0), entry.call.provider_id)
            case OnItsWay(provider_id=payout, amount=amount):
                yield _line(entry, f"txn_{payout}", -amount, with_(amount, amount=0), None)
            case _:
                pass


def _line(entry: Entry, id: str, amount: Money, fee: Money, charge: str | None) -> Transaction:
    match entry.call.kind:
        case "refund" as kind:
            pass
        case "pay_out":
            kind = "payout"
        case _:
            kind = "charge"
    return Transaction(id=id, kind=kind, amount=amount, fee=fee, at=entry.at, operation=entry.call.key, charge=charge)


def _opened(bank: Bank, now: datetime) -> Iterator[tuple[str, HeldAmount, datetime]]:
    for charge, held in bank.holds.items():
        at = held.disputed_at()
        if at is not None and at <= now and held.left.amount > 0:
            yield charge, held, at


def _disputes(bank: Bank, now: datetime) -> Iterator[Transaction]:
    for charge, held, at in _opened(bank, now):
        fee = Money(amount=DISPUTE_FEE, currency=held.amount.currency)
        yield Transaction(id=f"txn_dispute_{charge}", kind="dispute", amount=-held.left, fee=fee, at=at, charge=charge)
        if held.comes_back and (back := at + EVIDENCE_WITHIN) <= now:
            nothing = with_(fee, amount=0)
            yield Transaction(
                id=f"txn_won_{charge}", kind="dispute_won", amount=held.left, fee=nothing, at=back, charge=charge
            )


def _dispute_news(bank: Bank, now: datetime) -> Iterator[Message]:
    for charge, held, at in _opened(bank, now):
        name, by = f"{DISPUTE}{charge}", at + EVIDENCE_WITHIN
        opened = DisputeOpened(
            dispute=name,
            charge=charge,
            amount=held.left,
            fee=Money(amount=DISPUTE_FEE, currency=held.amount.currency),
            reason="service_not_received",
            evidence_by=by,
        )
        yield Message(id=f"{name}_opened", at=at, news=opened)
        if by <= now:
            closed = DisputeClosed(dispute=name, charge=charge, won=held.comes_back)
            yield Message(id=f"{name}_closed", at=by, news=closed)


def _sent(bank: Bank) -> Iterator[tuple[Entry, OnItsWay]]:
    for entry in bank.entries:
        if isinstance(entry.fact, OnItsWay):
            yield entry, entry.fact


def _comes_back(entry: Entry) -> bool:
    return entry.call.account.partition(":")[0] == "account_returns"


def _returns(bank: Bank, now: datetime) -> Iterator[Transaction]:
    for entry, sent in _sent(bank):
        at = entry.at + RETURNED_AFTER
        if _comes_back(entry) and at <= now:
            fee = with_(sent.amount, amount=0)
            yield Transaction(
                id=f"txn_{sent.provider_id}_returned",
                kind="payout_return",
                amount=sent.amount,
                fee=fee,
                at=at,
                operation=entry.call.key,
            )


def _payout_news(bank: Bank, now: datetime) -> Iterator[Message]:
    for entry, sent in _sent(bank):
        key, back = entry.call.key, entry.at + RETURNED_AFTER
        if _comes_back(entry) and back <= now:
            news = PayoutReturned(operation=key, reason="account_closed")
            yield Message(id=f"{sent.provider_id}_returned", at=back, news=news)
        elif not _comes_back(entry) and sent.arrives_at <= now:
            yield Message(id=f"{sent.provider_id}_arrived", at=sent.arrives_at, news=PayoutArrived(operation=key))
