"""Many bookings at once: one's own; for the office those that wait for it."""

from __future__ import annotations

from datetime import datetime

from msgspec import UNSET

from cleanbee.adapters.http.booking import Expand
from cleanbee.adapters.http.booking_shapes import Booking, shown_booking
from cleanbee.adapters.http.names import BOOKING, decode, encode
from cleanbee.adapters.http.paging import PageQuery, cursor_at, place_in
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.wire import Page, given, or_unset
from cleanbee.domain.kernel import BookingId
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.list_bookings import BookingsAsked, Part
from cleanbee.ports.outbound.booking import Mark


class ListQuery(PageQuery, frozen=True, kw_only=True):
    """Which part of the list, and what is shown in full with each booking instead of by its id."""

    expand: Expand = UNSET


class BookingPage(Page[Booking], frozen=True, kw_only=True):
    """Bookings."""


async def _mine(call: Call[None, ListQuery]) -> object:
    return await call.app.booking.list_bookings(_asked(call, "bookings"))


def _asked(call: Call[None, ListQuery], name: str) -> BookingsAsked:
    return BookingsAsked(actor=call.actor, after=place_in(call, name, _place), limit=call.query.limit)


def _place(text: str) -> Mark | None:
    """A place as a cursor of ours holds it: a start, and the booking that has it."""
    start, _, booking = text.partition(" ")
    found = decode(BOOKING, booking)
    return None if found is None else Mark(start=datetime.fromisoformat(start), id=BookingId(found))


def _shown_mine(call: Call[None, ListQuery], part: Part) -> Answer:
    return _page(call, part, "bookings")


def _page(call: Call[None, ListQuery], part: Part, name: str) -> Answer:
    cursor = cursor_at(call, name, _text(part.views[-1])) if part.more else None
    data = [shown_booking(one, call.actor, with_home=given(call.query.expand) == "home") for one in part.views]
    return Answer(body=BookingPage(data=data, has_more=part.more, next_cursor=or_unset(cursor)))


def _text(last: BookingView) -> str:
    return f"{last.booking.window.start.isoformat()} {encode(BOOKING, last.booking.id)}"


ROUTES = (
    Route(
        method="GET", path="/v1/bookings", operation_id="listBookings", tag="booking", summary="Your bookings",
        action="booking.list", audience="signed_in", ask=_mine, show=_shown_mine, query=ListQuery,
        answers={200: BookingPage}, no=(Code.cursor_invalid,),
    ),
)  # fmt: skip
