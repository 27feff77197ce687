"""The journals: what each event of money does to the books. Debits are positive, credits negative."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.cancel import Fee
from cleanbee.domain.kernel import BookingId, CleanerId, JournalId, Money, OperationId, Value
from cleanbee.domain.payment.ledger import Journal, Posting


class _Lines(list[Posting]):
    def put(self, account: str, amount: Money, owner: UUID | None = None) -> None:
        if not amount.is_zero:
            self.append(Posting(account=account, amount=amount, owner=owner))


def _journal(kind: str, id: JournalId, source: UUID, booking: BookingId, at: datetime, lines: _Lines) -> Journal:
    return Journal(id=id, kind=kind, source=source, booking=booking, at=at, postings=tuple(lines))


def held(id: JournalId, operation: UUID, booking: Booking, amount: Money, at: datetime) -> Journal:
    """The bank keeps the amount for us: memo accounts only, no money has moved."""
    lines = _Lines()
    lines.put("memo:held", amount)
    lines.put("memo:holder", -amount)
    return _journal("hold", id, operation, booking.id, at, lines)


def let_go(id: JournalId, operation: UUID, booking: BookingId, amount: Money, at: datetime) -> Journal:
    """The hold is gone without a capture."""
    lines = _Lines()
    lines.put("memo:held", -amount)
    lines.put("memo:holder", amount)
    return _journal("hold_released", id, operation, booking, at, lines)


def earned(id: JournalId, booking: Booking, cleaner: CleanerId, at: datetime) -> Journal:
    """The work is done: the customer owes the price, and its shares wait for the money."""
    price = booking.price
    lines = _Lines()
    lines.put("customer:owed", price.total, booking.customer)
    lines.put("cleaner:accrued", -price.cleaner, cleaner)
    lines.put("platform:revenue", -price.platform)
    lines.put("tax:due", -price.tax)
    return _journal("earned", id, booking.id, booking.id, at, lines)


def fee(id: JournalId, booking: Booking, cost: Fee, cleaner: CleanerId | None, at: datetime) -> Journal:
    """A cancellation fee: tax first, the cleaner's band share in full, the platform keeps or bears the rest.

    The cleaner's share waits for the customer's money; where nothing is charged it is payable at once.
    """
    lines = _Lines()
    lines.put("customer:owed", cost.amount, booking.customer)
    platform = cost.platform
    if cleaner is None:
        platform = platform + cost.cleaner
    else:
        waits = not cost.amount.is_zero
        lines.put("cleaner:accrued" if waits else "cleaner:payable", -cost.cleaner, cleaner)
    lines.put("platform:revenue" if platform.amount >= 0 else "platform:promise", -platform)
    lines.put("tax:due", -cost.tax)
    return _journal("fee", id, booking.id, booking.id, at, lines)


class Taking(Value, frozen=True, kw_only=True):
    """A capture: what was taken out of which hold, and the cleaner's share that it makes payable."""

    operation: OperationId
    taken: Money
    hold: Money
    pay: tuple[CleanerId, Money] | None
    at: datetime


def captured(id: JournalId, booking: Booking, taking: Taking) -> Journal:
    """The money came: the customer's debt is paid, the cleaner's share becomes payable, the hold is used up."""
    lines = _Lines()
    lines.put("gateway", taking.taken)
    lines.put("customer:owed", -taking.taken, booking.customer)
    if taking.pay is not None:
        cleaner, share = taking.pay
        lines.put("cleaner:accrued", share, cleaner)
        lines.put("cleaner:payable", -share, cleaner)
    lines.put("memo:held", -taking.hold)
    lines.put("memo:holder", taking.hold)
    return _journal("capture", id, taking.operation, booking.id, taking.at, lines)


def covered(id: JournalId, booking: Booking, cleaner: CleanerId, amount: Money, at: datetime) -> Journal:
    """The customer's money did not come: the cleaner's share is payable all the same, and the customer still owes."""
    lines = _Lines()
    lines.put("cleaner:accrued", amount, cleaner)
    lines.put("cleaner:payable", -amount, cleaner)
    return _journal("cover", id, booking.id, booking.id, at, lines)


def cover(id: JournalId, booking: Booking, cleaner: CleanerId, amount: Money, at: datetime) -> Journal:
    """The platform pays a cleaner what no customer pays: the promise kept when a card was not secured in time."""
    lines = _Lines()
    lines.put("platform:promise", amount)
    lines.put("cleaner:payable", -amount, cleaner)
    return _journal("cover", id, booking.id, booking.id, at, lines)
