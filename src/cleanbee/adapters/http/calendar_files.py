"""A visit as a calendar file (RFC 5545): at its time by the home's wall clock, which no change of clocks moves.

Written here and by no library: one event of one kind, a time zone with the changes around it, folded lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cleanbee.adapters.http.booking import on_booking
from cleanbee.adapters.http.language import text
from cleanbee.adapters.http.names import BOOKING, encode
from cleanbee.adapters.http.route import Answer, Call, Ics, Route
from cleanbee.domain.booking.moves import phase_name
from cleanbee.domain.people.actor import Actor, AsCleaner
from cleanbee.ports.inbound.booking.booking_view import BookingView
from cleanbee.ports.inbound.booking.turn_booking import BookingAsked

TYPE = "text/calendar"  # the framework names the charset
LONGEST_LINE = 75
"""Octets of a line (RFC 5545, 3.1); what is longer goes on behind a space."""

SUMMARIES: Mapping[str, str] = {
    "named": "Home clean with {cleaner}",
    "open": "Home clean",
    "cleaner": "Visit",
}

STATUS: Mapping[str, str] = {
    **dict.fromkeys(("awaiting_card", "requested", "offered", "awaiting_choice"), "TENTATIVE"),
    **dict.fromkeys(("cancelled", "expired"), "CANCELLED"),
}
"""What a phase is to a calendar; the others are ``CONFIRMED``."""

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_LOCAL = "%Y%m%dT%H%M%S"


def calendar_file(view: BookingView, actor: Actor, host: str) -> bytes:
    """One event, the same one however often it is read: its ``SEQUENCE`` is the version of the booking."""
    booking = view.booking
    zone = ZoneInfo(booking.local.zone)
    start, end = (at.astimezone(zone) for at in (booking.window.start, booking.window.end))
    place = [] if view.shown.address is None else [f"LOCATION:{_escaped(view.shown.address)}"]
    return _folded(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//CleanBee//CleanBee//EN",
            "METHOD:PUBLISH",
            *zone_lines(zone, booking.window.start),
            "BEGIN:VEVENT",
            f"UID:{encode(BOOKING, booking.id)}@{host}",
            f"SEQUENCE:{booking.version}",
            f"DTSTAMP:{view.now.astimezone(UTC):{_LOCAL}}Z",
            f"DTSTART;TZID={zone.key}:{start:{_LOCAL}}",
            f"DTEND;TZID={zone.key}:{end:{_LOCAL}}",
            f"SUMMARY:{_escaped(_summary(view, actor))}",
            *place,
            f"STATUS:{STATUS.get(phase_name(booking.phase), 'CONFIRMED')}",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )


def zone_lines(zone: ZoneInfo, at: datetime) -> Iterator[str]:
    """The zone's clock from the year before an instant to the year after it: how it begins, and each change."""
    first, last = datetime(at.year - 1, 1, 1, tzinfo=UTC), datetime(at.year + 2, 1, 1, tzinfo=UTC)
    yield from ("BEGIN:VTIMEZONE", f"TZID:{zone.key}")
    yield from _observed(zone, first, _offset(zone, first))
    for change in _changes(zone, first, last):
        yield from _observed(zone, change, _offset(zone, change - _MINUTE))
    yield "END:VTIMEZONE"


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """Each first minute of another offset."""
    day = first
    while day < last:
        onward = day + _DAY
        if _offset(zone, day) != _offset(zone, onward):
            before, after = day, onward
            while after - before > _MINUTE:
                middle = before + (after - before) // 2
                before, after = (middle, after) if _offset(zone, middle) == _offset(zone, day) else (before, middle)
            yield after.replace(second=0, microsecond=0)
        day = onward


def _observed(zone: ZoneInfo, since: datetime, was: timedelta) -> Iterator[str]:
    """What the clock shows from an instant on; the instant is told by the clock as it was before."""
    here = since.astimezone(zone)
    kind = "DAYLIGHT" if here.dst() else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{since.astimezone(UTC).replace(tzinfo=None) + was:{_LOCAL}}"
    yield f"TZOFFSETFROM:{_hours(was)}"
    yield f"TZOFFSETTO:{_hours(_offset(zone, since))}"
    yield f"TZNAME:{here.tzname()}"
    yield f"END:{kind}"


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None, "a zone says how far it is from UTC"
    return offset


def _hours(offset: timedelta) -> str:
    minutes = offset // _MINUTE
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


def _summary(view: BookingView, actor: Actor) -> str:
    if isinstance(actor, AsCleaner):
        return text(SUMMARIES["cleaner"])
    if view.cleaner is None:
        return text(SUMMARIES["open"])
    return text(SUMMARIES["named"]).format(cleaner=view.cleaner.name)


def _escaped(value: str) -> str:
    r"""Text of a property (RFC 5545, 3.3.11): ``\`` before what would end it."""
    plain = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(plain.splitlines())


def _folded(lines: Sequence[str]) -> bytes:
    return b"".join(part + b"\r\n" for line in lines for part in _parts(line))


def _parts(line: str) -> Iterator[bytes]:
    """A line in pieces of so many octets; no character is cut in two."""
    piece = b""
    for character in line:
        raw = character.encode()
        if len(piece) + len(raw) > LONGEST_LINE:
            yield piece
            piece = b" "
        piece += raw
    yield piece


async def _read(call: Call[None, None]) -> object:
    return await call.app.booking.read_booking(BookingAsked(**on_booking(call)))


def _file(call: Call[Any, None], view: BookingView) -> Answer:
    body = calendar_file(view, call.actor, urlsplit(call.app.house.url).hostname or "cleanbee")
    name = encode(BOOKING, view.booking.id)
    headers = {"content-type": TYPE, "content-disposition": f'attachment; filename="{name}.ics"'}
    return Answer(body=body, headers=headers)


ROUTES = (
    Route(
        method="GET", path="/v1/bookings/{booking_id}/calendar.ics", operation_id="readCalendarFile", tag="booking",
        summary="The visit for a calendar", action="booking.read", audience="signed_in", ask=_read, show=_file,
        answers={200: Ics},
    ),
)  # fmt: skip
