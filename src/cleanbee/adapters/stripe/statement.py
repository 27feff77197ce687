"""Stripe's own books: every change of our balance, with what Stripe kept of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import stripe

from cleanbee.adapters.stripe.shapes import CAPTURE, Intent, Line, Source, instant, money, operation_in, read
from cleanbee.domain.kernel import OperationId
from cleanbee.domain.payment.news import Transaction, TransactionKind

KINDS: Mapping[str, TransactionKind] = {
    "charge": "charge",
    "refund": "refund",
    "refund_failure": "refund_failed",
    "transfer": "payout",
    "transfer_reversal": "payout_return",
    "dispute": "dispute",
    "dispute_reversal": "dispute_won",
}
"""Stripe's reporting categories in our words: what leaves to a cleaner's connected account is a payout of ours."""

NOT_OURS = frozenset({"payout", "payout_reversal", "topup", "topup_reversal"})
"""Between our balance and our own bank account: the books of the house do not end at Stripe."""

A_PAGE = 100


async def statement(v1: stripe.V1Services, since: datetime, until: datetime) -> Sequence[Transaction]:
    """Every change of our balance in ``[since, until)``, oldest first.

    :raises stripe.StripeError: could not be asked.
    """
    params: stripe.params.BalanceTransactionListParams = {
        "created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())},
        "limit": A_PAGE,
        "expand": ["data.source", "data.source.payment_intent"],
    }
    pages = await v1.balance_transactions.list_async(params)
    lines = [read(one, Line) async for one in pages.auto_paging_iter()]
    found = [one for line in lines if (one := transaction(line)) is not None]
    return tuple(sorted(found, key=lambda one: (one.at, one.id)))


def transaction(line: Line) -> Transaction | None:
    """One line in our words; None for one that is between Stripe and our own bank account.

    A kind without a word of ours is told as well, with Stripe's own: left out, the two books would seem to agree.
    """
    word = line.reporting_category or line.type
    if word in NOT_OURS:
        return None
    source = line.source if isinstance(line.source, Source) else Source(id="")
    return Transaction(
        id=line.id,
        kind=KINDS.get(word, "other"),
        amount=money(line.amount, line.currency),
        fee=money(line.fee, line.currency),
        at=instant(line.created),
        operation=_operation(source),
        charge=_charge(source),
        word=word,
    )


def _operation(source: Source) -> OperationId | None:
    """Ours behind a line: of a hold that was taken it is the capture, and only the intent names that."""
    intent = source.payment_intent
    capture = operation_in(intent.metadata, CAPTURE) if isinstance(intent, Intent) and _is_charge(source) else None
    return capture or operation_in(source.metadata)


def _is_charge(source: Source) -> bool:
    return source.id.startswith(("ch_", "py_"))


def _charge(source: Source) -> str | None:
    """The intent that a charge, a refund or a dispute belongs to: under its name we know the charge."""
    intent = source.payment_intent
    return intent.id if isinstance(intent, Intent) else intent
