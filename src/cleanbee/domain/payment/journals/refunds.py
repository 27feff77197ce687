"""Money that goes back to a card: the platform bears it, and the tax in it is no longer due."""

from __future__ import annotations

from cleanbee.domain.kernel import CleanerId, Money, Value
from cleanbee.domain.payment.journals.lines import Entry, Lines, journal
from cleanbee.domain.payment.ledger import Journal


class Refund(Value, frozen=True, kw_only=True):
    """How much of a charge goes back: what was ``charged`` with the ``tax`` in it, and what went ``back`` before.

    ``taxed``: the tax that went back with that, where some of it has come back since; else what ``back`` bears.
    """

    amount: Money
    charged: Money
    tax: Money
    back: Money
    taxed: Money | None = None

    def __post_init__(self) -> None:
        assert self.amount.amount > 0 and self.back.amount >= 0, "a refund gives something back"
        assert (self.back + self.amount).amount <= self.charged.amount, "more than was charged does not go back"
        assert 0 <= self.tax.amount <= self.charged.amount, "the tax is a part of what was charged"

    @property
    def tax_back(self) -> Money:
        """The tax in this refund: in how many parts a charge goes back, its tax goes back with it to the cent."""
        taxed = self._tax_in(self.back) if self.taxed is None else self.taxed
        return self._tax_in(self.back + self.amount) - taxed

    def _tax_in(self, amount: Money) -> Money:
        return amount.split((self.tax.amount, (self.charged - self.tax).amount))[0]


def refunded(entry: Entry, refund: Refund) -> Journal:
    """The money went back to the card; what the gateway kept for the charge it does not return."""
    tax = refund.tax_back
    lines = Lines()
    lines.put("platform:promise", refund.amount - tax)
    lines.put("tax:due", tax)
    lines.put("gateway", -refund.amount)
    return journal("refund", entry, lines)


def refund_failed(entry: Entry, wrong: Journal) -> Journal:
    """The customer's bank would not have it: the refund is taken back line by line, its tax is due again."""
    lines = Lines()
    for line in wrong.postings:
        lines.put(line.account, -line.amount, line.owner)
    return journal("refund_failed", entry, lines, reverses=wrong.id)


def recovered(entry: Entry, cleaner: CleanerId, amount: Money) -> Journal:
    """What a cleaner owes is kept off what is payable to them."""
    lines = Lines()
    lines.put("cleaner:payable", amount, cleaner)
    lines.put("cleaner:receivable", -amount, cleaner)
    return journal("receivable_recovered", entry, lines)
