"""What the cleaner does on the day: sets off, arrives, works, finishes; or finds nobody, or cannot come."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.booking import booking_answer, on_booking
from cleanbee.adapters.http.booking_shapes import Booking
from cleanbee.adapters.http.homes import E6
from cleanbee.adapters.http.problems import Code, wrong
from cleanbee.adapters.http.route import Call, Route
from cleanbee.adapters.http.wire import Given, Instant, given
from cleanbee.domain.kernel import Place
from cleanbee.domain.platform.once import Once
from cleanbee.ports.inbound.app import App
from cleanbee.ports.inbound.booking.check_in import CheckInAsked
from cleanbee.ports.inbound.booking.extra_time import ExtraTimeWanted
from cleanbee.ports.inbound.booking.give_eta import EtaAsked
from cleanbee.ports.inbound.booking.note_door import DoorAsked
from cleanbee.ports.inbound.booking.tick_room import TickAsked
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked

LATE = {"occurred_at": "2026-03-04T08:31:00Z"}

Turn = Callable[[BookingAsked, Once | None], Awaitable[object]]


class StepGiven(Given, frozen=True, kw_only=True):
    """When it happened, if you tell it late because there was no signal: up to 24 hours."""

    occurred_at: Instant | UnsetType = UNSET


class EtaGiven(StepGiven, frozen=True, kw_only=True):
    """Arriving in so many minutes."""

    minutes: Annotated[int, Meta(ge=0, le=1440)]


class RoomGiven(StepGiven, frozen=True, kw_only=True):
    """Which of the booking's rooms is done, by its code."""

    room: Annotated[str, Meta(max_length=40, pattern="^[a-z0-9_]+$", examples=["kitchen"])]


class HereGiven(StepGiven, frozen=True, kw_only=True):
    """Where you are, in millionths of a degree; and the home's PIN, from whoever lives there, should the telephone find
    no place or a wrong one."""

    lat_e6: E6 | UnsetType = UNSET
    lon_e6: E6 | UnsetType = UNSET
    pin: Annotated[str, Meta(min_length=1, max_length=12)] | UnsetType = UNSET


class MinutesGiven(Given, frozen=True, kw_only=True):
    """How much more time: quarters of an hour, at most an hour."""

    minutes: Literal[15, 30, 45, 60]


class DoorGiven(Given, frozen=True, kw_only=True):
    """What you tried: ``phone``, ``sms``, ``chat``, or the ``bell``, which is kept but is no call."""

    channel: Annotated[str, Meta(max_length=20, pattern="^(phone|sms|bell|chat)$", examples=["phone"])]


def _plainly(turn: Callable[[App], Turn]) -> Callable[[Call[Any, None]], Awaitable[object]]:
    """The verbs that need no words."""

    async def ask(call: Call[Any, None]) -> object:
        return await turn(call.app)(BookingAsked(**on_booking(call)), call.once)

    return ask


def _step(turn: Callable[[App], Turn]) -> Callable[[Call[StepGiven, None]], Awaitable[object]]:
    """The steps of a visit, which may be told late."""

    async def ask(call: Call[StepGiven, None]) -> object:
        return await turn(call.app)(BookingAsked(**_in_time(call)), call.once)

    return ask


def _in_time(call: Call[Any, None]) -> dict[str, Any]:
    """The booking that a step is about, and when the step happened."""
    return {**on_booking(call), "occurred_at": given(call.body.occurred_at)}


async def _eta(call: Call[EtaGiven, None]) -> object:
    return await call.app.booking.give_eta(EtaAsked(**_in_time(call), minutes=call.body.minutes), call.once)


async def _tick(call: Call[RoomGiven, None]) -> object:
    return await call.app.booking.tick_room(TickAsked(**_in_time(call), room=call.body.room), call.once)


async def _check_in(call: Call[HereGiven, None]) -> object:
    lat, lon = given(call.body.lat_e6), given(call.body.lon_e6)
    if (lat is None) != (lon is None):
        raise wrong("/lat_e6" if lat is None else "/lon_e6", "A position has both numbers.", "missing")
    here = None if lat is None or lon is None else Place(lat_e6=lat, lon_e6=lon)
    ask = CheckInAsked(**_in_time(call), here=here, pin=given(call.body.pin))
    return await call.app.booking.check_in(ask, call.once)


async def _door(call: Call[DoorGiven, None]) -> object:
    return await call.app.booking.note_door(DoorAsked(**on_booking(call), channel=call.body.channel), call.once)


async def _extra(call: Call[MinutesGiven, None]) -> object:
    return await call.app.booking.ask_extra_time(
        ExtraTimeWanted(**on_booking(call), minutes=call.body.minutes), call.once
    )


async def _agree(call: Call[Any, None]) -> object:
    return await call.app.booking.approve_extra_time(BookingAsked(**on_booking(call)), call.once)


def _verb(
    name: str, operation_id: str, summary: str, ask: Any, body: type[Any] | None = None, example: Any = None
) -> Route:
    return Route(
        method="POST",
        path=f"/v1/bookings/{{booking_id}}/{name}",
        operation_id=operation_id,
        tag="booking",
        summary=summary,
        action=f"booking.{name}",
        audience="cleaner",
        rate="write",
        keyed=True,
        match="may",
        ask=ask,
        show=booking_answer,
        body=body,
        answers={200: Booking},
        no=(Code.illegal_transition, Code.refused),
        example=example,
    )


ROUTES = (
    _verb("set_off", "setOff", "Start on the way", _step(lambda app: app.booking.set_off), StepGiven, LATE),
    _verb("give_eta", "giveEta", "Say when you arrive", _eta, EtaGiven, {"minutes": 15}),
    _verb("check_in", "checkIn", "You are at the door", _check_in, HereGiven, {"lat_e6": 52520000, "lon_e6": 13405000}),
    _verb("note_door", "noteDoor", "Note what you tried to get in", _door, DoorGiven, {"channel": "phone"}),
    _verb("start", "startCleaning", "Begin to work", _step(lambda app: app.booking.start_cleaning), StepGiven, LATE),
    _verb("tick_room", "tickRoom", "A room is done", _tick, RoomGiven, {"room": "kitchen"}),
    _verb("finish", "finishCleaning", "Work is done", _step(lambda app: app.booking.finish_cleaning), StepGiven, LATE),
    _verb("ask_extra_time", "askExtraTime", "Ask for more time", _extra, MinutesGiven, {"minutes": 30}),
    Route(
        method="POST",
        path="/v1/bookings/{booking_id}/approve_extra_time",
        operation_id="approveExtraTime",
        tag="booking",
        summary="Agree to more time and pay for it",
        action="booking.approve_extra_time",
        audience="customer",
        rate="write",
        keyed=True,
        match="may",
        ask=_agree,
        show=booking_answer,
        answers={200: Booking},
        no=(Code.illegal_transition, Code.refused, Code.dependency_down),
    ),
    _verb("report_lockout", "reportLockout", "Nobody opened", _plainly(lambda app: app.booking.report_lockout)),
    _verb("withdraw", "withdrawFromBooking", "You cannot come", _plainly(lambda app: app.booking.withdraw)),
)
