"""The seed city's files, read once; which area, which zone, whose home."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from cleanbee.domain.platform.ladder import HoldLadder
from cleanbee.entrypoints.city.rows import (
    Area,
    Book,
    Cancellation,
    CleanerRow,
    CustomerRow,
    HomeRow,
    OpsRow,
    PastRow,
    PromotionRow,
    Row,
    Sandbox,
    WeekRow,
)

R = TypeVar("R", bound=Row)
S = TypeVar("S")


class SeedWrong(Exception):
    """The seed city's files do not say what they should: which file, which entry, and why."""


@dataclass(frozen=True)
class City:
    """All files of the seed city in one folder."""

    folder: Path

    @cached_property
    def sandbox(self) -> Sandbox:
        """Where the clock stands, and the currency."""
        return _shaped(self._part("city", "sandbox"), Sandbox, "city.toml")

    @cached_property
    def areas(self) -> dict[str, Area]:
        """The towns by key."""
        return {area.key: area for area in self._entries("city", "area", Area)}

    @cached_property
    def books(self) -> tuple[Book, ...]:
        """The price books, the one that sells last."""
        return tuple(sorted(self._entries("prices", "book", Book), key=lambda one: (one.since, one.version)))

    @cached_property
    def promotions(self) -> tuple[PromotionRow, ...]:
        """The codes that customers redeem into credit."""
        return self._entries("prices", "promotion", PromotionRow)

    @cached_property
    def cancellations(self) -> tuple[Cancellation, ...]:
        """The presets of cancelling, the one that sells last."""
        standard = self._part("policies", "standard")
        found = self._entries("policies", "cancellation", Cancellation)
        return tuple(sorted(found, key=lambda one: (one.key == standard, one.version)))

    @cached_property
    def limits(self) -> dict[str, int]:
        """The other numbers of every policy, under the domain's names."""
        return self._part("policies", "limits")

    @cached_property
    def ladder(self) -> HoldLadder:
        """How a card is secured later, under every preset."""
        return _shaped(self._part("policies", "ladder"), HoldLadder, "policies.toml")

    @cached_property
    def cleaners(self) -> dict[str, CleanerRow]:
        """The cleaners by key."""
        return {one.key: one for one in self._entries("cleaners", "cleaner", CleanerRow)}

    @cached_property
    def customers(self) -> dict[str, CustomerRow]:
        """The customers by key."""
        return {one.key: one for one in self._entries("customers", "customer", CustomerRow)}

    @cached_property
    def ops(self) -> dict[str, OpsRow]:
        """The office by key."""
        return {one.key: one for one in self._entries("ops", "ops", OpsRow)}

    @cached_property
    def homes(self) -> dict[str, HomeRow]:
        """Every customer's homes by key."""
        return {home.key: home for who in self.customers.values() for home in who.home}

    @cached_property
    def past(self) -> tuple[PastRow, ...]:
        """The cleans of the last three months."""
        return self._rows("history", PastRow)

    @cached_property
    def week(self) -> tuple[WeekRow, ...]:
        """The bookings that stand now."""
        return self._rows("week", WeekRow)

    def zone_of(self, home: str) -> str:
        """The zone of the clock on a home's wall."""
        return self.areas[self.homes[home].area].zone

    def whole(self, name: str, shape: type[S]) -> S:
        """A file as one value."""
        return _shaped(self._toml(name), shape, f"{name}.toml")

    def _toml(self, name: str) -> dict[str, Any]:
        try:
            return tomllib.loads(self._text(f"{name}.toml"))
        except tomllib.TOMLDecodeError as wrong:
            raise SeedWrong(f"{name}.toml is no TOML: {wrong}") from wrong

    def _part(self, name: str, part: str) -> Any:
        try:
            return self._toml(name)[part]
        except KeyError as lacking:
            raise SeedWrong(f"{name}.toml says nothing of {part!r}") from lacking

    def _text(self, file: str) -> str:
        try:
            return (self.folder / file).read_text("utf-8")
        except UnicodeDecodeError as wrong:
            raise SeedWrong(f"{file} is not written in UTF-8") from wrong
        except OSError as wrong:
            raise SeedWrong(f"{self.folder / file} cannot be read: {wrong.strerror}") from wrong

    def _entries(self, name: str, table: str, shape: type[R]) -> tuple[R, ...]:
        return tuple(_shaped(one, shape, f"{name}.toml") for one in self._part(name, table))

    def _rows(self, name: str, shape: type[R]) -> tuple[R, ...]:
        lines = StringIO(self._text(f"{name}.csv"), newline="")
        return tuple(_shaped(one, shape, f"{name}.csv") for one in csv.DictReader(lines))


def _shaped(entry: dict[str, Any], shape: type[S], file: str) -> S:
    try:
        return msgspec.convert(entry, shape, strict=False)
    except msgspec.ValidationError as wrong:
        raise SeedWrong(f"{file}, {entry.get('key', 'an entry')}: {wrong}") from wrong
