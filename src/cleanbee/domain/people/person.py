"""Customers, cleaners, ops accounts and homes, as the business knows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from cleanbee.domain.kernel import Aggregate, CleanerId, CustomerId, HomeId, OpsId, Place, Tagged, Value
from cleanbee.domain.people.actor import OpsRole

Locale = Literal["en", "de"]


class Customer(Aggregate, frozen=True, kw_only=True):
    """Someone who has homes cleaned; ``credited``: they were promised something off once, so it is worth looking."""

    id: CustomerId
    name: str
    phone: str | None = None
    email: str | None = None
    locale: Locale = "en"
    since: datetime
    blocked_cleaners: tuple[CleanerId, ...] = ()
    favourites: tuple[CleanerId, ...] = ()
    credited: bool = False


MOST_ROOMS = 20


class Rooms(Value, frozen=True, kw_only=True):
    """The size of a home, which sets the time a clean takes."""

    bedrooms: int
    bathrooms: int

    def __post_init__(self) -> None:
        counts = (self.bedrooms, self.bathrooms)
        assert all(0 <= one <= MOST_ROOMS for one in counts), "rooms are counted from 0 to 20"


class AccessNotes(Value, frozen=True, kw_only=True):
    """How to get in and what to mind there.

    ``pin`` lets a cleaner check in where the telephone finds no place: whoever lives there tells it them at the door,
    so cleaners never read it here.
    """

    text: str = ""
    pin: str | None = None


def without_pin(notes: AccessNotes) -> AccessNotes:
    """The notes as whoever comes reads them."""
    return AccessNotes(text=notes.text)


class Home(Aggregate, frozen=True, kw_only=True):
    """A place to be cleaned: where it is, whose wall clock counts, how large, which animals live there."""

    id: HomeId
    owner: CustomerId
    address: str
    place: Place
    zone: str
    rooms: Rooms
    pets: tuple[str, ...] = ()
    notes: AccessNotes = AccessNotes()
    archived_at: datetime | None = None


class Document(Value, frozen=True, kw_only=True):
    """A paper a cleaner needs in order to work, good until the end of a day."""

    kind: str
    valid_until: date


class Applied(Tagged, frozen=True, kw_only=True):
    """Wants to work with us."""


class Vetting(Tagged, frozen=True, kw_only=True):
    """Papers are being checked."""


class Active(Tagged, frozen=True, kw_only=True):
    """Takes work."""


class Away(Tagged, frozen=True, kw_only=True):
    """Takes no new work for now; old promises stand."""

    since: datetime


class UnderReview(Tagged, frozen=True, kw_only=True):
    """A human looks at what happened; no new work meanwhile."""

    why: str


class Suspended(Tagged, frozen=True, kw_only=True):
    """A human decided, with evidence, that this cleaner does not work now."""

    why: str


class Left(Tagged, frozen=True, kw_only=True):
    """Does not work with us any more."""


CleanerPhase = Applied | Vetting | Active | Away | UnderReview | Suspended | Left


class Cleaner(Aggregate, frozen=True, kw_only=True):
    """Someone who cleans homes: where they start, what they can do, how far they go, what they ask for."""

    id: CleanerId
    name: str
    phone: str | None = None
    email: str | None = None
    locale: Locale = "en"
    base: Place
    zone: str
    area_m: int
    phase: CleanerPhase
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    pets_ok: bool = True
    instant: bool = False
    pay_floor_per_h: int = 1300
    documents: tuple[Document, ...] = ()
    blocked_customers: tuple[CustomerId, ...] = ()
    stars_sum: int = 0
    stars_count: int = 0
    visits: int = 0


class OpsAccount(Aggregate, frozen=True, kw_only=True):
    """A member of the operations team; the password is kept as an argon2id hash."""

    id: OpsId
    name: str
    email: str
    role: OpsRole
    password_hash: str
