"""What every context speaks: values, the three kinds of no, money, windows of time, ids.

The only door through which the domain reaches msgspec.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Generic, NewType, TypeVar
from uuid import UUID

import msgspec

CleanerId = NewType("CleanerId", UUID)
CustomerId = NewType("CustomerId", UUID)
OpsId = NewType("OpsId", UUID)
HomeId = NewType("HomeId", UUID)
QuoteId = NewType("QuoteId", UUID)
BookingId = NewType("BookingId", UUID)
ClaimId = NewType("ClaimId", UUID)
OfferId = NewType("OfferId", UUID)
PaymentId = NewType("PaymentId", UUID)
OperationId = NewType("OperationId", UUID)
JournalId = NewType("JournalId", UUID)
CardId = NewType("CardId", UUID)
NoticeId = NewType("NoticeId", UUID)
SignInId = NewType("SignInId", UUID)
SessionId = NewType("SessionId", UUID)
EventId = NewType("EventId", UUID)
ReceiptId = NewType("ReceiptId", UUID)
BatchId = NewType("BatchId", UUID)
PlanId = NewType("PlanId", UUID)
PayoutId = NewType("PayoutId", UUID)
OpenItemId = NewType("OpenItemId", UUID)
RefundId = NewType("RefundId", UUID)
InvoiceId = NewType("InvoiceId", UUID)
DisputeId = NewType("DisputeId", UUID)
CreditId = NewType("CreditId", UUID)
TipId = NewType("TipId", UUID)
PromotionId = NewType("PromotionId", UUID)
MessageId = NewType("MessageId", UUID)
ReadMarkId = NewType("ReadMarkId", UUID)
ReviewId = NewType("ReviewId", UUID)


@lru_cache(maxsize=4096)
def snake(name: str) -> str:
    """The wire and storage word of a class name: ``SlotTaken`` → ``slot_taken``."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A fact: frozen, equal by content, and impossible when wrong (``__post_init__`` refuses)."""


class Tagged(Value, frozen=True, kw_only=True, tag_field="type", tag=snake):
    """A value that says which of several shapes it is."""


class Aggregate(Value, frozen=True, kw_only=True):
    """A value with a life: it is kept under its id and replaced at its version.

    Every subclass declares ``id``; ``version`` counts from 1 and rises by one with each replacement.
    """

    version: int = 1


class Refusal(Tagged, frozen=True, kw_only=True, tag_field="why"):
    """A reason out of the closed vocabulary with which the business says no."""

    @property
    def code(self) -> str:
        return snake(type(self).__name__)


class Event(Tagged, frozen=True, kw_only=True):
    """Something that happened, in the past tense; kept in the outbox with its cause."""

    @property
    def kind(self) -> str:
        return snake(type(self).__name__)


class Timer(Value, frozen=True, kw_only=True):
    """A future moment that belongs to one aggregate; unique by (kind, subject)."""

    kind: str
    subject: UUID
    due_at: datetime


class NoTimer(Value, frozen=True, kw_only=True):
    """The wish to forget a timer; forgetting one that is not there changes nothing."""

    kind: str
    subject: UUID


T_co = TypeVar("T_co", covariant=True)
R_co = TypeVar("R_co", bound=Refusal, covariant=True)
V = TypeVar("V", bound=Value)
A = TypeVar("A", bound=Aggregate)


class Granted(Value, Generic[T_co], frozen=True, kw_only=True):
    """A decision's yes: what is true now, what happened, and which moments are to be waited for."""

    value: T_co
    events: tuple[Event, ...] = ()
    timers: tuple[Timer | NoTimer, ...] = ()


class Refused(Value, Generic[R_co], frozen=True, kw_only=True):
    """A decision's no, with its reason."""

    why: R_co


class NotInPhase(Refusal, frozen=True, kw_only=True):
    """The thing is in a phase that this verb does not leave."""

    phase: str


class NotAllowed(Refusal, frozen=True, kw_only=True):
    """The policy table has no row that lets this actor do this here."""

    action: str


class VersionMoved(Refusal, frozen=True, kw_only=True):
    """The caller decided on an older version; ``current`` is what it is now."""

    current: int


class ReasonMissing(Refusal, frozen=True, kw_only=True):
    """Whoever of the office steps in says why; a waiver takes one of the ``known`` reasons."""

    known: tuple[str, ...] = ()


class NotFound(Refusal, frozen=True, kw_only=True):
    """There is no such thing, or it is none of the asker's business; both look alike."""

    what: str


def with_(value: V, **changes: object) -> V:
    """The same value with some facts changed; its rules are checked again."""
    return msgspec.structs.replace(value, **changes)


def evolve(aggregate: A, **changes: object) -> A:
    """The aggregate's next version with some facts changed."""
    return msgspec.structs.replace(aggregate, version=aggregate.version + 1, **changes)


class Money(Value, frozen=True, kw_only=True, order=False):
    """An amount in whole minor units of one currency; adding two currencies is a bug."""

    amount: int
    currency: str = "EUR"

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(amount=self.amount + other.amount, currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(amount=self.amount - other.amount, currency=self.currency)

    def __neg__(self) -> Money:
        return Money(amount=-self.amount, currency=self.currency)

    def times(self, count: int) -> Money:
        """``count`` times this amount."""
        return Money(amount=self.amount * count, currency=self.currency)

    def share(self, basis_points: int) -> Money:
        """A share in basis points of a non-negative amount, rounded half up."""
        assert self.amount >= 0 and basis_points >= 0, "shares are taken of non-negative amounts"
        return Money(amount=(self.amount * basis_points * 2 + 10_000) // 20_000, currency=self.currency)

    def split(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Parts in proportion to ``weights`` that sum to the whole; largest remainder, ties by place."""
        total = sum(weights)
        assert self.amount >= 0 and total > 0 and min(weights) >= 0, "weights are non-negative, one positive"
        floors = [self.amount * w // total for w in weights]
        rest = self.amount - sum(floors)
        order = sorted(range(len(weights)), key=lambda i: (-(self.amount * weights[i] % total), i))
        for i in order[:rest]:
            floors[i] += 1
        return tuple(Money(amount=part, currency=self.currency) for part in floors)

    def least(self, other: Money) -> Money:
        """The smaller of the two."""
        self._same(other)
        return self if self.amount <= other.amount else other

    @property
    def is_zero(self) -> bool:
        return self.amount == 0

    def _same(self, other: Money) -> None:
        assert self.currency == other.currency, f"{self.currency} and {other.currency} do not add"


def total(amounts: Iterable[Money], currency: str = "EUR") -> Money:
    """The sum; of nothing, zero in ``currency``."""
    result: Money | None = None
    for amount in amounts:
        result = amount if result is None else result + amount
    return result if result is not None else Money(amount=0, currency=currency)


class Window(Value, frozen=True, kw_only=True):
    """A half-open span of time in UTC: the start belongs to it, the end does not."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        start, end = self.start, self.end
        assert _in_utc(start) and _in_utc(end), "windows are in UTC"
        assert start < end, "a window ends after it starts"

    def overlaps(self, other: Window) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Window) -> bool:
        return self.start <= other.start and other.end <= self.end

    def holds(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    @property
    def minutes(self) -> int:
        return (self.end - self.start) // timedelta(minutes=1)


def _in_utc(instant: datetime) -> bool:
    return instant.tzinfo is UTC or instant.utcoffset() == timedelta(0)


INSTANT = timedelta(microseconds=1)
"""The least time there is: what lies between the last instant of a window and its end."""


def joined(spans: Iterable[Window]) -> tuple[Window, ...]:
    """The same time in as few spans as can be, by start: those that touch or overlap are one."""
    found: list[Window] = []
    for one in sorted(spans, key=lambda each: each.start):
        if found and one.start <= found[-1].end:
            found[-1] = Window(start=found[-1].start, end=max(found[-1].end, one.end))
        else:
            found.append(one)
    return tuple(found)


def window_of(start: datetime, minutes: int) -> Window:
    """The window of ``minutes`` elapsed minutes from ``start``."""
    return Window(start=start, end=start + timedelta(minutes=minutes))


class Place(Value, frozen=True, kw_only=True):
    """A point on the map in millionths of a degree."""

    lat_e6: int
    lon_e6: int
