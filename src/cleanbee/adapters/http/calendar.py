"""When a cleaner works: weekly rules, dates that differ, time off, and all that takes their time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import BOOKING, CLAIM, CLEANER, BookingRef, ClaimRef, CleanerRef, decode, encode
from cleanbee.adapters.http.paging import PageQuery, moment, moment_at, part_of, place_in
from cleanbee.adapters.http.problems import Code, wrong
from cleanbee.adapters.http.route import EARLIEST, LATEST, Answer, Call, Route
from cleanbee.adapters.http.wire import Day, Given, Instant, Page, Version, Wire, Zone, given, utc
from cleanbee.domain.availability import claim as claims
from cleanbee.domain.availability import hours as domain
from cleanbee.domain.kernel import ClaimId, CleanerId, Window
from cleanbee.domain.people.actor import Actor, AsCleaner
from cleanbee.ports.inbound.availability.calendar import Calendar, CalendarWanted, TimeOffAsked, TimeOffEnded
from cleanbee.ports.inbound.availability.hours import HoursAsked, HoursWanted
from cleanbee.ports.outbound.kept import Place

LONGEST_OFF = timedelta(days=366)
Note = Annotated[str, Meta(max_length=500)]
Minute = Annotated[int, Meta(ge=0, le=1440, description="Of the local day.")]


class Span(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Part of a day."""

    start_min: Minute
    end_min: Minute


class WeeklyRule(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Works on this weekday (0 is Monday)."""

    weekday: Annotated[int, Meta(ge=0, le=6)]
    start_min: Minute
    end_min: Minute


class DateRule(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On this one date, these spans instead of the weekly ones."""

    date: Day
    spans: Annotated[list[Span], Meta(max_length=10)]


class HoursGiven(Given, frozen=True, kw_only=True):
    """All rules, as they shall be from now on."""

    weekly: Annotated[list[WeeklyRule], Meta(max_length=50)]
    dates: Annotated[list[DateRule], Meta(max_length=200)] = []  # noqa: RUF012 - msgspec copies an empty default


class Hours(Wire, frozen=True, kw_only=True):
    """When a cleaner works, by their own wall clock."""

    object: Literal["weekly_rules"] = "weekly_rules"
    cleaner_id: CleanerRef
    time_zone: Zone
    weekly: Annotated[list[WeeklyRule], Meta(max_length=50)]
    dates: Annotated[list[DateRule], Meta(max_length=200)]
    version: Version


class WhoseQuery(Given, frozen=True, kw_only=True):
    """Whose: your own; the office says whose."""

    cleaner_id: CleanerRef | UnsetType = UNSET


class SpanQuery(PageQuery, frozen=True, kw_only=True):
    """Whose, from when to when, and which part of it."""

    cleaner_id: CleanerRef | UnsetType = UNSET
    from_: Day = msgspec.field(name="from")
    days: Annotated[int, Meta(ge=1, le=42)] = 7


class TimeOffGiven(Given, frozen=True, kw_only=True):
    """Time in which you do not work."""

    start_at: Instant
    end_at: Instant
    note: Note = ""


class Busy(Wire, frozen=True, kw_only=True):
    """A piece of a cleaner's time that is taken; ``from_at`` to ``until_at`` counts the way there and back."""

    object: Literal["time_taken"] = "time_taken"
    id: ClaimRef
    use: Literal["hold", "booked", "time_off", "external"]
    start_at: Instant
    end_at: Instant
    from_at: Instant
    until_at: Instant
    booking_id: BookingRef | UnsetType = UNSET
    note: Note | UnsetType = UNSET


class BusyPage(Page[Busy], frozen=True, kw_only=True):
    """What takes a cleaner's time, by start."""


async def _read_hours(call: Call[None, WhoseQuery]) -> object:
    return await call.app.availability.read_hours(
        HoursWanted(actor=call.actor, cleaner=_whose(call.actor, call.query.cleaner_id))
    )


async def _set_hours(call: Call[HoursGiven, WhoseQuery]) -> object:
    for at, rule in enumerate(call.body.weekly):
        _in_order(rule.start_min, rule.end_min, f"/weekly/{at}/end_min")
    for at, one in enumerate(call.body.dates):
        for span in one.spans:
            _in_order(span.start_min, span.end_min, f"/dates/{at}/spans")
    weekly = tuple(
        domain.WeeklyRule(weekday=rule.weekday, start_min=rule.start_min, end_min=rule.end_min)
        for rule in call.body.weekly
    )
    dates = tuple(
        domain.DateRule(day=one.date, spans=tuple((span.start_min, span.end_min) for span in one.spans))
        for one in call.body.dates
    )
    ask = HoursAsked(
        actor=call.actor,
        cleaner=_whose(call.actor, call.query.cleaner_id),
        weekly=weekly,
        dates=dates,
        at_version=call.at_version,
    )
    return await call.app.availability.set_hours(ask)


async def _calendar(call: Call[None, SpanQuery]) -> object:
    place_in(call, _name(call), moment)
    if not EARLIEST <= call.query.from_ <= LATEST:
        raise wrong("/from", "No calendar is open then.")
    start = datetime.combine(call.query.from_, time(), tzinfo=UTC)
    span = Window(start=start, end=start + timedelta(days=call.query.days))
    ask = CalendarWanted(actor=call.actor, cleaner=_whose(call.actor, call.query.cleaner_id), span=span)
    return await call.app.availability.read_calendar(ask)


async def _take_off(call: Call[TimeOffGiven, WhoseQuery]) -> object:
    start, end = utc(call.body.start_at), utc(call.body.end_at)
    if not start < end <= start + LONGEST_OFF or not EARLIEST <= start.date() <= LATEST:
        raise wrong("/end_at", "Time off ends after it starts, within a year.")
    ask = TimeOffAsked(
        actor=call.actor,
        cleaner=_whose(call.actor, call.query.cleaner_id),
        span=Window(start=start, end=end),
        note=call.body.note,
    )
    return await call.app.availability.take_time_off(ask, call.once)


async def _end_off(call: Call[None, None]) -> object:
    ask = TimeOffEnded(actor=call.actor, claim=ClaimId(call.id("time_off_id")))
    return await call.app.availability.end_time_off(ask, call.once)


def _whose(actor: Actor, said: str | UnsetType) -> CleanerId:
    """Whose calendar is meant: the one that is named, else the asker's own."""
    named = given(said)
    if named is not None:
        found = decode(CLEANER, named)
        if found is None:
            raise wrong("/cleaner_id", "There is no such id.")
        return CleanerId(found)
    if isinstance(actor, AsCleaner):
        return actor.id
    raise wrong("/cleaner_id", "Say whose.", "missing")


def _in_order(start: int, end: int, pointer: str) -> None:
    if end <= start:
        raise wrong(pointer, "A span ends after it starts.")


def _hours(call: Call[None, WhoseQuery], hours: domain.Hours) -> Answer:
    body = Hours(
        cleaner_id=encode(CLEANER, hours.id),
        time_zone=hours.zone,
        weekly=[WeeklyRule(weekday=one.weekday, start_min=one.start_min, end_min=one.end_min) for one in hours.weekly],
        dates=[
            DateRule(date=one.day, spans=[Span(start_min=start, end_min=end) for start, end in one.spans])
            for one in hours.dates
        ],
        version=hours.version,
    )
    return Answer(body=body, version=hours.version)


def _taken(call: Call[None, SpanQuery], calendar: Calendar) -> Answer:
    after = place_in(call, _name(call), moment)
    part, more = part_of(
        sorted(calendar.claims, key=_place), None if after is None else (after.at, after.id), call.query.limit, _place
    )
    cursor = moment_at(call, _name(call), Place(at=part[-1].work.start, id=part[-1].id) if more else None)
    return Answer(body=BusyPage(data=[_busy(one) for one in part], has_more=more, next_cursor=cursor))


def _name(call: Call[None, SpanQuery]) -> str:
    """Each calendar, over each span, is a list of its own."""
    query = call.query
    return f"calendar/{given(query.cleaner_id) or 'mine'}/{query.from_}/{query.days}"


def _place(claim: claims.Claim) -> tuple[datetime, UUID]:
    return claim.work.start, claim.id


def _off(call: Call[TimeOffGiven, WhoseQuery], claim: claims.Claim) -> Answer:
    return Answer(body=_busy(claim), status=201)


def _off_ended(call: Call[None, None], claim: claims.Claim) -> Answer:
    return Answer(body=_busy(claim))


def _busy(claim: claims.Claim) -> Busy:
    booking: str | UnsetType = UNSET
    note: str | UnsetType = UNSET
    match claim.use:
        case claims.Hold():
            use = "hold"
        case claims.Booked(booking=id):
            use, booking = "booked", encode(BOOKING, id)
        case claims.TimeOff(note=said):
            use, note = "time_off", said or UNSET
        case claims.External():
            use = "external"
    return Busy(
        id=encode(CLAIM, claim.id),
        use=use,
        start_at=claim.work.start,
        end_at=claim.work.end,
        from_at=claim.blocked.start,
        until_at=claim.blocked.end,
        booking_id=booking,
        note=note,
    )


ROUTES = (
    Route(
        method="GET", path="/v1/weekly_rules", operation_id="readHours", tag="availability",
        summary="When a cleaner works", action="hours.read", audience="signed_in", ask=_read_hours, show=_hours,
        query=WhoseQuery, answers={200: Hours}, no=(Code.not_found,),
    ),
    Route(
        method="PUT", path="/v1/weekly_rules", operation_id="setHours", tag="availability",
        summary="Set when you work", action="hours.set", audience="signed_in", rate="write", match="must",
        ask=_set_hours, show=_hours, body=HoursGiven, query=WhoseQuery, answers={200: Hours}, no=(Code.not_found,),
        example={"weekly": [{"weekday": 0, "start_min": 480, "end_min": 1020}], "dates": []},
    ),
    Route(
        method="GET", path="/v1/calendar", operation_id="readCalendar", tag="availability",
        summary="What takes a cleaner's time", action="calendar.read", audience="signed_in", ask=_calendar,
        show=_taken, query=SpanQuery, answers={200: BusyPage}, no=(Code.not_found, Code.cursor_invalid),
    ),
    Route(
        method="POST", path="/v1/time_off", operation_id="takeTimeOff", tag="availability", summary="Take time off",
        action="time_off.take", audience="signed_in", rate="write", keyed=True, ask=_take_off, show=_off,
        body=TimeOffGiven, query=WhoseQuery, answers={201: Busy},
        no=(Code.refused, Code.slot_taken, Code.not_found),
        example={"start_at": "2026-04-01T06:00:00Z", "end_at": "2026-04-02T06:00:00Z"},
    ),
    Route(
        method="POST", path="/v1/time_off/{time_off_id}/end", operation_id="endTimeOff", tag="availability",
        summary="Give time off back", action="time_off.take", audience="signed_in", rate="write", keyed=True,
        ask=_end_off, show=_off_ended, answers={200: Busy},
    ),
)  # fmt: skip
