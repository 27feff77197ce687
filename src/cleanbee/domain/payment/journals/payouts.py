"""What is payable on its way to a cleaner's bank, and back."""

from __future__ import annotations

from cleanbee.domain.kernel import CleanerId, Money
from cleanbee.domain.payment.journals.lines import Entry, Lines, journal
from cleanbee.domain.payment.ledger import Journal


def paid_out(entry: Entry, cleaner: CleanerId, amount: Money) -> Journal:
    """A payout is sent: the amount is payable no longer, it is in transit. Each try is a fact of its own."""
    lines = Lines()
    lines.put("cleaner:payable", amount, cleaner)
    lines.put("cleaner:in_transit", -amount, cleaner)
    return journal("payout", entry, lines)


def payout_paid(entry: Entry, cleaner: CleanerId, amount: Money) -> Journal:
    """The payout arrived: the money has left the gateway."""
    lines = Lines()
    lines.put("cleaner:in_transit", amount, cleaner)
    lines.put("gateway", -amount)
    return journal("payout_paid", entry, lines)


def payout_returned(entry: Entry, cleaner: CleanerId, amount: Money, *, was_paid: bool) -> Journal:
    """The cleaner's bank sent it back, before it counted as paid or after: it is payable again."""
    lines = Lines()
    if was_paid:
        lines.put("gateway", amount)
    else:
        lines.put("cleaner:in_transit", amount, cleaner)
    lines.put("cleaner:payable", -amount, cleaner)
    return journal("payout_returned", entry, lines)


def cash_out_fee(entry: Entry, cleaner: CleanerId, fee: Money, tax: Money) -> Journal:
    """What being paid before the week's payout costs, with the ``tax`` in it."""
    lines = Lines()
    lines.put("cleaner:payable", fee, cleaner)
    lines.put("platform:revenue", -(fee - tax))
    lines.put("tax:due", -tax)
    return journal("cash_out_fee", entry, lines)


def payout_short(entry: Entry, cleaner: CleanerId, amount: Money) -> Journal:
    """A week took back more than it earned: the cleaner owes it, and nothing of other weeks is less payable."""
    lines = Lines()
    lines.put("cleaner:receivable", amount, cleaner)
    lines.put("cleaner:payable", -amount, cleaner)
    return journal("payout_short", entry, lines)
