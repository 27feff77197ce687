"""A visit in a calendar: 09:30 stays 09:30, a cancelled one says so, and the address is there for whom it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.adapters.http.small_city import City

from cleanbee.adapters.http.calendar_files import LONGEST_LINE, _escaped, _parts, zone_lines  # pyright: ignore[reportPrivateUsage] -- its parts

ZONES = (
    "Europe/Berlin",
    "Europe/Lisbon",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
)


async def lines(city: City, who: str, booking: str, **headers: str) -> list[str]:
    told = await city.get(who, f"/v1/bookings/{booking}/calendar.ics", **headers)
    assert told.status_code == 200, told.text
    assert told.headers["content-type"] == "text/calendar; charset=utf-8"
    assert told.content.endswith(b"\r\n") and b"\n" not in told.content.replace(b"\r\n", b"")
    return told.content.decode().replace("\r\n ", "").split("\r\n")


def by_the_clock_of(told: list[str], at: datetime) -> datetime:
    """An instant as somebody reads it off who knows the zone from these lines alone."""
    best: tuple[datetime, str] | None = None
    for start, was, to in zip(*(values(told, name) for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO")), strict=True):
        since = datetime.strptime(start, "%Y%m%dT%H%M%S").replace(tzinfo=UTC) - offset(was)
        if since <= at and (best is None or since > best[0]):
            best = (since, to)
    assert best is not None
    return (at + offset(best[1])).replace(tzinfo=None)


def values(told: list[str], name: str) -> list[str]:
    return [line.partition(":")[2] for line in told if line.startswith(f"{name}:")]


def offset(said: str) -> timedelta:
    minutes = int(said[1:3]) * 60 + int(said[3:5])
    return timedelta(minutes=-minutes if said[0] == "-" else minutes)


@given(
    st.sampled_from(ZONES),
    st.integers(0, 15 * 365),
    st.integers(-365 * 24 * 60, 365 * 24 * 60),
)
def test_the_zone_in_the_file_shows_what_its_clocks_show_a_year_around(name: str, days: int, by: int) -> None:
    zone, at = ZoneInfo(name), datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=days)
    told = list(zone_lines(zone, at))
    instant = at + timedelta(minutes=by)
    if datetime(at.year - 1, 1, 1, tzinfo=UTC) <= instant:
        assert by_the_clock_of(told, instant) == instant.astimezone(zone).replace(tzinfo=None)


@pytest.mark.parametrize("start", ["2026-03-20T09:30", "2026-03-06T09:30"])
async def test_half_past_nine_is_half_past_nine_by_the_homes_clock(city: City, start: str) -> None:
    booking = await city.book(start)
    told = await lines(city, "mia", booking["id"])
    local = start.replace("-", "").replace(":", "") + "00"
    assert f"DTSTART;TZID=Europe/Berlin:{local}" in told
    assert "TZID:Europe/Berlin" in told and "SUMMARY:Home clean with Joyce" in told
    assert f"UID:{booking['id']}@localhost" in told and "LOCATION:Lindenweg 12\\, Honigfeld" in told
    assert "STATUS:CONFIRMED" in told
    german = await lines(city, "mia", booking["id"], accept_language="de")
    assert "SUMMARY:Reinigung mit Joyce" in german


async def test_a_cleaner_is_told_the_street_when_it_is_theirs_to_know(city: City) -> None:
    booking = await city.book("2026-03-04T09:30")
    early = await lines(city, "joyce", booking["id"])
    assert [one for one in early if "Lindenweg" in one] == [] and "SUMMARY:Visit" in early
    await city.go_to(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))
    assert "LOCATION:Lindenweg 12\\, Honigfeld" in await lines(city, "joyce", booking["id"])
    assert (await city.get("ben", f"/v1/bookings/{booking['id']}/calendar.ics")).status_code == 404


async def test_a_cancelled_one_is_the_same_event_and_says_so(city: City) -> None:
    booking = await city.book("2026-03-18T09:30")
    before = await lines(city, "mia", booking["id"])
    await city.post("mia", f"/v1/bookings/{booking['id']}/cancel")
    after = await lines(city, "mia", booking["id"])
    assert "STATUS:CANCELLED" in after
    assert values(before, "UID") == values(after, "UID")
    assert int(values(after, "SEQUENCE")[0]) > int(values(before, "SEQUENCE")[0])


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_no_line_is_too_long_and_no_letter_is_cut(line: str) -> None:
    parts = list(_parts(line))
    assert all(len(part) <= LONGEST_LINE for part in parts)
    assert b"".join([parts[0], *(part[1:] for part in parts[1:])]).decode() == line


def test_what_would_end_a_value_does_not() -> None:
    assert _escaped("a;b,c\\d\ne") == "a\\;b\\,c\\\\d\\ne"
