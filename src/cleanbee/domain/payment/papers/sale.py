"""What one booking sold for, as the journals have it: the clean, or the fee, with the tax in it and who sold it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.kernel import Money, Value, with_
from cleanbee.domain.payment.ledger import Journal

SELLS = ("earned", "fee")
"""The journals by which a customer comes to owe something for a visit; there is one of them a booking."""

EXTRA = "extra_time"
TAKES = ("capture", "paid_otherwise", "tip", EXTRA)
"""The journals by which a customer's money came."""


class Sale(Value, frozen=True, kw_only=True):
    """What a customer was charged for a visit, net of tax, and the tax; ``pay`` is the cleaner's part of the net, and
    ``extra`` what extra time has in it.
    """

    what: Literal["clean", "fee"]
    net: Money
    tax: Money
    pay: Money
    extra: Money
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
    kept = tuple(journals)
    found = next((one for one in kept if one.kind in SELLS), None)
    if found is None:
        return None
    total = on(found, "customer:owed", booking)
    tax = -on(found, "tax:due", booking)
    pay = -on(found, "cleaner:accrued", booking)
    nothing = Money(amount=0, currency=total.currency)
    sold = Sale(
        extra=nothing, what="clean" if found.kind == "earned" else "fee", net=total - tax, tax=tax, pay=pay, at=found.at
    )
    for one in kept:
        if one.kind == EXTRA:
            sold = _with_extra(sold, one, booking)
    return None if total.is_zero else sold


def _with_extra(sold: Sale, more: Journal, booking: Booking) -> Sale:
    tax = -on(more, "tax:due", booking)
    net = on(more, "gateway", booking) - tax
    pay = sold.pay - on(more, "cleaner:payable", booking)
    return with_(sold, net=sold.net + net, tax=sold.tax + tax, pay=pay, extra=sold.extra + net)


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
