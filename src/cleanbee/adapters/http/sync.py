"""Catching up after time away: what changed, as thin references; the things themselves are read where they are."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import BOOKING, BookingRef, encode
from cleanbee.adapters.http.news import Subject, ThingWord, subject_of, wire_name
from cleanbee.adapters.http.paging import PageQuery, cursor_at, place_in
from cleanbee.adapters.http.problems import Code, No
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Version, Wire, or_unset
from cleanbee.domain.platform.feed import FeedEntry
from cleanbee.ports.inbound.platform.read_changes import Changes, ChangesAsked

LIST = "sync"
REFERENCES_EACH = 2
"""An event is about one thing, and perhaps about the booking of that thing."""


class SyncQuery(PageQuery, frozen=True, kw_only=True):
    """From where (absent: from now on), and how many references at most; one event has up to two."""

    limit: Annotated[int, Meta(ge=2, le=100)] = 100


class Change(Wire, frozen=True, kw_only=True):
    """Something that changed, by its last event. ``version`` is that of now; ``gone``: you may not see it any more."""

    object: ThingWord
    id: Annotated[str, Meta(max_length=40)]
    type: Annotated[str, Meta(max_length=100, examples=["booking.confirmed"])]
    version: Version | UnsetType = UNSET
    booking_id: BookingRef | UnsetType = UNSET
    gone: bool = False


class Sync(Wire, frozen=True, kw_only=True):
    """What changed, oldest first. Take a cursor, look around, and come back with it: nothing is missed in between."""

    object: Literal["sync"] = "sync"
    data: Annotated[list[Change], Meta(max_length=100)]
    has_more: bool
    next_cursor: Annotated[str, Meta(max_length=500)]


async def _read(call: Call[None, SyncQuery]) -> object:
    after = place_in(call, LIST, _place)
    ask = ChangesAsked(actor=call.actor, after=after, most=call.query.limit // REFERENCES_EACH)
    return await call.app.platform.read_changes(ask)


def _place(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _shown(call: Call[None, SyncQuery], changes: Changes) -> Answer:
    if changes.reset:
        raise No(Code.sync_reset, {"detail": "Read everything afresh, then go on from a call without a cursor."})
    found: dict[tuple[str, str], Change] = {}
    for entry in changes.entries:
        for one in _references(entry, changes):
            found.pop((one.object, one.id), None)
            found[one.object, one.id] = one
    cursor = cursor_at(call, LIST, str(changes.place))
    return Answer(body=Sync(data=list(found.values()), has_more=changes.more, next_cursor=cursor))


def _references(entry: FeedEntry, changes: Changes) -> list[Change]:
    """What one event is about: its thing, and the booking of that thing."""
    event = entry.kept.event
    subject, booking, name = subject_of(event), getattr(event, "booking", None), wire_name(event)
    of_booking = None if booking is None else Subject(object="booking", id=encode(BOOKING, booking))
    found: list[Change] = []
    if subject is not None and subject != of_booking:
        found.append(_change(subject, name, getattr(event, "version", None), of_booking))
    if of_booking is not None and booking is not None:
        version = changes.bookings[booking]
        found.append(
            Change(object="booking", id=of_booking.id, type=name, version=or_unset(version), gone=version is None)
        )
    return found


def _change(subject: Subject, name: str, version: Any, booking: Subject | None) -> Change:
    return Change(
        object=subject.object,
        id=subject.id,
        type=name,
        version=or_unset(version),
        booking_id=UNSET if booking is None else booking.id,
    )


ROUTES = (
    Route(
        method="GET", path="/v1/sync", operation_id="sync", tag="platform",
        summary="All that changed for you since you last looked", action="feed.read", audience="signed_in",
        query=SyncQuery, ask=_read, show=_shown, answers={200: Sync}, no=(Code.cursor_invalid, Code.sync_reset),
    ),
)  # fmt: skip
