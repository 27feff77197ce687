"""What a cleaner is paid by the week: lines out of the ledger, each in one payout for ever, on their way to the bank.

A line goes into the open payout of the week in which it became payable. When that week is over by the cleaner's own
clock, the payout is sent; what is open about it (no account, a dispute, the office) keeps it, and nothing else.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from cleanbee.domain.kernel import (
    Aggregate,
    BookingId,
    CleanerId,
    Event,
    JournalId,
    Money,
    OperationId,
    OpsId,
    PayoutId,
    Tagged,
    Value,
    evolve,
    total,
)
from cleanbee.domain.payment.payday import payout_day
from cleanbee.domain.platform.wallclock import LocalStart, resolve

PAYABLE, RECEIVABLE, ACCRUED = "cleaner:payable", "cleaner:receivable", "cleaner:accrued"

PAYING = frozenset({"payout", "payout_returned", "cash_out_fee", "receivable_recovered", "payout_short"})
"""The journals by which payouts themselves move what is payable: no pay, so no lines."""

DISPUTE_OPENS, DISPUTE_CLOSES = "dispute_opened", ("dispute_won", "dispute_lost")
"""The journals that say whether a bank's dispute about a booking is open."""

WEEK = timedelta(days=7)
"""Of dates, not of hours: a week with a clock change in it is 167 or 169 hours long."""

LineKind = Literal["share", "fee", "tip", "cover", "extra", "correction"]
_KINDS: dict[str, LineKind] = {"fee": "fee", "tip": "tip", "cover": "cover", "extra_time": "extra"}


class Payable(Value, frozen=True, kw_only=True):
    """What a journal made payable to a cleaner (negative: took back), as the ledger has it.

    ``cancelled``: the booking ended with a fee.
    """

    journal: JournalId
    kind: str
    booking: BookingId | None
    amount: Money
    at: datetime
    cancelled: bool = False


class Line(Value, frozen=True, kw_only=True):
    """One line of a payout: what it is for, out of which journal, payable since when."""

    journal: JournalId
    booking: BookingId | None
    kind: LineKind
    amount: Money
    at: datetime


class Accrued(Tagged, frozen=True, kw_only=True):
    """The week is not over, or its money is not sent yet."""


class Blocked(Tagged, frozen=True, kw_only=True):
    """Kept for now: ``by`` somebody of the office; without one by an open dispute, or because it was sent after all."""

    reason: str
    since: datetime
    by: OpsId | None = None


class Scheduled(Tagged, frozen=True, kw_only=True):
    """To be sent, not before ``at``."""

    at: datetime


class InFlight(Tagged, frozen=True, kw_only=True):
    """The gateway is asked to send it, or has; ``arrives_at`` once the gateway has said when."""

    operation: OperationId
    amount: Money
    since: datetime
    arrives_at: datetime | None = None


class Paid(Tagged, frozen=True, kw_only=True):
    """The cleaner's bank has it."""

    operation: OperationId
    amount: Money
    at: datetime


class Returned(Tagged, frozen=True, kw_only=True):
    """The money came back: it waits for another account."""

    operation: OperationId
    reason: str
    at: datetime


class Netted(Tagged, frozen=True, kw_only=True):
    """Nothing was left to send: it went against what the cleaner owed, or was owed back itself."""

    at: datetime


PayoutPhase = Accrued | Blocked | Scheduled | InFlight | Paid | Returned | Netted

MOVES: dict[str, frozenset[str]] = {
    "accrued": frozenset({"blocked", "scheduled"}),
    "blocked": frozenset({"accrued"}),
    "scheduled": frozenset({"blocked", "in_flight", "netted"}),
    "in_flight": frozenset({"paid", "returned", "scheduled"}),
    "paid": frozenset({"returned"}),
    "returned": frozenset({"blocked", "scheduled"}),
    "netted": frozenset(),
}
"""What may follow what. A payout that was not sent after all is scheduled again."""

OPEN = ("accrued", "blocked")
"""The phases in which a payout takes more lines of its week; there is one such payout a cleaner and week."""

UNSENT = ("accrued", "blocked", "scheduled", "returned")


class Payout(Aggregate, frozen=True, kw_only=True):
    """A cleaner's pay of one week, which begins on the Monday ``week`` by the clock of ``zone``.

    ``kept_off`` went against what the cleaner owed, ``fee`` is the price of being paid before the week's end, ``tries``
    counts how often it was sent.
    """

    id: PayoutId
    cleaner: CleanerId
    week: date
    zone: str
    currency: str
    lines: tuple[Line, ...]
    kept_off: Money
    fee: Money
    tries: int = 0
    made_at: datetime
    phase: PayoutPhase

    def __post_init__(self) -> None:
        assert self.week.weekday() == 0, "weeks begin on Monday"
        assert all(one.amount.currency == self.currency for one in self.lines), "a payout has one currency"
        assert len({one.journal for one in self.lines}) == len(self.lines), "a line stands once"

    @property
    def earned(self) -> Money:
        """The sum of its lines."""
        return total((one.amount for one in self.lines), self.currency)

    @property
    def due(self) -> Money:
        """What is still to be sent."""
        return self.earned - self.kept_off - self.fee

    @property
    def pay_at(self) -> datetime:
        """When its week is over: the first instant of the next Monday by the cleaner's clock."""
        return week_end(self.week, self.zone)

    @property
    def bookings(self) -> frozenset[BookingId]:
        """What its lines are about."""
        return frozenset(one.booking for one in self.lines if one.booking is not None)

    @property
    def open(self) -> bool:
        """Whether it takes more lines of its week."""
        return isinstance(self.phase, Accrued | Blocked)


class PayoutEvent(Event, frozen=True, kw_only=True):
    """Something happened to a payout."""

    payout: PayoutId
    cleaner: CleanerId


class PayoutPlanned(PayoutEvent, frozen=True, kw_only=True):
    """The gateway is to be asked to send it."""

    operation: OperationId
    amount: Money


class PayoutSent(PayoutEvent, frozen=True, kw_only=True):
    """It is on its way."""

    amount: Money
    arrives_at: datetime


class PayoutPaid(PayoutEvent, frozen=True, kw_only=True):
    """It arrived."""

    amount: Money


class PayoutCameBack(PayoutEvent, frozen=True, kw_only=True):
    """The money came back."""

    amount: Money
    reason: str


class PayoutBlocked(PayoutEvent, frozen=True, kw_only=True):
    """It is kept for now; ``by`` is absent where an open dispute keeps it, or that it was sent after all."""

    reason: str
    by: OpsId | None = None


class PayoutUnblocked(PayoutEvent, frozen=True, kw_only=True):
    """It is kept no longer; ``by`` is absent where the dispute is over."""

    reason: str
    by: OpsId | None = None


def week_of(at: datetime, zone: str) -> date:
    """The Monday that begins the week in which an instant lies, by the clock of a zone."""
    return payout_day(at, zone) - WEEK


def week_end(week: date, zone: str) -> datetime:
    """The first instant after a week: that of the next Monday, by the clock of a zone."""
    return resolve(LocalStart(day=week + WEEK, minute=0, zone=zone)).at


def line_of(payable: Payable) -> Line:
    """What a posting is called on a statement."""
    kind = _KINDS.get(payable.kind, "fee" if payable.cancelled else "share")
    return Line(
        journal=payable.journal,
        booking=payable.booking,
        kind="correction" if payable.amount.amount < 0 else kind,
        amount=payable.amount,
        at=payable.at,
    )


class Week(Value, frozen=True, kw_only=True):
    """One week of a cleaner in one currency, with what became payable in it."""

    monday: date
    currency: str
    lines: tuple[Line, ...]


def weeks_of(payable: tuple[Payable, ...], zone: str, disputed: frozenset[BookingId]) -> tuple[Week, ...]:
    """What is payable by week, oldest first; pay for what a bank disputes waits until that is decided."""
    found: dict[tuple[date, str], list[Line]] = {}
    for one in payable:
        if one.booking in disputed and one.amount.amount > 0:
            continue
        found.setdefault((week_of(one.at, zone), one.amount.currency), []).append(line_of(one))
    return tuple(
        Week(monday=monday, currency=currency, lines=tuple(lines))
        for (monday, currency), lines in sorted(found.items(), key=lambda each: each[0])
    )


def new_payout(id: PayoutId, cleaner: CleanerId, week: Week, zone: str, now: datetime) -> Payout:
    """The payout of a week that has none open."""
    nothing = Money(amount=0, currency=week.currency)
    return Payout(
        id=id,
        cleaner=cleaner,
        week=week.monday,
        zone=zone,
        currency=week.currency,
        lines=week.lines,
        kept_off=nothing,
        fee=nothing,
        made_at=now,
        phase=Accrued(),
    )


def takes(payout: Payout, week: Week) -> bool:
    """Whether what a week brought belongs into this payout."""
    return payout.open and (payout.week, payout.currency) == (week.monday, week.currency)


def with_lines(payout: Payout, week: Week) -> Payout:
    """The payout with more lines of its week."""
    return evolve(payout, lines=(*payout.lines, *week.lines))
