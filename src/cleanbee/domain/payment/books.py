"""The journals of a visit from its hold to its capture. Debits are positive, credits negative.

Every other event of money has its journal in ``journals``.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.cancel import Fee
from cleanbee.domain.kernel import BookingId, CleanerId, JournalId, Money, OperationId, Value
from cleanbee.domain.payment.journals.lines import Entry, Lines, journal
from cleanbee.domain.payment.journals.team import Team, alone, shared_out
from cleanbee.domain.payment.ledger import Journal


def _journal(kind: str, id: JournalId, source: UUID, booking: BookingId, at: datetime, lines: Lines) -> Journal:
    return journal(kind, Entry(id=id, source=source, booking=booking, at=at), lines)


def held(id: JournalId, operation: UUID, booking: Booking, amount: Money, at: datetime) -> Journal:
    """The bank keeps the amount for us: memo accounts only, no money has moved."""
    lines = Lines()
    lines.put("memo:held", amount)
    lines.put("memo:holder", -amount)
    return _journal("hold", id, operation, booking.id, at, lines)


def let_go(id: JournalId, operation: UUID, booking: BookingId, amount: Money, at: datetime) -> Journal:
    """The hold is gone without a capture."""
    lines = Lines()
    lines.put("memo:held", -amount)
    lines.put("memo:holder", amount)
    return _journal("hold_released", id, operation, booking, at, lines)


def earned(id: JournalId, booking: Booking, cleaner: CleanerId, at: datetime) -> Journal:
    """The work of one cleaner is done: the customer owes the price, and its shares wait for the money."""
    return earned_by(id, booking, alone(cleaner), at)


def earned_by(id: JournalId, booking: Booking, team: Team, at: datetime) -> Journal:
    """The work of a team is done: the pay is shared by the minutes worked."""
    price = booking.price
    lines = Lines()
    lines.put("customer:owed", price.total, booking.customer)
    lines.give("cleaner:accrued", shared_out(price.cleaner, team))
    lines.put("platform:revenue", -price.platform)
    lines.put("tax:due", -price.tax)
    return _journal("earned", id, booking.id, booking.id, at, lines)


def fee(id: JournalId, booking: Booking, cost: Fee, cleaner: CleanerId | None, at: datetime) -> Journal:
    """A cancellation fee: tax first, the cleaner's band share in full, the platform keeps or bears the rest.

    The cleaner's share waits for the customer's money; where nothing is charged it is payable at once.
    """
    lines = Lines()
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
    lines = Lines()
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
    lines = Lines()
    lines.put("cleaner:accrued", amount, cleaner)
    lines.put("cleaner:payable", -amount, cleaner)
    return _journal("cover", id, booking.id, booking.id, at, lines)


def cover(id: JournalId, booking: Booking, cleaner: CleanerId, amount: Money, at: datetime) -> Journal:
    """The platform pays a cleaner what no customer pays: the promise kept when a card was not secured in time."""
    lines = Lines()
    lines.put("platform:promise", amount)
    lines.put("cleaner:payable", -amount, cleaner)
    return _journal("cover", id, booking.id, booking.id, at, lines)
