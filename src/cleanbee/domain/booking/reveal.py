"""What of a home is shown to whom, and when: to cleaners the street a day ahead, the way in an hour ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cleanbee.domain.booking.booking import (
    Booking,
    Completed,
    LockedOut,
    MoneyNotSecured,
    TooEarly,
)
from cleanbee.domain.booking.moves import phase_name
from cleanbee.domain.booking.step import cleaner_of
from cleanbee.domain.booking.visit import over_at
from cleanbee.domain.kernel import BookingId, CleanerId, Granted, HomeId, Place, Refusal, Refused, Value, with_
from cleanbee.domain.people.actor import Actor, AsCleaner, AsCustomer, AsOps
from cleanbee.domain.people.audit import Disclosure, What
from cleanbee.domain.people.person import AccessNotes, Home, Rooms, without_pin
from cleanbee.domain.people.policy import Facts, may
from cleanbee.domain.platform.policy import Policy

STREET_BEFORE = timedelta(hours=24)
NOTES_BEFORE = timedelta(minutes=60)
AFTERWARDS = timedelta(minutes=15)
GRID_E6 = 5_000  # about half a kilometre

UNDER_WAY = frozenset({"en_route", "at_door", "in_progress"})
VISITED = frozenset({"confirmed", "en_route", "at_door", "in_progress", "locked_out", "completed"})


class TooLate(Refusal, frozen=True, kw_only=True):
    """The visit is over."""


class WhyMissing(Refusal, frozen=True, kw_only=True):
    """Whoever of the office wants the way into a home says what for."""


RevealRefusal = TooEarly | TooLate | MoneyNotSecured | WhyMissing


class HomeView(Value, frozen=True, kw_only=True):
    """A home as its viewer may see it; ``around`` is a point within half a kilometre when the street is hidden.

    ``way_in_from``: from when whoever comes may read how to get in; none where they may not.
    """

    id: HomeId
    around: Place
    zone: str
    rooms: Rooms
    pets: tuple[str, ...]
    address: str | None = None
    notes: AccessNotes | None = None
    way_in_from: datetime | None = None
    version: int
    archived: bool = False


def street(
    booking: Booking, cleaner: CleanerId, policy: Policy, now: datetime, *, secured: bool
) -> Granted[None] | Refused[RevealRefusal]:
    """Whether the cleaner may know the street: from a day before the visit until a quarter hour after it."""
    return _open(booking, cleaner, policy, now, secured=secured, before=STREET_BEFORE)


def way_in(
    booking: Booking, cleaner: CleanerId, policy: Policy, now: datetime, *, secured: bool
) -> Granted[None] | Refused[RevealRefusal]:
    """Whether the cleaner may read the access notes: from an hour before the visit until a quarter hour after it."""
    return _open(booking, cleaner, policy, now, secured=secured, before=NOTES_BEFORE)


def way_in_from(
    booking: Booking, cleaner: CleanerId, policy: Policy, now: datetime, *, secured: bool
) -> datetime | None:
    """From when the cleaner may read the access notes; none where they may not."""
    told = way_in(booking, cleaner, policy, now, secured=secured)
    return booking.window.start - NOTES_BEFORE if isinstance(told, Granted) else getattr(told.why, "opens", None)


def way_in_for_office(why: str) -> Granted[None] | Refused[RevealRefusal]:
    """The office may read the way in at any time, and says why: that is kept beside its name."""
    return Granted(value=None) if why.strip() else Refused(why=WhyMissing())


def visit_of(cleaner: CleanerId, here: Sequence[Booking], now: datetime) -> Booking | None:
    """The cleaner's visit at this home that counts now: the one they are at, else the nearest in time that stands."""
    mine = [one for one in here if cleaner_of(one) == cleaner and phase_name(one.phase) in VISITED]
    return min(
        mine,
        key=lambda one: (phase_name(one.phase) not in UNDER_WAY, abs(one.window.start - now), one.id),
        default=None,
    )


def full_view(home: Home) -> HomeView:
    """A home as its owner sees it: everything."""
    return HomeView(
        id=home.id,
        around=home.place,
        zone=home.zone,
        rooms=home.rooms,
        pets=home.pets,
        address=home.address,
        notes=home.notes,
        version=home.version,
        archived=home.archived_at is not None,
    )


def desk_view(home: Home) -> HomeView:
    """A home as the office sees it: all but the way in."""
    return HomeView(
        id=home.id,
        around=home.place,
        zone=home.zone,
        rooms=home.rooms,
        pets=home.pets,
        address=home.address,
        version=home.version,
        archived=home.archived_at is not None,
    )


def cleaner_view(
    home: Home, visit: Booking, cleaner: CleanerId, by: tuple[Policy, datetime], *, secured: bool
) -> HomeView:
    """A home as the cleaner sees it who comes: more of it the nearer the visit."""
    knows_street = isinstance(street(visit, cleaner, *by, secured=secured), Granted)
    knows_way_in = isinstance(way_in(visit, cleaner, *by, secured=secured), Granted)
    return HomeView(
        id=home.id,
        around=home.place if knows_street else around(home.place),
        zone=home.zone,
        rooms=home.rooms,
        pets=home.pets,
        address=home.address if knows_street else None,
        notes=without_pin(home.notes) if knows_way_in else None,
        version=home.version,
    )


def outline(home: Home) -> HomeView:
    """A home to whoever need not know where it is: a point near it."""
    return HomeView(
        id=home.id, around=around(home.place), zone=home.zone, rooms=home.rooms, pets=home.pets, version=home.version
    )


def known_at_once(home: Home, actor: Actor) -> HomeView:
    """A home as it goes with any list and any change: to its owner all but the way in, to others its outline."""
    return desk_view(home) if isinstance(actor, AsCustomer) and actor.id == home.owner else outline(home)


def home_with(booking: Booking, home: Home, actor: Actor, by: tuple[Policy, datetime], *, secured: bool) -> HomeView:
    """The home as it is shown with a booking that is read by itself: its address to the desk, to its cleaner in time.

    With lists for the office, and with what a change answers, goes the outline alone. A booking is read again with each
    news of it, so it says no more of the way in than from when it may be read: reading it is a look of its own.
    """
    match actor:
        case AsCleaner(id=me):
            visit = visit_of(me, (booking,), by[1])
            if visit is None:
                return outline(home)
            seen = cleaner_view(home, visit, me, by, secured=secured)
            return with_(seen, notes=None, way_in_from=way_in_from(visit, me, *by, secured=secured))
        case AsOps():
            told = may(actor, "home.read", Facts(owner=booking.customer))
            return outline(home) if isinstance(told, Refused) else desk_view(home)
        case _:
            return known_at_once(home, actor)


def notes_for(home: Home, actor: Actor) -> AccessNotes:
    """The access notes as this reader has them: whoever comes hears the PIN at the door, and reads it nowhere."""
    return without_pin(home.notes) if isinstance(actor, AsCleaner) else home.notes


def disclosed(
    view: HomeView, actor: Actor, now: datetime, booking: BookingId | None = None, why: str = ""
) -> tuple[Disclosure, ...]:
    """What this look at a home told somebody who does not live there: that is noted, for good."""
    if isinstance(actor, AsCustomer):
        return ()
    street = _disclosure(view.id, actor, now, booking, "street", why) if view.address is not None else None
    inside = _disclosure(view.id, actor, now, booking, "way_in", why) if view.notes is not None else None
    return tuple(one for one in (street, inside) if one is not None)


def way_in_disclosed(
    home: Home, actor: Actor, now: datetime, booking: BookingId | None, why: str
) -> tuple[Disclosure, ...]:
    """The same for the access notes when they are read by themselves."""
    if isinstance(actor, AsCustomer):
        return ()
    return (_disclosure(home.id, actor, now, booking, "way_in", why),)


def _disclosure(
    home: HomeId, actor: Actor, now: datetime, booking: BookingId | None, what: What, why: str = ""
) -> Disclosure:
    return Disclosure(who=actor, what=what, thing="home", subject=home, at=now, booking=booking, why=why)


def around(place: Place) -> Place:
    """The middle of the square of about half a kilometre the place lies in; near places share it."""
    return Place(lat_e6=_middle(place.lat_e6), lon_e6=_middle(place.lon_e6))


def _middle(e6: int) -> int:
    return e6 // GRID_E6 * GRID_E6 + GRID_E6 // 2


def _open(
    booking: Booking, cleaner: CleanerId, policy: Policy, now: datetime, *, secured: bool, before: timedelta
) -> Granted[None] | Refused[RevealRefusal]:
    mine = cleaner_of(booking) == cleaner and phase_name(booking.phase) in VISITED
    assert mine, "the policy table lets nobody else ask: to others the home is not there"
    opens = booking.window.start - before
    if now < opens:
        return Refused(why=TooEarly(opens=opens))
    if now >= _closes(booking, policy):
        return Refused(why=TooLate())
    if not secured:
        return Refused(why=MoneyNotSecured())
    return Granted(value=None)


def _closes(booking: Booking, policy: Policy) -> datetime:
    """A quarter hour after the end; whoever is still at work reads on until a visit that nobody ended is ended."""
    match booking.phase:
        case Completed(ended=ended) | LockedOut(reported=ended):
            return ended + AFTERWARDS
        case _:
            return over_at(booking, policy)
