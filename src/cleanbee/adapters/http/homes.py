"""Homes, as their owner, their cleaner and the office see them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http import wire
from cleanbee.adapters.http.names import HOME, HomeRef, decode, encode
from cleanbee.adapters.http.paging import PageQuery, cursor_at, part_of, place_in
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Given, Instant, Page, Rooms, Version, Wire, Word, Zone, given, or_unset, utc
from cleanbee.domain import kernel
from cleanbee.domain.booking.reveal import HomeView
from cleanbee.domain.kernel import HomeId
from cleanbee.domain.people import person
from cleanbee.domain.people.audit import LONGEST_WHY
from cleanbee.domain.people.home import HomeWishes, NewHome
from cleanbee.ports.inbound.people.create_home import HomeTold
from cleanbee.ports.inbound.people.edit_home import HomeEdited
from cleanbee.ports.inbound.people.list_homes import Homes, HomesWanted
from cleanbee.ports.inbound.people.read_access_notes import NotesAsked
from cleanbee.ports.inbound.people.turn_home import HomeAsked

Address = Annotated[str, Meta(min_length=1, max_length=300, examples=["Lindenweg 12, Honigfeld"])]
Pets = Annotated[list[Word], Meta(max_length=10)]
E6 = Annotated[int, Meta(ge=-180_000_000, le=180_000_000, description="Millionths of a degree.")]


class AccessNotes(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to get in; the PIN lets a cleaner check in where the telephone finds no place."""

    text: Annotated[str, Meta(max_length=2000)] = ""
    pin: Annotated[str, Meta(min_length=1, max_length=12)] | UnsetType = UNSET


class Point(Wire, frozen=True, kw_only=True):
    """A point on the map."""

    lat_e6: E6
    lon_e6: E6


class Home(Wire, frozen=True, kw_only=True):
    """A home; a cleaner is shown the street a day before the visit and the notes an hour before, else a point near.

    With a booking its cleaner is told from when the notes may be read (``access_notes_from_at``); each look is noted.
    """

    object: Literal["home"] = "home"
    id: HomeRef
    around: Point
    time_zone: Zone
    rooms: Rooms
    pets: Pets
    address: Address | UnsetType = UNSET
    access_notes: AccessNotes | UnsetType = UNSET
    access_notes_from_at: Instant | UnsetType = UNSET
    archived: bool
    version: Version


class HomeGiven(Given, frozen=True, kw_only=True):
    """A home as its owner tells of it."""

    address: Address
    rooms: Rooms
    pets: Pets = []  # noqa: RUF012 - msgspec copies an empty default for each value
    access_notes: AccessNotes | UnsetType = UNSET


class HomeChanges(Given, frozen=True, kw_only=True):
    """What is to change; what is absent stays."""

    rooms: Rooms | UnsetType = UNSET
    pets: Pets | UnsetType = UNSET
    access_notes: AccessNotes | UnsetType = UNSET


class NotesQuery(Given, frozen=True, kw_only=True):
    """Why the office needs to know; others need not say."""

    reason: Annotated[str, Meta(max_length=LONGEST_WHY)] | UnsetType = UNSET


class HomePage(Page[Home], frozen=True, kw_only=True):
    """Homes of one customer."""


async def _create(call: Call[HomeGiven, None]) -> object:
    told = call.body
    new = NewHome(rooms=rooms_of(told.rooms), pets=tuple(told.pets), notes=_notes(given(told.access_notes)))
    return await call.app.people.create_home(HomeTold(actor=call.actor, address=told.address, home=new), call.once)


async def _list(call: Call[None, PageQuery]) -> object:
    return await call.app.people.list_homes(HomesWanted(actor=call.actor))


async def _read(call: Call[None, None]) -> object:
    return await call.app.people.read_home(_asked(call))


async def _edit(call: Call[HomeChanges, None]) -> object:
    told = call.body
    rooms, pets, notes = given(told.rooms), given(told.pets), given(told.access_notes)
    wishes = HomeWishes(
        rooms=None if rooms is None else rooms_of(rooms),
        pets=None if pets is None else tuple(pets),
        notes=None if notes is None else _notes(notes),
    )
    ask = HomeEdited(actor=call.actor, home=HomeId(call.id("home_id")), wishes=wishes, at_version=call.at_version)
    return await call.app.people.edit_home(ask)


async def _archive(call: Call[None, None]) -> object:
    return await call.app.people.archive_home(_asked(call), call.once)


async def _read_notes(call: Call[None, NotesQuery]) -> object:
    why = given(call.query.reason) or ""
    ask = NotesAsked(actor=call.actor, home=HomeId(call.id("home_id")), why=why)
    return await call.app.people.read_access_notes(ask)


def _asked(call: Call[Any, Any]) -> HomeAsked:
    return HomeAsked(actor=call.actor, home=HomeId(call.id("home_id")), at_version=call.at_version)


def rooms_of(rooms: Rooms) -> person.Rooms:
    """A home's size as the domain has it."""
    return person.Rooms(bedrooms=rooms.bedrooms, bathrooms=rooms.bathrooms)


def _notes(notes: AccessNotes | None) -> person.AccessNotes:
    return person.AccessNotes() if notes is None else person.AccessNotes(text=notes.text, pin=given(notes.pin))


def point(place: kernel.Place) -> Point:
    """A point as it goes out."""
    return Point(lat_e6=place.lat_e6, lon_e6=place.lon_e6)


def shown_home(view: HomeView) -> Home:
    """What this viewer may see: the domain has left out the rest."""
    return Home(
        id=encode(HOME, view.id),
        around=point(view.around),
        time_zone=view.zone,
        rooms=wire.rooms(view.rooms.bedrooms, view.rooms.bathrooms),
        pets=list(view.pets),
        address=or_unset(view.address),
        access_notes=UNSET if view.notes is None else _notes_shown(view.notes),
        access_notes_from_at=or_unset(None if view.way_in_from is None else utc(view.way_in_from)),
        archived=view.archived,
        version=view.version,
    )


def _notes_shown(notes: person.AccessNotes) -> AccessNotes:
    return AccessNotes(text=notes.text, pin=or_unset(notes.pin))


def _home(call: Call[None, None], view: HomeView) -> Answer:
    # What a cleaner sees of a home grows with time, at the same version.
    owner = view.address is not None and view.notes is not None
    return Answer(body=shown_home(view), version=view.version, constant=owner)


def _created(call: Call[HomeGiven, None], view: HomeView) -> Answer:
    home = shown_home(view)
    return Answer(body=home, status=201, version=view.version, headers={"location": f"/v1/homes/{home.id}"})


def _homes(call: Call[None, PageQuery], homes: Homes) -> Answer:
    after = place_in(call, "homes", _place)
    part, more = part_of(homes.homes, after, call.query.limit, lambda one: one.id)
    cursor = cursor_at(call, "homes", encode(HOME, part[-1].id)) if more else None
    return Answer(body=HomePage(data=[shown_home(one) for one in part], has_more=more, next_cursor=or_unset(cursor)))


def _place(text: str) -> HomeId | None:
    found = decode(HOME, text)
    return None if found is None else HomeId(found)


def _access_notes(call: Call[None, NotesQuery], notes: person.AccessNotes) -> Answer:
    return Answer(body=_notes_shown(notes))


ROUTES = (
    Route(
        method="POST", path="/v1/homes", operation_id="createHome", tag="people", summary="Add a home",
        action="home.create", audience="customer", rate="write", keyed=True, ask=_create, show=_created,
        body=HomeGiven, answers={201: Home}, no=(Code.refused, Code.dependency_down),
        example={"address": "Lindenweg 14, Honigfeld", "rooms": {"bedrooms": 2, "bathrooms": 1}},
    ),
    Route(
        method="GET", path="/v1/homes", operation_id="listHomes", tag="people", summary="Your homes",
        action="home.list", audience="customer", ask=_list, show=_homes, query=PageQuery,
        answers={200: HomePage}, no=(Code.cursor_invalid,),
    ),
    Route(
        method="GET", path="/v1/homes/{home_id}", operation_id="readHome", tag="people", summary="One home",
        action="home.read", audience="signed_in", ask=_read, show=_home, answers={200: Home},
    ),
    Route(
        method="PATCH", path="/v1/homes/{home_id}", operation_id="editHome", tag="people",
        summary="Change a home", action="home.edit", audience="customer", rate="write", match="must",
        ask=_edit, show=_home, body=HomeChanges, answers={200: Home}, no=(Code.refused,),
        example={"pets": ["cat"]},
    ),
    Route(
        method="POST", path="/v1/homes/{home_id}/archive", operation_id="archiveHome", tag="people",
        summary="Put a home away", action="home.archive", audience="customer", rate="write", keyed=True,
        match="may", ask=_archive, show=_home, answers={200: Home}, no=(Code.refused,),
    ),
    Route(
        method="GET", path="/v1/homes/{home_id}/access_notes", operation_id="readAccessNotes", tag="people",
        summary="How to get in", action="access_notes.read", audience="signed_in", query=NotesQuery,
        ask=_read_notes, show=_access_notes, answers={200: AccessNotes}, no=(Code.refused,),
    ),
)  # fmt: skip
