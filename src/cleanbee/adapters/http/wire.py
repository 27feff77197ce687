"""What goes over the wire everywhere: money, windows of time, actions, choices. Absent is what does not apply."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Generic, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.language import text
from cleanbee.adapters.http.names import CleanerRef
from cleanbee.domain import kernel
from cleanbee.domain.booking.actions import Action as DomainAction
from cleanbee.domain.platform.wallclock import LocalStart

T = TypeVar("T")

Instant = Annotated[datetime, Meta(tz=True, description="RFC 3339, in UTC.", examples=["2026-03-04T08:30:00Z"])]
Name = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=2000)]
Word = Annotated[str, Meta(max_length=100, pattern="^[a-z0-9_.]*$")]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Zone = Annotated[str, Meta(max_length=64, examples=["Europe/Berlin"])]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", max_length=3)]
Version = Annotated[int, Meta(ge=1, description="Rises with each change; also the ETag.")]
Day = Annotated[date, Meta(examples=["2026-03-04"])]


class Wire(msgspec.Struct, frozen=True, kw_only=True):
    """Something we answer."""


class Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something we are told; a field that we do not know is a mistake worth telling."""


class Money(Wire, frozen=True, kw_only=True):
    """An amount in whole minor units of its currency."""

    amount: Annotated[int, Meta(examples=[9000])]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$", max_length=3, examples=["EUR"])]


class Window(Wire, frozen=True, kw_only=True):
    """A span of time at a home: two instants, and its start by the clock on the home's wall."""

    start_at: Instant
    end_at: Instant
    local_start: Annotated[str, Meta(max_length=16, examples=["2026-03-04T09:30"])]
    time_zone: Zone


class Rooms(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The size of a home."""

    bedrooms: Annotated[int, Meta(ge=0, le=20)]
    bathrooms: Annotated[int, Meta(ge=0, le=20)]


class Action(Wire, frozen=True, kw_only=True):
    """Something that can be done now: its verb is the last part of the path. ``amounts``, ``minutes`` are to choose
    among."""

    name: Word
    label: Name
    fee: Money | UnsetType = UNSET
    deadline_at: Instant | UnsetType = UNSET
    amounts: Annotated[list[Money], Meta(max_length=10)] | UnsetType = UNSET
    minutes: Annotated[list[Count], Meta(max_length=10)] | UnsetType = UNSET


class CleanerCard(Wire, frozen=True, kw_only=True):
    """A cleaner as customers see them."""

    id: CleanerRef
    name: Name
    stars: Annotated[int, Meta(ge=0, le=500, description="Hundredths of a star.")] | UnsetType = UNSET
    visits: Count


class Reason(Wire, frozen=True, kw_only=True):
    """What speaks for a choice."""

    code: Word
    text: Name
    count: Count | UnsetType = UNSET


class Choice(Wire, frozen=True, kw_only=True):
    """One who could come: spend ``slot`` to book or hold it."""

    slot: Annotated[str, Meta(max_length=1000, examples=["b1.…"])]
    window: Window
    price: Money
    cleaner: CleanerCard
    reasons: Annotated[list[Reason], Meta(max_length=10)]
    expires_at: Instant


class Page(Wire, Generic[T], frozen=True, kw_only=True):
    """Part of a list; send ``next_cursor`` back for more."""

    data: Annotated[list[T], Meta(max_length=100)]
    has_more: bool
    next_cursor: Annotated[str, Meta(max_length=500)] | UnsetType = UNSET


LABELS: dict[str, str] = {
    "cancel": "Cancel",
    "move": "Move",
    "choose": "Choose",
    "pay": "Pay",
    "tip": "Give a tip",
    "rebook": "Book again",
    "message": "Write a message",
    "review": "Write a review",
    "set_off": "Set off",
    "give_eta": "Say when you arrive",
    "check_in": "Check in",
    "note_door": "Note what you tried at the door",
    "start": "Start",
    "report_lockout": "Nobody opens",
    "tick_room": "Tick a room off",
    "finish": "Finish",
    "ask_extra_time": "Ask for more time",
    "approve_extra_time": "Agree to more time",
    "withdraw": "Withdraw",
    "block_customer": "Go there no more",
    "assign": "Assign",
    "undo": "Undo",
    "waive": "Cancel without a fee",
    "override": "Let the visit go on",
}


def money(amount: kernel.Money) -> Money:
    """Money as it goes out."""
    return Money(amount=amount.amount, currency=amount.currency)


def window(span: kernel.Window, local: LocalStart) -> Window:
    """A visit's time as it goes out."""
    return Window(start_at=span.start, end_at=span.end, local_start=local.text, time_zone=local.zone)


def action(one: DomainAction) -> Action:
    """What can be done, as it goes out."""
    return Action(
        name=one.name,
        label=text(LABELS.get(one.name, one.name.replace("_", " ").capitalize())),
        fee=UNSET if one.fee is None else money(one.fee),
        deadline_at=UNSET if one.deadline is None else one.deadline,
        amounts=[money(each) for each in one.amounts] or UNSET,
        minutes=list(one.minutes) or UNSET,
    )


def rooms(bedrooms: int, bathrooms: int) -> Rooms:
    """A home's size as it goes out."""
    return Rooms(bedrooms=bedrooms, bathrooms=bathrooms)


def or_unset(value: T | None) -> T | UnsetType:
    """Absent is what does not apply."""
    return UNSET if value is None else value


def given(value: T | UnsetType) -> T | None:
    """What was told, None when it was not."""
    return None if isinstance(value, UnsetType) else value


def utc(at: datetime) -> datetime:
    """The same instant in UTC."""
    return at.astimezone(UTC)
