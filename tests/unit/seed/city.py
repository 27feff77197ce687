"""The seed city's files, read once and as they stand; the questions the tests ask of them."""

from __future__ import annotations

import csv
import math
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

SEED = Path(__file__).parents[3] / "seed"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Row = dict[str, Any]
Point = tuple[int, int]


@dataclass(frozen=True)
class Visit:
    """A stretch of a cleaner's time: work of so many minutes at one home, in UTC."""

    key: str
    cleaner: str
    home: str
    start: datetime
    end: datetime
    day: date

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds()) // 60

    @property
    def slack(self) -> timedelta:
        return timedelta(minutes=15 if self.minutes <= 180 else 30)


def metres(one: Point, other: Point) -> float:
    """The straight line between two points."""
    north = (one[0] - other[0]) / 8.983
    east = (one[1] - other[1]) / 8.983 * math.cos(math.radians(one[0] / 1_000_000))
    return math.hypot(north, east)


def travel(one: Point, other: Point) -> timedelta:
    """A bicycle on crooked streets: 1.4 times the straight line at 250 m a minute."""
    return timedelta(minutes=math.ceil(metres(one, other) * 1.4 / 250))


class City:
    """All files of the seed city."""

    def __init__(self, folder: Path = SEED) -> None:
        self.folder = folder

    def toml(self, name: str) -> Row:
        return tomllib.loads((self.folder / f"{name}.toml").read_text("utf-8"))

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def town(self) -> Row:
        return self.toml("city")

    @cached_property
    def areas(self) -> dict[str, Row]:
        return {area["key"]: area for area in self.town["area"]}

    @cached_property
    def book(self) -> Row:
        return self.toml("prices")["book"][0]

    @cached_property
    def cleaners(self) -> dict[str, Row]:
        return {row["key"]: row for row in self.toml("cleaners")["cleaner"]}

    @cached_property
    def customers(self) -> dict[str, Row]:
        return {row["key"]: row for row in self.toml("customers")["customer"]}

    @cached_property
    def ops(self) -> dict[str, Row]:
        return {row["key"]: row for row in self.toml("ops")["ops"]}

    @cached_property
    def homes(self) -> dict[str, Row]:
        owned = ((who, home) for who in self.customers.values() for home in who["home"])
        return {home["key"]: {**home, "owner": who["key"]} for who, home in owned}

    @cached_property
    def history(self) -> list[dict[str, str]]:
        return self.rows("history")

    @cached_property
    def week(self) -> list[dict[str, str]]:
        return self.rows("week")

    @cached_property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.town["sandbox"]["now"])

    def utc(self, area: str, local: str) -> datetime:
        zone = ZoneInfo(self.areas[area]["zone"])
        return datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(ZoneInfo("UTC"))

    def locate(self, address: str) -> Point:
        """Where an address lies; a number outside its street, or no such street, is a KeyError."""
        line, _, town = address.rpartition(", ")
        name, _, number = line.rpartition(" ")
        area = next(key for key, row in self.areas.items() if row["name"] == town)
        for street in self.town["street"]:
            if (street["area"], street["name"]) == (area, name):
                if not street["first"] <= int(number) <= street["last"]:
                    break
                steps = int(number) - street["first"]
                return (
                    street["lat_e6"] + steps * street["step_lat_e6"],
                    street["lon_e6"] + steps * street["step_lon_e6"],
                )
        raise KeyError(address)

    def minutes(self, row: dict[str, str]) -> int:
        """What the price book says a clean of this home takes."""
        book, home = self.book, self.homes[row["home"]]
        kind = next(one for one in book["kind"] if one["key"] == row["kind"])
        labour = book["base_min"] + book["bedroom_min"] * home["bedrooms"] + book["bathroom_min"] * home["bathrooms"]
        extras = {extra["key"]: extra["minutes"] for extra in book["extra"]}
        total = -(-labour * kind["permille"] // 1000) + sum(extras[key] for key in row["extras"].split())
        return max(book["shortest_min"], -(-total // 15) * 15)

    def visit(self, row: dict[str, str]) -> Visit:
        start = self.utc(self.homes[row["home"]]["area"], row["start_local"])
        return Visit(
            key=row["key"],
            cleaner=row["cleaner"],
            home=row["home"],
            start=start,
            end=start + timedelta(minutes=int(row["minutes"])),
            day=datetime.fromisoformat(row["start_local"]).date(),
        )

    @cached_property
    def promised(self) -> list[Visit]:
        """Every stretch of time that some cleaner has, or had, promised."""
        return [self.visit(row) for row in (*self.history, *self.week) if row["cleaner"]]

    def days(self) -> dict[tuple[str, date], list[Visit]]:
        """Each cleaner's visits day by day, in order."""
        grouped: dict[tuple[str, date], list[Visit]] = {}
        for visit in sorted(self.promised, key=lambda one: one.start):
            grouped.setdefault((visit.cleaner, visit.day), []).append(visit)
        return grouped

    def hours(self, cleaner: str, day: date) -> list[tuple[datetime, datetime]]:
        """When the cleaner works on that day, in UTC."""
        row = self.cleaners[cleaner]
        dated = [one for one in row.get("dates", []) if one["date"] == day.isoformat()]
        if dated:
            spans = [(one["from"], one["to"]) for one in dated if not one.get("off")]
        else:
            spans = [(r["from"], r["to"]) for r in row["weekly"] if WEEKDAYS[day.weekday()] in r["days"]]
        return [
            (self.utc(row["area"], f"{day}T{start}"), self.utc(row["area"], f"{day}T{end}")) for start, end in spans
        ]
