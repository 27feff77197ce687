"""Charges of their own beside a visit's price: tips, extra time, and what the gateway asks for each."""

from __future__ import annotations

from cleanbee.domain.kernel import Money
from cleanbee.domain.payment.journals.lines import Entry, Lines, journal
from cleanbee.domain.payment.journals.team import Team, shared_out
from cleanbee.domain.payment.ledger import Journal
from cleanbee.domain.pricing.quote import Price


def tipped(entry: Entry, amount: Money, team: Team) -> Journal:
    """A tip came: all of it is the cleaners', by the minutes they worked; no commission, no tax of ours."""
    lines = Lines()
    lines.put("gateway", amount)
    lines.give("cleaner:payable", shared_out(amount, team))
    return journal("tip", entry, lines)


def extra_time(entry: Entry, price: Price, team: Team) -> Journal:
    """Extra time was approved and charged: shared like the visit's price, and payable since the money is here."""
    lines = Lines()
    lines.put("gateway", price.total)
    lines.give("cleaner:payable", shared_out(price.cleaner, team))
    lines.put("platform:revenue", -price.platform)
    lines.put("tax:due", -price.tax)
    return journal("extra_time", entry, lines)


def gateway_fee(entry: Entry, amount: Money) -> Journal:
    """What the gateway kept of a charge, as it reported it; negative where it gave a fee back."""
    lines = Lines()
    lines.put("platform:gateway_cost", amount)
    lines.put("gateway", -amount)
    return journal("gateway_fee", entry, lines)
