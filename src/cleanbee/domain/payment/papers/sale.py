"""What one booking sold for, as the journals have it: the clean, or the fee, with the tax in it and who sold it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import Money, Value
from cleanbee.domain.payment.ledger import Journal

SELLS = ("earned", "fee")
"""The journals by which a customer comes to owe something for a visit; there is one of them a booking."""

TAKES = ("capture", "tip", "extra_time")
"""The journals by which a customer's money came."""


class Sale(Value, frozen=True, kw_only=True):
    """What a customer was charged for a visit, net of tax, and the tax; ``pay`` is the cleaner's part of the net."""

    what: Literal["clean", "fee"]
    net: Money
    tax: Money
    pay: Money
    at: datetime

    @property
    def total(self) -> Money:
        """What the customer owes for it."""
        return self.net + self.tax

    @property
    def ours(self) -> Money:
        """The platform's own share of what is net; never less than nothing, where it bears a part."""
        own = self.net - self.pay
        return own if own.amount >= 0 else Money(amount=0, currency=own.currency)


def sale_of(booking: Booking, journals: Iterable[Journal]) -> Sale | None:
    """What the booking sold for; None while nothing is owed for it."""
    found = next((one for one in journals if one.kind in SELLS), None)
    if found is None:
        return None
    total = on(found, "customer:owed", booking)
    tax = -on(found, "tax:due", booking)
    pay = -on(found, "cleaner:accrued", booking)
    sold = Sale(what="clean" if found.kind == "earned" else "fee", net=total - tax, tax=tax, pay=pay, at=found.at)
    return None if total.is_zero else sold


def on(journal: Journal, account: str, booking: Booking) -> Money:
    """What a journal puts on an account, whosever: debit positive."""
    found = Money(amount=0, currency=booking.price.total.currency)
    for posting in journal.postings:
        if posting.account == account:
            found += posting.amount
    return found


def taken(journals: Iterable[Journal]) -> datetime | None:
    """When money first came for this booking; None while none has."""
    return next((one.at for one in journals if one.kind in TAKES), None)
