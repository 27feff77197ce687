"""Who was told where a home is, or how to get in, and when: as its owner reads it."""

from __future__ import annotations

from operator import attrgetter
from typing import Literal

from msgspec import UNSET, UnsetType

from cleanbee.adapters.http.names import BOOKING, BookingRef, encode
from cleanbee.adapters.http.paging import PageQuery, cursor_at, part_of, place_in
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Instant, Name, Page, Wire, or_unset, utc
from cleanbee.domain.kernel import HomeId
from cleanbee.domain.people.actor import AsCleaner
from cleanbee.ports.inbound.people import read_looks as inbound


class Look(Wire, frozen=True, kw_only=True):
    """One time that somebody was told the ``street``, or the ``way_in``: a cleaner by name, or the office."""

    object: Literal["look"] = "look"
    at: Instant
    what: Literal["street", "way_in"]
    by: Literal["cleaner", "office"]
    name: Name | UnsetType = UNSET
    booking_id: BookingRef | UnsetType = UNSET


class LookPage(Page[Look], frozen=True, kw_only=True):
    """Looks, newest first."""


async def _read(call: Call[None, PageQuery]) -> object:
    ask = inbound.LooksAsked(
        actor=call.actor,
        home=HomeId(call.id("home_id")),
        before=place_in(call, _list(call), _place),
        most=call.query.limit + 1,
    )
    return await call.app.people.read_looks(ask)


def _list(call: Call[None, PageQuery]) -> str:
    return f"looks/{call.path['home_id']}"


def _place(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _page(call: Call[None, PageQuery], found: tuple[inbound.Look, ...]) -> Answer:
    part, more = part_of(found, None, call.query.limit, attrgetter("place"))
    cursor = cursor_at(call, _list(call), str(part[-1].place)) if more else UNSET
    return Answer(body=LookPage(data=[_shown(one) for one in part], has_more=more, next_cursor=cursor))


def _shown(one: inbound.Look) -> Look:
    return Look(
        at=utc(one.shown.at),
        what="way_in" if one.shown.what == "way_in" else "street",
        by="cleaner" if isinstance(one.shown.who, AsCleaner) else "office",
        name=or_unset(one.name),
        booking_id=UNSET if one.shown.booking is None else encode(BOOKING, one.shown.booking),
    )


ROUTES = (
    Route(
        method="GET", path="/v1/homes/{home_id}/looks", operation_id="listLooks", tag="people",
        summary="Who was told where you live, or the way in", action="home.looks", audience="customer",
        query=PageQuery, ask=_read, show=_page, answers={200: LookPage}, no=(Code.cursor_invalid,),
    ),
)  # fmt: skip
