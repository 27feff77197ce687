"""Clock changes, 2024 to 2040: no start is invented, none lost, each is there once, and promises by the wall are kept.

Two sources. ``clock_changes.csv`` is for people: a row says what one zone's clock does on one day; add yours.
The rest is generated from the pinned time-zone data: every change of every zone below, judged by reading the clock
forward quarter by quarter, which shares no code with the resolver.
"""

from __future__ import annotations

import csv
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from tests.unit.domain.availability.calendar_days import BASE, JOYCE, Calendar, home, minutes

from cleanbee.domain.availability.diary import Scene
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.availability.slots import Candidate, slots
from cleanbee.domain.availability.starts import starts_on
from cleanbee.domain.availability.working import working_spans
from cleanbee.domain.kernel import with_
from cleanbee.domain.platform.wallclock import LocalStart, day_bounds, local_of, resolve, zone_of

ONE_DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
LAST = date(2040, 12, 31)

# As many as there are with regular changes; no two of them need differ.
ZONES = (
    *("Africa/Cairo", "America/Adak", "America/Anchorage", "America/Boise", "America/Chicago", "America/Denver"),
    *("America/Detroit", "America/Edmonton", "America/Goose_Bay", "America/Halifax", "America/Havana"),
    *("America/Los_Angeles", "America/Miquelon", "America/Moncton", "America/New_York", "America/Nuuk"),
    *("America/Port-au-Prince", "America/Santiago", "America/Scoresbysund", "America/St_Johns", "America/Thule"),
    *("America/Tijuana", "America/Toronto", "America/Winnipeg", "Antarctica/Troll", "Asia/Beirut", "Asia/Famagusta"),
    *("Asia/Gaza", "Asia/Jerusalem", "Asia/Nicosia", "Atlantic/Azores", "Atlantic/Bermuda", "Atlantic/Canary"),
    *("Atlantic/Faroe", "Atlantic/Madeira", "Australia/Adelaide", "Australia/Hobart", "Australia/Lord_Howe"),
    *("Australia/Melbourne", "Australia/Sydney", "Europe/Athens", "Europe/Berlin", "Europe/Chisinau"),
    *("Europe/Dublin", "Europe/Helsinki", "Europe/Kyiv", "Europe/Lisbon", "Europe/London", "Europe/Madrid"),
    *("Europe/Paris", "Europe/Warsaw", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Easter", "Pacific/Norfolk"),
)


class Row(NamedTuple):
    """One row of the table, as it is written."""

    zone: str
    day: str
    length: str
    starts: str
    promise: str
    instant: str
    choice: str
    shows: str
    note: str


class Change(NamedTuple):
    """A local day on which a zone's clock is changed; the offsets on both sides of it."""

    zone: str
    day: date
    at: datetime
    before: timedelta
    after: timedelta


ROWS = [Row(**row) for row in csv.DictReader((Path(__file__).parent / "clock_changes.csv").read_text().splitlines())]


@pytest.fixture(scope="module", autouse=True)
def pinned_data() -> Iterator[None]:
    """The data of the installed tzdata, whatever the machine has."""
    zoneinfo.reset_tzpath([])
    _forget()
    yield
    zoneinfo.reset_tzpath()
    _forget()


def _forget() -> None:
    ZoneInfo.clear_cache()
    zone_of.cache_clear()
    starts_on.cache_clear()
    changes.cache_clear()


def offset(at: datetime, zone: ZoneInfo) -> timedelta:
    found = at.astimezone(zone).utcoffset()
    assert found is not None
    return found


@cache
def changes(name: str) -> tuple[Change, ...]:
    """Every change of the clock from 2024 to 2040, found by reading it every day and then by halving."""
    zone, found = ZoneInfo(name), list[Change]()
    at = datetime(2024, 1, 1, tzinfo=UTC)
    here = offset(at, zone)
    while at.date() <= LAST:
        there = offset(at + ONE_DAY, zone)
        if here != there:
            found.append(_change(name, at, at + ONE_DAY))
        at, here = at + ONE_DAY, there
    return tuple(found)


def _change(name: str, low: datetime, high: datetime) -> Change:
    zone = ZoneInfo(name)
    before, after = offset(low, zone), offset(high, zone)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if offset(middle, zone) == before else (low, middle)
    edge = high.replace(second=0, microsecond=0)
    assert offset(edge, zone) == after and offset(edge - timedelta(seconds=1), zone) == before
    day = (edge - QUARTER).astimezone(zone).date() if after < before else _skipped_day(edge, before)
    return Change(name, day, edge, before, after)


def _skipped_day(edge: datetime, before: timedelta) -> date:
    """The day of the first minute that the clock does not show."""
    return (edge + before).date()


def shown_quarters(day: date, name: str) -> list[tuple[datetime, str]]:
    """The quarter hours the clock shows on a local day, each the first time, by reading it every quarter of an hour."""
    zone = ZoneInfo(name)
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    seen: dict[str, datetime] = {}
    for _ in range(4 * 54):
        wall = at.astimezone(zone)
        assert wall.minute % 15 == 0, "a zone off the quarter hours wants a finer reading"
        if wall.date() == day:
            seen.setdefault(f"{wall.hour:02d}:{wall.minute:02d}", at)
        at += QUARTER
    return sorted((instant, text) for text, instant in seen.items())


def clock(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.zone} {row.day} {row.promise}")
def test_the_clock_does_what_the_table_says(row: Row) -> None:
    day, promise = date.fromisoformat(row.day), clock(row.promise)
    starts, ends = day_bounds(day, row.zone)
    assert ends - starts == timedelta(minutes=clock(row.length)), "how long the day is"
    assert len(starts_on(day, row.zone)) == int(row.starts), "how many starts it has"
    resolved = resolve(LocalStart(day=day, minute=promise, zone=row.zone))
    assert resolved.at == datetime.fromisoformat(row.instant), "the instant of the promise"
    assert resolved.choice == row.choice
    assert local_of(resolved.at, row.zone).minute == clock(row.shows), "what the wall shows then"


def test_the_generated_table_covers_forty_zones_and_all_the_years() -> None:
    found = [change for name in ZONES for change in changes(name)]
    assert len({change.zone for change in found}) >= 40
    assert {change.at.year for change in found} == set(range(2024, 2041))
    for name in ("Europe/Berlin", "America/New_York", "Australia/Sydney", "Europe/Lisbon"):
        assert len(changes(name)) == 2 * 17, name


@pytest.mark.slow
@pytest.mark.parametrize("name", ZONES)
def test_no_start_is_invented_none_lost_and_each_instant_is_there_once(name: str) -> None:
    first = changes(name)[0].day
    days = [first - ONE_DAY, first + ONE_DAY, *(change.day for change in changes(name))]
    for day in days:
        found = [(one.at, one.local.text[-5:]) for one in starts_on(day, name)]
        assert found == shown_quarters(day, name), (name, day)
    for change in changes(name):
        skipped = max(0, (change.after - change.before) // timedelta(minutes=15))
        assert len(starts_on(change.day, name)) == 96 - skipped, (name, change.day)


@pytest.mark.slow
@pytest.mark.parametrize("name", ZONES)
def test_a_promise_by_the_wall_stays_on_the_wall_across_every_change(name: str) -> None:
    for change in changes(name):
        early, late = change.day - timedelta(days=4), change.day + timedelta(days=3)
        shift = sum(
            (one.after - one.before for one in changes_between(name, early, late)),
            timedelta(0),
        )
        before = resolve(LocalStart(day=early, minute=570, zone=name))
        after = resolve(LocalStart(day=late, minute=570, zone=name))
        assert (before.choice, after.choice) == ("plain", "plain")
        assert local_of(before.at, name).text == f"{early}T09:30"
        assert local_of(after.at, name).text == f"{late}T09:30"
        assert after.at - before.at == timedelta(days=7) - shift, (name, change.day)


def changes_between(name: str, first: date, last: date) -> list[Change]:
    return [one for one in changes(name) if first <= one.day < last]


@pytest.mark.slow
@pytest.mark.parametrize("name", ZONES)
def test_a_gap_keeps_the_earlier_offset_and_a_fold_takes_the_first(name: str) -> None:
    for change in changes(name):
        gap = change.after > change.before
        wall = change.at + (change.before if gap else change.after)
        for quarter in range(abs(change.after - change.before) // timedelta(minutes=15)):
            shown = wall + quarter * timedelta(minutes=15)
            resolved = resolve(LocalStart(day=shown.date(), minute=shown.hour * 60 + shown.minute, zone=name))
            assert resolved.choice == ("gap" if gap else "fold"), (name, shown)
            assert resolved.at.replace(tzinfo=None) == (shown - change.before).replace(tzinfo=None), (name, shown)


@pytest.mark.slow
@pytest.mark.parametrize("name", ZONES)
def test_a_cleaner_who_works_all_day_works_the_whole_day_however_long_it_is(name: str) -> None:
    every_day = tuple(WeeklyRule(weekday=day, start_min=0, end_min=1440) for day in range(7))
    hours = Hours(id=JOYCE, zone=name, weekly=every_day)
    for change in changes(name):
        first, last = change.day - ONE_DAY, change.day + ONE_DAY
        (span,) = working_spans(hours, first, last)
        assert span.start == day_bounds(first, name)[0], (name, first)
        assert span.end == day_bounds(last, name)[1], (name, last)


PAIRS = [
    ("Europe/Berlin", "Europe/Lisbon"),
    ("Europe/London", "America/New_York"),
    ("Australia/Lord_Howe", "Pacific/Chatham"),
    ("America/Nuuk", "Antarctica/Troll"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("home_zone", "cleaner_zone"), PAIRS)
def test_a_cleaner_in_another_zone_is_shown_only_inside_their_own_hours(home_zone: str, cleaner_zone: str) -> None:
    weekly = tuple(WeeklyRule(weekday=day, start_min=1 * 60, end_min=10 * 60) for day in range(7))
    cleaner = with_(Calendar().cleaner, zone=cleaner_zone)
    hours = Hours(id=JOYCE, zone=cleaner_zone, weekly=weekly)
    candidate = Candidate(cleaner=cleaner, hours=hours)
    for change in (*changes(home_zone)[:8], *changes(cleaner_zone)[:8]):
        now = change.at - timedelta(days=3)
        scene = Scene(home=home(5), policy=Calendar().policy, travel=minutes, now=now)
        found = slots([candidate], [change.day, change.day + ONE_DAY], home_zone, 120, scene)
        shown = [free.start.at for day in found.values() for free in day]
        wanted = [
            start.at
            for day in (change.day, change.day + ONE_DAY)
            for start in starts_on(day, home_zone)
            if _inside(start.at, cleaner_zone)
        ]
        assert shown == wanted, (home_zone, cleaner_zone, change.day)
        assert cleaner.base == BASE


def _inside(at: datetime, zone: str) -> bool:
    """Whether two elapsed hours from here lie between one and ten on the cleaner's own wall."""
    walls = [(at + n * QUARTER).astimezone(ZoneInfo(zone)) for n in range(9)]
    return all(1 * 60 <= wall.hour * 60 + wall.minute <= 10 * 60 for wall in walls)
