"""What booking again would book: shown on the button before anybody taps it."""

from __future__ import annotations

from typing import Literal

from cleanbee.adapters.http.booking import on_booking
from cleanbee.adapters.http.problems import Code
from cleanbee.adapters.http.route import Answer, Call, Route
from cleanbee.adapters.http.slots import cleaner_card
from cleanbee.adapters.http.wire import CleanerCard, Money, Window, Wire, money, window
from cleanbee.ports.inbound.booking import rebook
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked


class NextVisit(Wire, frozen=True, kw_only=True):
    """The same again, on the next date of the usual rhythm. Nothing is kept: ``rebook`` finds out whether it can be."""

    object: Literal["next_visit"] = "next_visit"
    window: Window
    price: Money
    cleaner: CleanerCard


async def _read(call: Call[None, None]) -> object:
    return await call.app.booking.read_next_visit(BookingAsked(**on_booking(call)))


def _shown(call: Call[None, None], one: rebook.NextVisit) -> Answer:
    return Answer(
        body=NextVisit(window=window(one.window, one.local), price=money(one.price), cleaner=cleaner_card(one.cleaner))
    )


ROUTES = (
    Route(
        method="GET", path="/v1/bookings/{booking_id}/next_visit", operation_id="readNextVisit", tag="booking",
        summary="What booking again would book", action="booking.rebook", audience="customer", ask=_read, show=_shown,
        answers={200: NextVisit}, no=(Code.illegal_transition, Code.refused),
    ),
)  # fmt: skip
