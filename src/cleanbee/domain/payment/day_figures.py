"""Money by day and earnings by week, summed out of journals: no figure that the ledger would not say itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta

from cleanbee.domain.kernel import CleanerId, Value
from cleanbee.domain.payment.ledger import Journal

MOVED = ("memo:held", "gateway")
"""Accounts on which every hold and every amount that the gateway moves for us stands."""
PAY = ("cleaner:accrued", "cleaner:payable")
TAKEN = frozenset({"capture", "extra_time", "tip"})
BACK = frozenset({"refund", "refund_failed"})
SENT = frozenset({"payout_paid", "payout_returned"})
PASSED_ON = frozenset({"payout", "payout_paid", "payout_returned", "payout_short", "receivable_recovered"})
"""What moves pay that was earned before, or nets it against a debt: nobody earns by it."""


class DayMoney(Value, frozen=True, kw_only=True):
    """One day in minor units: what banks began to hold and let go, what was taken, given back and paid out.

    ``other`` is all else on the gateway's account (fees, disputes), so that ``captured − refunded − paid_out + other``
    is what that account changed by, and ``held − released`` what the holds did.
    """

    day: date
    held: int = 0
    released: int = 0
    captured: int = 0
    refunded: int = 0
    paid_out: int = 0
    other: int = 0


def money_by_day(
    journals: Iterable[Journal], days: Iterable[date], currency: str, day_of: Callable[[datetime], date]
) -> tuple[DayMoney, ...]:
    """Each of the days, those without money too; journals of other days count nowhere."""
    sums: Counter[tuple[date, str]] = Counter()
    for one in journals:
        day = day_of(one.at)
        for line in one.postings:
            if line.amount.currency == currency and line.account in MOVED:
                column, amount = _column(one.kind, line.account, line.amount.amount)
                sums[day, column] += amount
    names = ("held", "released", "captured", "refunded", "paid_out", "other")
    return tuple(DayMoney(day=day, **{name: sums[day, name] for name in names}) for day in days)


def _column(kind: str, account: str, amount: int) -> tuple[str, int]:
    if account == "memo:held":
        return ("held", amount) if amount > 0 else ("released", -amount)
    if kind in TAKEN:
        return "captured", amount
    if kind in BACK:
        return "refunded", -amount
    return ("paid_out", -amount) if kind in SENT else ("other", amount)


def currencies_in(journals: Iterable[Journal], accounts: Collection[str]) -> tuple[str, ...]:
    """In which currencies something stands on these accounts, by their codes."""
    return tuple(
        sorted({line.amount.currency for one in journals for line in one.postings if line.account in accounts})
    )


def week_of(day: date) -> date:
    """The Monday on which this day's week begins."""
    return day - timedelta(days=day.weekday())


def earned_by_week(
    journals: Iterable[Journal], currency: str, day_of: Callable[[datetime], date]
) -> dict[tuple[date, CleanerId], int]:
    """What each cleaner earned in each week: work, fees, tips and covers, as they were posted to them."""
    found: Counter[tuple[date, CleanerId]] = Counter()
    for one in journals:
        if one.kind in PASSED_ON:
            continue
        for line in one.postings:
            if line.account in PAY and line.owner is not None and line.amount.currency == currency:
                found[week_of(day_of(one.at)), CleanerId(line.owner)] -= line.amount.amount
    return {key: amount for key, amount in found.items() if amount}
