"""Dates, times and money as people read them in their language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from cleanbee.domain.kernel import Money
from cleanbee.domain.platform.wallclock import zone_of

Language = Literal["en", "de"]

_DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "de": ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."),
}
_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
        "November", "Dezember",
    ),
}  # fmt: skip
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
_GROUPS = {"en": ",", "de": "."}


def language(locale: str) -> Language:
    """The language we have for a locale; English where we have none."""
    return "de" if locale.startswith("de") else "en"


def say_day(day: date, locale: str) -> str:
    """A date with its year, as papers have it: ``4 March 2027`` or ``4. März 2027``."""
    spoken = language(locale)
    month = _MONTHS[spoken][day.month - 1]
    return f"{day.day}. {month} {day.year}" if spoken == "de" else f"{day.day} {month} {day.year}"


def say_date(at: datetime, zone: str, locale: str) -> str:
    """``Wed 4 March`` or ``Mi., 4. März``, by the wall clock of a zone."""
    local, spoken = at.astimezone(zone_of(zone)), language(locale)
    day, month = _DAYS[spoken][local.weekday()], _MONTHS[spoken][local.month - 1]
    return f"{day}, {local.day}. {month}" if spoken == "de" else f"{day} {local.day} {month}"


def say_time(at: datetime, zone: str) -> str:
    """``09:30``, by the wall clock of a zone."""
    return at.astimezone(zone_of(zone)).strftime("%H:%M")


def say_moment(at: datetime, zone: str, locale: str) -> str:
    """A date with its time."""
    return f"{say_date(at, zone, locale)}, {say_time(at, zone)}"


def say_moment_to(reader: str, at: datetime, home: str, locale: str) -> str:
    """A moment by the reader's own clock; where that differs from the clock at the home, it is said whose it is."""
    said = say_moment(at, reader, locale)
    same = at.astimezone(zone_of(reader)).utcoffset() == at.astimezone(zone_of(home)).utcoffset()
    return said if same else f"{said} ({reader.rpartition('/')[2].replace('_', ' ')})"


def say_money(money: Money, locale: str) -> str:
    """``€1,086.40`` or ``1.086,40 €``."""
    sign, spoken = _SIGNS.get(money.currency, money.currency), language(locale)
    whole, cents = divmod(abs(money.amount), 100)
    minus, units = "-" if money.amount < 0 else "", f"{whole:,}".replace(",", _GROUPS[spoken])
    return f"{minus}{units},{cents:02d} {sign}" if spoken == "de" else f"{minus}{sign}{units}.{cents:02d}"


def say_rate(basis_points: int, locale: str) -> str:
    """A rate in per cent: ``20%``, ``7.5%``; ``20 %``, ``7,5 %``."""
    whole, rest = divmod(basis_points, 100)
    said = f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
    return f"{said.replace('.', ',')} %" if language(locale) == "de" else f"{said}%"
