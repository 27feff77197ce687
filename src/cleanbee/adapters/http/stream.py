"""The live stream: what happens to what is mine, replayed for an hour, then as it comes (server-sent events)."""

from __future__ import annotations

import asyncio
import logging
import time
import weakref
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.callers import Caller
from cleanbee.adapters.http.names import BOOKING, encode
from cleanbee.adapters.http.news import subject_of, wire_name
from cleanbee.adapters.http.problems import Code, later, wrong
from cleanbee.adapters.http.wire import Given, Wire, given
from cleanbee.domain.platform.feed import FeedEntry
from cleanbee.ports.inbound.app import App
from cleanbee.ports.inbound.platform.read_feed import FeedAsked, FeedPage
from cleanbee.ports.outbound.store import Busy, Stale

log = logging.getLogger("cleanbee.http")

LOOK_EVERY_S = 0.5
BEAT_EVERY_S = 15.0
AT_ONCE = 100
MOST_PLACE = 2**62
STREAMS_EACH, STREAMS_MOST = 8, 2_000
RETRY_S = 15.0


class StreamQuery(Given, frozen=True, kw_only=True):
    """After which place of the feed (absent: from now on), and at which event to end."""

    after: Annotated[int, Meta(ge=0, le=MOST_PLACE)] | UnsetType = UNSET
    until: Annotated[str, Meta(max_length=100, pattern="^[a-z_.]+$")] | UnsetType = UNSET


class News(Wire, frozen=True, kw_only=True):
    """Something happened: read the thing itself for more."""

    id: str | UnsetType = UNSET
    version: int | UnsetType = UNSET
    booking_id: str | UnsetType = UNSET


class Listeners:
    """Who listens, and on how many streams: a client needs one, and each is memory for as long as it lasts."""

    def __init__(self) -> None:
        self._of: Counter[str] = Counter()

    def count(self, who: str, events: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        """The same events, counted from now on until they end, are left, or are never asked for.

        :raises No: they have as many as they may, or this process has.
        """
        self._judge(who)
        self._of[who] += 1
        left: list[weakref.finalize[..., AsyncGenerator[bytes, None]]] = []
        counted = _until_left(events, left)
        left.append(weakref.finalize(counted, self._forget, who))
        return counted

    def _judge(self, who: str) -> None:
        if self._of[who] >= STREAMS_EACH:
            raise later(Code.quota_exceeded, RETRY_S)
        if self._of.total() >= STREAMS_MOST:
            raise later(Code.busy, RETRY_S)

    def _forget(self, who: str) -> None:
        self._of[who] -= 1
        if not self._of[who]:
            del self._of[who]


async def _until_left(
    events: AsyncGenerator[bytes, None], left: Sequence[Callable[[], object]]
) -> AsyncGenerator[bytes, None]:
    try:
        async for part in events:
            yield part
    finally:
        left[0]()
        await events.aclose()


class Beacon:
    """How far the feed goes: asked once for all listeners of this process, at most twice a second."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._place = 0
        self._read_at = float("-inf")
        self._asking = asyncio.Lock()

    async def place(self) -> int:
        """The last place of the feed, as far as we know."""
        async with self._asking:
            if time.monotonic() - self._read_at >= LOOK_EVERY_S:
                try:
                    async with self._app.store.begin() as work:
                        self._place = await work.feed.last_place()
                except Busy:
                    log.warning("the feed could not be read; listeners wait")
                self._read_at = time.monotonic()
        return self._place


@dataclass(frozen=True)
class Following:
    """One listener: who and by which sign-in, from which place (absent: from now on), until which event."""

    app: App
    beacon: Beacon
    caller: Caller
    after: int | None
    until: str | None = None


def place_of(told: str | None, query: StreamQuery) -> int | None:
    """Where to begin: ``Last-Event-ID`` counts more than ``after``.

    :raises No: it is no place.
    """
    if told is None:
        return given(query.after)
    if not told.isascii() or not told.isdigit() or len(told) > 18:
        raise wrong("/Last-Event-ID", "That is no place in the feed.")
    return int(told)


async def follow(one: Following) -> AsyncGenerator[bytes, None]:
    """The events in order, a beat now and then; ends at the first match of ``until``, when the
    server goes away, and when the sign-in or its token has come to its end (come back with a new one)."""
    yield b": here\n\n"
    last = await one.beacon.place()
    place = last if one.after is None else min(one.after, last)
    if one.after is not None and one.after > last:
        yield reset(place)
    waited = 0.0
    while True:
        news = await _news(one, place)
        place = news.place if news is not None else place
        for part in _parts(one, news):
            yield part
        if _ended(one, news):
            return
        if news is not None and len(news.entries) == AT_ONCE:
            continue
        await one.app.pause.wait(LOOK_EVERY_S)
        waited += LOOK_EVERY_S
        if waited >= BEAT_EVERY_S:
            waited = 0.0
            if not await _still_signed_in(one):
                return
            yield await _beat(one)


def _parts(one: Following, news: FeedPage | None) -> list[bytes]:
    """What is told of this page: nothing after the event at which it ends."""
    if news is None:
        return []
    parts = [reset(news.place)] if news.reset else []
    for entry in news.entries:
        parts.append(told(entry))
        if wire_name(entry.kept.event) == one.until:
            break
    return parts


def _ended(one: Following, news: FeedPage | None) -> bool:
    if news is not None and any(wire_name(entry.kept.event) == one.until for entry in news.entries):
        return True
    return one.app.health.draining


async def _news(one: Following, place: int) -> FeedPage | None:
    """What is the listener's after this place; None when there is nothing new for anybody."""
    if await one.beacon.place() <= place:
        return None
    try:
        page = await one.app.platform.read_feed(FeedAsked(actor=one.caller.actor, after=place, most=AT_ONCE))
    except Busy:
        return None
    assert isinstance(page, FeedPage), "whoever signed in may follow what is theirs"
    return page


async def _still_signed_in(one: Following) -> bool:
    people, caller = one.app.people, one.caller
    try:
        if caller.session is not None:
            return await people.recognise_browser.still(caller.session)
        return await people.authenticate(caller.token) == caller.actor
    except (Busy, Stale):
        return True


async def _beat(one: Following) -> bytes:
    """The line lives, and what time it is in the business."""
    try:
        now = await one.app.clock.now()
    except Busy:
        return b": beat\n\n"
    return f": beat {now.isoformat().replace('+00:00', 'Z')}\n\n".encode()


def reset(place: int) -> bytes:
    """Something is too old to be told, or is not there: read the things themselves again."""
    return f"id: {place}\nevent: reset\ndata: {{}}\n\n".encode()


def told(entry: FeedEntry) -> bytes:
    """One event as text."""
    event = entry.kept.event
    subject = subject_of(event)
    version, booking = getattr(event, "version", None), getattr(event, "booking", None)
    news = News(
        id=UNSET if subject is None else subject.id,
        version=UNSET if version is None else version,
        booking_id=UNSET
        if booking is None or (subject is not None and subject.object == "booking")
        else encode(BOOKING, booking),
    )
    data = msgspec.json.encode(news).decode()
    return f"id: {entry.place}\nevent: {wire_name(event)}\ndata: {data}\n\n".encode()
