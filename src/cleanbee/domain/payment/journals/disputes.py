"""A bank takes money back on its customer's word: at once, with a fee, until the dispute is decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cleanbee.domain.kernel import Money, Value
from cleanbee.domain.payment.journals.lines import Entry, Lines, journal
from cleanbee.domain.payment.ledger import Journal


class Disputed(Value, frozen=True, kw_only=True):
    """What the bank took: the amount, and its fee."""

    amount: Money
    fee: Money


def dispute_opened(entry: Entry, taken: Disputed) -> Journal:
    """Amount and fee are gone from the gateway at once; whether for good is open."""
    lines = Lines()
    for part in (taken.amount, taken.fee):
        lines.put("disputes:open", part)
        lines.put("gateway", -part)
    return journal("dispute_opened", entry, lines)


def dispute_won(entry: Entry, taken: Disputed, *, fee_back: bool) -> Journal:
    """The amount comes back; the fee too, or it is one more cost of the gateway."""
    lines = Lines()
    lines.put("gateway", taken.amount)
    lines.put("gateway" if fee_back else "platform:gateway_cost", taken.fee)
    lines.put("disputes:open", -(taken.amount + taken.fee))
    return journal("dispute_won", entry, lines)


def dispute_lost(entry: Entry, taken: Disputed) -> Journal:
    """The money stays away: the platform bears amount and fee, the cleaner keeps the pay."""
    lines = Lines()
    lines.put("platform:dispute", taken.amount + taken.fee)
    lines.put("disputes:open", -(taken.amount + taken.fee))
    return journal("dispute_lost", entry, lines)


def charged_back(journals: Iterable[Journal]) -> Iterator[tuple[Journal, Money]]:
    """What banks took back for good: each dispute that was lost and not won after all, with its amount less the fee."""
    kept = tuple(journals)
    undone = {one.reverses for one in kept}
    taken = {one.source: _amount(one) for one in kept if one.kind == "dispute_opened"}
    for one in kept:
        if one.kind == "dispute_lost" and one.id not in undone:
            yield one, taken[one.source]


def _amount(opened: Journal) -> Money:
    """The amount is posted before the fee."""
    return next(line.amount for line in opened.postings if line.account == "disputes:open")
