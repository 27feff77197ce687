"""A large market in the database, from a seed: cleaners at even density with working weeks and some days' visits.

It is written by COPY with the triggers off, so its visits have no bookings behind them: whoever keeps the market in
mind sees the same, and nobody here asks for the bookings. What is written afterwards is written like everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg

from cleanbee.adapters.postgres.codec import to_doc
from cleanbee.adapters.system.clock import present
from cleanbee.domain.availability.hours import Hours, WeeklyRule
from cleanbee.domain.availability.reach import Pace
from cleanbee.domain.kernel import CleanerId, Place, Value
from cleanbee.domain.people.person import Active, Cleaner
from cleanbee.domain.platform.wallclock import LocalStart, local_of, resolve
from cleanbee.entrypoints.torture.town import MIDDLE, ZONE

_DRIVER: Any = asyncpg  # its functions carry no types
DENSITY_PER_KM2 = 4.4
AREAS_M = (1_500, 2_500, 3_500, 4_500)
SKILLS = ("standard", "deep", "ironing", "windows")
PATTERNS = 240
DAYS = range(2, 12)
BUSY = 0.4
PATIENCE_S = 600.0
E6_A_METRE = 1 / 0.111195
SHARE_OF_WIDTH = 0.6176  # of a degree at this latitude

PEOPLE = ("id", "version", "phase", "lat_e6", "lon_e6", "doc")
TAKEN = ("id", "cleaner", "kind", "booking", "seat", "note", "work", "blocked", "lat_e6", "lon_e6")


@dataclass(frozen=True)
class Crowd:
    """Everybody who was put there, and how wide the town is (metres)."""

    cleaners: Sequence[Cleaner]
    side_m: int

    def near(self, home: Place, metres_away: int) -> list[Cleaner]:
        """Whoever lives so near, roughly."""
        north = metres_away * E6_A_METRE
        east = north / SHARE_OF_WIDTH
        return [
            one
            for one in self.cleaners
            if abs(one.base.lat_e6 - home.lat_e6) < north and abs(one.base.lon_e6 - home.lon_e6) < east
        ]


class Visit(Value, frozen=True, kw_only=True):
    """A visit to be written: of whom, when and where."""

    cleaner: CleanerId
    start: datetime
    minutes: int
    way_min: int
    place: Place


async def crowd(url: str, cleaners: int, seed: int) -> Crowd:
    """Put so many cleaners there, each with hours and some visits."""
    random = Random(f"market {seed}")
    side_m = round(1000 * (cleaners / DENSITY_PER_KM2) ** 0.5)
    weeks = [_week(random) for _ in range(PATTERNS)]
    people = [_cleaner(random, side_m) for _ in range(cleaners)]
    connection: Any = await _DRIVER.connect(url)
    try:
        await connection.execute("SET session_replication_role = 'replica'")
        await _copy(connection, "cleaner", PEOPLE, (_person(one) for one in people))
        hours = (Hours(id=one.id, zone=ZONE, weekly=random.choice(weeks)) for one in people)
        await _copy(connection, "hours", ("id", "version", "doc"), ((one.id, 1, to_doc(one)) for one in hours))
        await _copy(connection, "calendar_claim", TAKEN, (_taken(one, random) for one in _visits(people, random)))
        await connection.execute("ANALYZE cleaner, hours, calendar_claim")
    finally:
        await connection.close()
    return Crowd(people, side_m)


async def _copy(connection: Any, table: str, columns: Sequence[str], rows: Iterator[tuple[object, ...]]) -> None:
    await connection.copy_records_to_table(table, records=rows, columns=columns, timeout=PATIENCE_S)


def somewhere(random: Random, side_m: int, middle: Place = MIDDLE) -> Place:
    """A point in a square of so many metres around another."""
    north, east = (random.uniform(-0.5, 0.5) * side_m * E6_A_METRE for _ in range(2))
    return Place(lat_e6=middle.lat_e6 + round(north), lon_e6=middle.lon_e6 + round(east / SHARE_OF_WIDTH))


def id_of(random: Random) -> UUID:
    """An id out of the seed's own dice."""
    return UUID(int=random.getrandbits(128))


def _week(random: Random) -> tuple[WeeklyRule, ...]:
    start = 360 + 15 * random.randrange(17)
    end = min(start + 60 * random.randrange(5, 11), 1320)
    days = [day for day in range(7) if random.random() < 0.85]
    return tuple(WeeklyRule(weekday=day, start_min=start, end_min=end) for day in days)


def _cleaner(random: Random, side_m: int) -> Cleaner:
    return Cleaner(
        id=CleanerId(id_of(random)),
        name=f"Cleaner {random.randrange(10_000)}",
        base=somewhere(random, side_m),
        zone=ZONE,
        area_m=random.choice(AREAS_M),
        phase=Active(),
        skills=tuple(one for one in SKILLS if one == "standard" or random.random() < 0.5),
        pets_ok=random.random() < 0.8,
        pay_floor_per_h=random.choice((1200, 1300, 1400)),
        instant=random.random() < 0.3,
    )


def _visits(people: Sequence[Cleaner], random: Random) -> Iterator[Visit]:
    today = local_of(present(), ZONE).day
    pace = Pace()
    for cleaner in people:
        for ahead in DAYS:
            if random.random() > BUSY:
                continue
            place = somewhere(random, 6_000, cleaner.base)
            local = LocalStart(
                day=today + timedelta(days=ahead), minute=540 + 15 * random.randrange(24), zone=cleaner.zone
            )
            yield Visit(
                cleaner=cleaner.id,
                start=resolve(local).at,
                minutes=random.choice((120, 150, 180, 240)),
                way_min=pace.minutes(cleaner.base, place),
                place=place,
            )


def _person(one: Cleaner) -> tuple[object, ...]:
    return one.id, 1, "active", one.base.lat_e6, one.base.lon_e6, to_doc(one)


def _taken(one: Visit, random: Random) -> tuple[object, ...]:
    end = one.start + timedelta(minutes=one.minutes)
    slack = timedelta(minutes=30 if one.minutes >= 181 else 15)
    work = asyncpg.Range(one.start, end)
    blocked = asyncpg.Range(one.start - timedelta(minutes=one.way_min), end + slack)
    return (
        id_of(random), one.cleaner, "booked", id_of(random), 0, "",
        work, blocked, one.place.lat_e6, one.place.lon_e6,
    )  # fmt: skip
