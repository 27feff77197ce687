"""The office's board of one day: a row a cleaner, the tray of what nobody comes to yet, and the day in numbers."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.day_plans import ArrivalAt, Permille, Slack
from cleanbee.adapters.http.homes import Point, point
from cleanbee.adapters.http.names import BOOKING, CLEANER, CUSTOMER, BookingRef, CustomerRef, decode, encode
from cleanbee.adapters.http.paging import PageQuery, cursor_at, place_in
from cleanbee.adapters.http.pricing import Minutes
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.queue import Late
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.slots import cleaner_card
from cleanbee.adapters.http.wire import (
    CleanerCard,
    Count,
    Day,
    Instant,
    Name,
    Page,
    Version,
    Window,
    Wire,
    Zone,
    or_unset,
    utc,
    window,
)
from cleanbee.domain import kernel
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.moves import phase_name
from cleanbee.domain.booking.reveal import around
from cleanbee.domain.kernel import CleanerId
from cleanbee.domain.matching import board
from cleanbee.domain.matching.day_stands import StandingVisit
from cleanbee.domain.matching.needs import lateness_of
from cleanbee.ports.inbound.matching.read_board import Board, BoardAsked

MOST_IN_TRAY = 200


class BoardQuery(PageQuery, frozen=True, kw_only=True):
    """Which rows."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 100


class Span(Wire, frozen=True, kw_only=True):
    """A span of time."""

    start_at: Instant
    end_at: Instant


class BoardBar(Wire, frozen=True, kw_only=True):
    """One booking on the board: when, whose, about where, in which phase. What a visit that stands has besides:
    the way to it, what lies free before it, when its cleaner comes and how late.
    """

    booking_id: BookingRef
    version: Version
    customer_id: CustomerRef
    customer_name: Name
    window: Window
    duration_min: Minutes
    phase: Literal[
        "requested", "offered", "awaiting_choice", "confirmed", "en_route", "at_door", "in_progress", "locked_out",
        "completed", "settled",
    ]  # fmt: skip
    around: Point
    travel_min: Minutes | UnsetType = UNSET
    slack_min: Slack | UnsetType = UNSET
    arrival: ArrivalAt | UnsetType = UNSET
    late: Late | UnsetType = UNSET


class BoardRow(Wire, frozen=True, kw_only=True):
    """A cleaner's local day: shifts, time off in them, visits by start, the way home after the last that stands."""

    cleaner: CleanerCard
    time_zone: Zone
    base: Point
    shifts: Annotated[list[Span], Meta(max_length=50)]
    off: Annotated[list[Span], Meta(max_length=100)]
    visits: Annotated[list[BoardBar], Meta(max_length=100)]
    home_min: Minutes


class BoardTotals(Wire, frozen=True, kw_only=True):
    """The whole day in numbers; ``fill`` is the sold part of the working time, ``late`` how many will begin late."""

    cleaners: Count
    visits: Count
    done: Count
    late: Count
    unassigned: Count
    working_min: Annotated[int, Meta(ge=0)]
    booked_min: Annotated[int, Meta(ge=0)]
    fill: Permille


class BoardPage(Page[BoardRow], frozen=True, kw_only=True):
    """A day: its rows by cleaner, what nobody comes to yet by start, and its numbers, whichever rows are shown."""

    object: Literal["board"] = "board"
    date: Day
    unassigned: Annotated[list[BoardBar], Meta(max_length=MOST_IN_TRAY)]
    totals: BoardTotals


async def _read(call: Call[None, BoardQuery]) -> object:
    found = place_in(call, _name(call), partial(decode, CLEANER))
    after = None if found is None else CleanerId(found)
    ask = BoardAsked(actor=call.actor, day=call.day(), after=after, limit=call.query.limit)
    return await call.app.matching.read_board(ask)


def _name(call: Call[None, BoardQuery]) -> str:
    return f"board/{call.day().isoformat()}"


def _shown(call: Call[None, BoardQuery], found: Board) -> Answer:
    last = encode(CLEANER, found.rows[-1].cleaner.id) if found.more else None
    body = BoardPage(
        date=found.day,
        data=[_row(found, one) for one in found.rows],
        has_more=found.more,
        next_cursor=or_unset(None if last is None else cursor_at(call, _name(call), last)),
        unassigned=[_bar(found, one) for one in found.unassigned[:MOST_IN_TRAY]],
        totals=_totals(found.totals),
    )
    return Answer(body=body)


def _totals(one: board.Totals) -> BoardTotals:
    return BoardTotals(
        cleaners=one.cleaners,
        visits=one.visits,
        done=one.done,
        late=one.late,
        unassigned=one.unassigned,
        working_min=one.working_min,
        booked_min=one.booked_min,
        fill=one.fill_permille,
    )


def _row(found: Board, row: board.BoardRow) -> BoardRow:
    bars = [(one, None) for one in row.settled] + [(one.booking, one) for one in row.stands.visits]
    bars.sort(key=lambda one: (one[0].window.start, one[0].id))
    return BoardRow(
        cleaner=cleaner_card(row.cleaner),
        time_zone=row.cleaner.zone,
        base=point(around(row.cleaner.base)),
        shifts=[_span(one) for one in row.shifts[:50]],
        off=[_span(one) for one in row.off[:100]],
        visits=[_bar(found, booking, standing) for booking, standing in bars[:100]],
        home_min=row.stands.home_min,
    )


def _span(one: kernel.Window) -> Span:
    return Span(start_at=utc(one.start), end_at=utc(one.end))


def _bar(found: Board, booking: Booking, standing: StandingVisit | None = None) -> BoardBar:
    return BoardBar(
        booking_id=encode(BOOKING, booking.id),
        version=booking.version,
        customer_id=encode(CUSTOMER, booking.customer),
        customer_name=found.names[booking.customer],
        window=window(booking.window, booking.local),
        duration_min=booking.minutes,
        phase=phase_name(booking.phase),  # pyright: ignore[reportArgumentType] the phases that a board reads
        around=point(around(found.home(booking).place)),
        travel_min=UNSET if standing is None else standing.way_min,
        slack_min=UNSET if standing is None else or_unset(standing.slack_min),
        arrival=UNSET if standing is None else _arrival(standing),
        late=UNSET if standing is None else _late(standing),
    )


def _arrival(one: StandingVisit) -> ArrivalAt:
    return ArrivalAt(p50_at=utc(one.p50_at), p80_at=utc(one.p80_at), p90_at=utc(one.p90_at))


def _late(one: StandingVisit) -> Late:
    found = lateness_of(one)
    return Late(minutes=found.minutes, permille=found.permille)


ROUTES = (
    Route(
        method="GET", path="/v1/board/{day}", operation_id="readBoard", tag="matching",
        summary="Everybody's day at once, with what nobody comes to yet", action="board.read", audience="ops",
        query=BoardQuery, ask=_read, show=_shown, answers={200: BoardPage}, no=(Code.cursor_invalid,),
    ),
)  # fmt: skip
