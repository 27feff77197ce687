"""Homes: added, changed, put away."""

from __future__ import annotations

from datetime import datetime

from cleanbee.domain.kernel import (
    CustomerId,
    Granted,
    HomeId,
    Refusal,
    Refused,
    Value,
    VersionMoved,
    evolve,
)
from cleanbee.domain.people.address import Located
from cleanbee.domain.people.me import TooMany
from cleanbee.domain.people.person import AccessNotes, Home, Rooms

MOST_HOMES = 50
MOST_PETS = 10
LONGEST_NOTES = 2_000
SHORTEST_PIN = 4


class NotesTooLong(Refusal, frozen=True, kw_only=True):
    """Access notes have a length a cleaner can read at a door."""

    most: int


class PinTooShort(Refusal, frozen=True, kw_only=True):
    """A PIN that could be guessed in a few tries is none."""

    least: int


class HomeInUse(Refusal, frozen=True, kw_only=True):
    """A clean is planned here; cancel it first."""


HomeRefusal = TooMany | NotesTooLong | PinTooShort


class NewHome(Value, frozen=True, kw_only=True):
    """What a customer says of a home."""

    rooms: Rooms
    pets: tuple[str, ...] = ()
    notes: AccessNotes = AccessNotes()


class HomeWishes(Value, frozen=True, kw_only=True):
    """What is to change about a home; what is absent stays."""

    rooms: Rooms | None = None
    pets: tuple[str, ...] | None = None
    notes: AccessNotes | None = None


def stands(home: Home) -> bool:
    """Whether the home is in use; a home put away takes no new cleans."""
    return home.archived_at is None


def add_home(
    id: HomeId, owner: CustomerId, at: Located, new: NewHome, others: int
) -> Granted[Home] | Refused[HomeRefusal]:
    """A customer's further home, at a place we found."""
    if others >= MOST_HOMES:
        return Refused(why=TooMany(most=MOST_HOMES))
    no = _refusal(new.pets, new.notes)
    if no is not None:
        return Refused(why=no)
    home = Home(
        id=id,
        owner=owner,
        address=at.address,
        place=at.place,
        zone=at.zone,
        rooms=new.rooms,
        pets=new.pets,
        notes=new.notes,
    )
    return Granted(value=home)


def edit_home(
    home: Home, wishes: HomeWishes, at_version: int | None
) -> Granted[Home] | Refused[VersionMoved | HomeRefusal]:
    """Rooms, animals or notes change; what was sold before keeps its price."""
    if at_version is not None and at_version != home.version:
        return Refused(why=VersionMoved(current=home.version))
    no = _refusal(wishes.pets or (), wishes.notes)
    if no is not None:
        return Refused(why=no)
    return Granted(
        value=evolve(
            home,
            rooms=wishes.rooms or home.rooms,
            pets=home.pets if wishes.pets is None else wishes.pets,
            notes=wishes.notes or home.notes,
        )
    )


def archive_home(home: Home, now: datetime, *, planned: bool) -> Granted[Home] | Refused[HomeInUse]:
    """Put a home away, unless a clean is planned there; doing it twice changes nothing."""
    if planned:
        return Refused(why=HomeInUse())
    return Granted(value=home if home.archived_at is not None else evolve(home, archived_at=now))


def _refusal(pets: tuple[str, ...], notes: AccessNotes | None) -> HomeRefusal | None:
    if len(pets) > MOST_PETS:
        return TooMany(most=MOST_PETS)
    if notes is not None and len(notes.text) > LONGEST_NOTES:
        return NotesTooLong(most=LONGEST_NOTES)
    if notes is not None and notes.pin is not None and len(notes.pin) < SHORTEST_PIN:
        return PinTooShort(least=SHORTEST_PIN)
    return None
