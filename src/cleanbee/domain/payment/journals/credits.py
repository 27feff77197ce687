"""What is off a customer's bill: credits that were promised or redeemed, and debts that no card pays."""

from __future__ import annotations

from cleanbee.domain.kernel import CustomerId, Money
from cleanbee.domain.payment.journals.lines import Entry, Lines, journal
from cleanbee.domain.payment.ledger import Journal


def credit_granted(entry: Entry, customer: CustomerId, amount: Money) -> Journal:
    """The platform promises the customer an amount off later cleans."""
    lines = Lines()
    lines.put("platform:promise", amount)
    lines.put("customer:credit", -amount, customer)
    return journal("credit_granted", entry, lines)


def credit_used(entry: Entry, customer: CustomerId, amount: Money) -> Journal:
    """A credit pays down what the customer owes; the cleaner's share is not touched."""
    lines = Lines()
    lines.put("customer:credit", amount, customer)
    lines.put("customer:owed", -amount, customer)
    return journal("credit_used", entry, lines)


def credit_back(entry: Entry, customer: CustomerId, amount: Money, tax: Money) -> Journal:
    """A part of a clean that a credit had paid goes back to credit: as with a refund, less the ``tax`` in it."""
    lines = Lines()
    lines.put("platform:promise", amount - tax)
    lines.put("tax:due", tax)
    lines.put("customer:credit", -amount, customer)
    return journal("credit_back", entry, lines)


def credit_lapsed(entry: Entry, customer: CustomerId, amount: Money) -> Journal:
    """A credit's time is over: the promise is not borne any more."""
    lines = Lines()
    lines.put("customer:credit", amount, customer)
    lines.put("platform:promise", -amount)
    return journal("credit_lapsed", entry, lines)


def promoted(entry: Entry, customer: CustomerId, amount: Money) -> Journal:
    """The customer redeemed a promotion: the platform promises its amount off later cleans."""
    lines = Lines()
    lines.put("platform:promise", amount)
    lines.put("customer:credit", -amount, customer)
    return journal("promotion", entry, lines)


def paid_otherwise(entry: Entry, customer: CustomerId, amount: Money) -> Journal:
    """The customer paid a debt otherwise than through the gateway: it came to our own bank."""
    lines = Lines()
    lines.put("bank", amount)
    lines.put("customer:owed", -amount, customer)
    return journal("paid_otherwise", entry, lines)


def written_off(entry: Entry, customer: CustomerId, amount: Money) -> Journal:
    """The customer will not pay: the platform bears it whole, its tax stays due, the cleaner keeps the share."""
    lines = Lines()
    lines.put("platform:written_off", amount)
    lines.put("customer:owed", -amount, customer)
    return journal("write_off", entry, lines)
