"""One entry of each of the seed city's files, as people write it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from cleanbee.domain.people.actor import OpsRole
from cleanbee.domain.people.person import Locale
from cleanbee.domain.pricing.quote import CleanKind

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Outcome = Literal["completed", "cancelled", "lockout", "no_show", "released_unpaid"]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An entry; fields that nobody reads are left alone."""


class Sandbox(Row, frozen=True, kw_only=True):
    """Where the clock stands once the city is loaded, and its currency."""

    now: datetime
    currency: str


class Area(Row, frozen=True, kw_only=True):
    """A town."""

    key: str
    name: str
    zone: str


class BookKind(Row, frozen=True, kw_only=True):
    """A kind of clean."""

    key: str
    permille: int
    name: dict[str, str]


class BookExtra(Row, frozen=True, kw_only=True):
    """An extra."""

    key: str
    minutes: int
    material: int
    skill: str
    name: dict[str, str]


class Book(Row, frozen=True, kw_only=True):
    """A price book."""

    key: str
    version: int
    since: date = msgspec.field(name="from")
    currency: str
    rate_per_quarter: int
    pay_per_quarter: int
    base_min: int
    bedroom_min: int
    bathroom_min: int
    short_notice_min: int
    short_notice_bp: int
    tax_bp: int
    shortest_min: int
    longest_min: int
    quote_life_min: int
    kind: tuple[BookKind, ...]
    extra: tuple[BookExtra, ...]


class PromotionRow(Row, frozen=True, kw_only=True):
    """A code that customers redeem into credit."""

    key: str
    amount: int
    first_day: date
    last_day: date
    zone: str
    most: int
    days: int
    newcomers: bool
    by: str
    reason: str


class BandRow(Row, frozen=True, kw_only=True):
    """A cut-off: so many minutes before the start, or a local time so many days before."""

    fee_bp: int
    before_min: int | None = None
    days_before: int = 0
    local_time: str = ""


class Cancellation(Row, frozen=True, kw_only=True):
    """A preset of what cancelling costs."""

    key: str
    version: int
    free_after_booking_min: int
    late_fee_bp: int
    bands: tuple[BandRow, ...]


class Paper(Row, frozen=True, kw_only=True):
    """A cleaner's document."""

    kind: str
    valid_until: date


class Weekly(Row, frozen=True, kw_only=True):
    """Hours on some weekdays, by the cleaner's own clock."""

    days: tuple[str, ...]
    begins: str = msgspec.field(name="from")
    ends: str = msgspec.field(name="to")


class OneDate(Row, frozen=True, kw_only=True):
    """A date's own hours, or none at all."""

    date: date
    begins: str = msgspec.field(name="from", default="")
    ends: str = msgspec.field(name="to", default="")
    off: bool = False


class Absence(Row, frozen=True, kw_only=True):
    """Time off, local."""

    begins: str = msgspec.field(name="from")
    ends: str = msgspec.field(name="to")
    reason: str


class CleanerRow(Row, frozen=True, kw_only=True):
    """A cleaner; ``behaviour`` is how the story lets the person act, ``account`` what pay goes to (empty: none yet)."""

    key: str
    name: str
    phone: str
    email: str
    locale: Locale
    area: str
    address: str
    radius_m: int
    phase: str
    instant: bool
    pets_ok: bool
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    pay_floor_per_h: int
    visits: int
    stars_count: int
    stars_sum: int
    behaviour: str
    account: str = "account_ok"
    documents: tuple[Paper, ...]
    weekly: tuple[Weekly, ...]
    dates: tuple[OneDate, ...] = ()
    time_off: tuple[Absence, ...] = ()


class HomeRow(Row, frozen=True, kw_only=True):
    """A customer's home."""

    key: str
    area: str
    address: str
    bedrooms: int
    bathrooms: int
    pets: tuple[str, ...]
    pin: str
    access_notes: str = ""


class CustomerRow(Row, frozen=True, kw_only=True):
    """A customer and the card they pay with."""

    key: str
    name: str
    phone: str
    email: str
    locale: Locale
    card: str
    since: date
    home: tuple[HomeRow, ...]
    favourites: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()


class OpsRow(Row, frozen=True, kw_only=True):
    """One of the office."""

    key: str
    name: str
    email: str
    role: OpsRole
    phrase: str


class CleanRow(Row, frozen=True, kw_only=True):
    """What every clean has, past or to come; times by the home's wall clock."""

    key: str
    customer: str
    home: str
    cleaner: str
    start_local: str
    minutes: int
    kind: CleanKind
    extras: str
    placed_local: str


class PastRow(CleanRow, frozen=True, kw_only=True):
    """A clean of the last three months."""

    outcome: Outcome
    cancelled_local: str = ""
    late_min: int = 0
    stars: str = ""


class WeekRow(CleanRow, frozen=True, kw_only=True):
    """A booking as it stands now."""

    phase: str
    wish: Literal["only", "prefer", "anyone"]
    wish_cleaner: str
    since_local: str
    payment: str
    why: str
