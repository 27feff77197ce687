"""The live stream: what happens to what is mine, replayed for an hour, then as it comes (server-sent events)."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import BOOKING, CLEANER, NOTICE, OFFER, PAYMENT, QUOTE, encode
from cleanbee.adapters.http.problems import wrong
from cleanbee.adapters.http.wire import Given, Wire, given
from cleanbee.domain.kernel import Event, Refused
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.platform.feed import FeedEntry
from cleanbee.ports.inbound.app import App
from cleanbee.ports.inbound.platform.read_feed import FeedAsked
from cleanbee.ports.outbound.store import Busy

LOOK_EVERY_S = 0.5
BEAT_EVERY_S = 15.0
AT_ONCE = 100
MOST_PLACE = 2**62

_SUBJECTS = (
    ("offer", OFFER),
    ("payment", PAYMENT),
    ("booking", BOOKING),
    ("quote", QUOTE),
    ("notice", NOTICE),
    ("cleaner", CLEANER),
)
"""What an event is about: the first of these ids that it carries; those of sign-ins carry none."""


class StreamQuery(Given, frozen=True, kw_only=True):
    """After which place of the feed (absent: from now on), and at which event to end."""

    after: Annotated[int, Meta(ge=0, le=MOST_PLACE)] | UnsetType = UNSET
    until: Annotated[str, Meta(max_length=100, pattern="^[a-z_.]+$")] | UnsetType = UNSET


class News(Wire, frozen=True, kw_only=True):
    """Something happened: read the thing itself for more."""

    id: str | UnsetType = UNSET
    version: int | UnsetType = UNSET
    booking_id: str | UnsetType = UNSET


@dataclass(frozen=True)
class Following:
    """One listener: who, from which place, until which event."""

    app: App
    actor: Actor
    after: int
    until: str | None = None


def wire_name(event: Event) -> str:
    """``BookingConfirmed`` is ``booking.confirmed`` on the wire; ``CleanerSetOff`` is ``booking.cleaner_set_off``."""
    owner = next((name for name, _ in _SUBJECTS if hasattr(event, name)), "sign_in")
    return f"{owner}.{event.kind.removeprefix(f'{owner}_')}"


def place_of(told: str | None, query: StreamQuery) -> int | None:
    """Where to begin: ``Last-Event-ID`` counts more than ``after``.

    :raises No: it is no place.
    """
    if told is None:
        return given(query.after)
    if not told.isascii() or not told.isdigit() or len(told) > 18:
        raise wrong("/Last-Event-ID", "That is no place in the feed.")
    return int(told)


async def start(app: App, place: int | None) -> int:
    """The place to read on from: the one told, else the present end of the feed."""
    if place is not None:
        return place
    async with app.store.begin() as work:
        return await work.feed.last_place()


async def follow(one: Following) -> AsyncGenerator[bytes, None]:
    """The events in order; a beat when nothing happens for a while; ends at the first match of ``until``."""
    place, silent = one.after, 0.0
    yield b": here\n\n"
    while True:
        try:
            page = await one.app.platform.read_feed(FeedAsked(actor=one.actor, after=place, most=AT_ONCE))
        except Busy:
            page = None
        if isinstance(page, Refused):
            return
        if page is not None and page.reset:
            yield f"id: {page.place}\nevent: reset\ndata: {{}}\n\n".encode()
        entries = () if page is None else page.entries
        for entry in entries:
            yield told(entry)
            if one.until is not None and wire_name(entry.kept.event) == one.until:
                return
        place = place if page is None else page.place
        silent = 0.0 if entries else silent + LOOK_EVERY_S
        if silent >= BEAT_EVERY_S:
            silent = 0.0
            yield b": beat\n\n"
        if len(entries) < AT_ONCE:
            if one.app.health.draining:
                return
            await one.app.pause.wait(LOOK_EVERY_S)


def told(entry: FeedEntry) -> bytes:
    """One event as text."""
    event = entry.kept.event
    subject, prefix = next(((getattr(event, name), to) for name, to in _SUBJECTS if hasattr(event, name)), (None, ""))
    version, booking = getattr(event, "version", None), getattr(event, "booking", None)
    news = News(
        id=UNSET if subject is None else encode(prefix, subject),
        version=UNSET if version is None else version,
        booking_id=UNSET if booking is None or prefix == BOOKING else encode(BOOKING, booking),
    )
    data = msgspec.json.encode(news).decode()
    return f"id: {entry.place}\nevent: {wire_name(event)}\ndata: {data}\n\n".encode()
