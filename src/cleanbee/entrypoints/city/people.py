"""The people of the seed city, their homes, hours and time off, as the business knows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from cleanbee.domain.availability.claim import Claim, TimeOff
from cleanbee.domain.availability.hours import DateRule, Hours, WeeklyRule
from cleanbee.domain.kernel import ClaimId, CleanerId, CustomerId, HomeId, OpsId, Window
from cleanbee.domain.people.address import Located
from cleanbee.domain.people.person import (
    AccessNotes,
    Active,
    Applied,
    Away,
    Cleaner,
    CleanerPhase,
    Customer,
    Document,
    Home,
    Left,
    OpsAccount,
    Rooms,
    Suspended,
    UnderReview,
    Vetting,
)
from cleanbee.domain.platform.wallclock import LocalStart, resolve
from cleanbee.entrypoints.city.files import City, SeedWrong
from cleanbee.entrypoints.city.named import named, of_key
from cleanbee.entrypoints.city.rows import WEEKDAYS, CleanerRow, CustomerRow, HomeRow, OpsRow
from cleanbee.entrypoints.city.rules import minute

Places = Mapping[str, Located]
"""Every address of the city, found."""


def cleaner_id(key: str) -> CleanerId:
    """A cleaner's id."""
    return CleanerId(of_key("cleaner", key))


def customer_id(key: str) -> CustomerId:
    """A customer's id."""
    return CustomerId(of_key("customer", key))


def home_id(key: str) -> HomeId:
    """A home's id."""
    return HomeId(of_key("home", key))


def ops_id(key: str) -> OpsId:
    """The id of one of the office."""
    return OpsId(of_key("ops", key))


def instant(text: str, zone: str) -> datetime:
    """The instant of ``YYYY-MM-DDTHH:MM`` by the clock of a zone."""
    return resolve(local(text, zone)).at


def local(text: str, zone: str) -> LocalStart:
    """``YYYY-MM-DDTHH:MM`` as a promise by the clock of a zone."""
    day, _, clock = text.partition("T")
    return LocalStart(day=date.fromisoformat(day), minute=minute(clock), zone=zone)


def customer(row: CustomerRow) -> Customer:
    """A customer."""
    return Customer(
        id=customer_id(row.key),
        name=row.name,
        phone=row.phone,
        email=row.email,
        locale=row.locale,
        since=_midnight(row.since),
        favourites=tuple(cleaner_id(key) for key in row.favourites),
        blocked_cleaners=tuple(cleaner_id(key) for key in row.blocked),
    )


def home(owner: CustomerRow, row: HomeRow, places: Places) -> Home:
    """A home with its access notes."""
    at = places[row.address]
    return Home(
        id=home_id(row.key),
        owner=customer_id(owner.key),
        address=at.address,
        place=at.place,
        zone=at.zone,
        rooms=Rooms(bedrooms=row.bedrooms, bathrooms=row.bathrooms),
        pets=row.pets,
        notes=AccessNotes(text=row.access_notes, pin=row.pin),
    )


def cleaner(city: City, row: CleanerRow, places: Places) -> Cleaner:
    """A cleaner, with the visits and stars of the past three months added to those before."""
    visits, stars, count = _record(city)
    at = places[row.address]
    return Cleaner(
        id=cleaner_id(row.key),
        name=row.name,
        phone=row.phone,
        email=row.email,
        locale=row.locale,
        base=at.place,
        zone=at.zone,
        area_m=row.radius_m,
        phase=_phase(row, city.sandbox.now),
        skills=row.skills,
        languages=row.languages,
        pets_ok=row.pets_ok,
        instant=row.instant,
        pay_floor_per_h=row.pay_floor_per_h,
        documents=tuple(Document(kind=one.kind, valid_until=one.valid_until) for one in row.documents),
        stars_sum=row.stars_sum + stars[row.key],
        stars_count=row.stars_count + count[row.key],
        visits=row.visits + visits[row.key],
    )


def hours(city: City, row: CleanerRow) -> Hours:
    """A cleaner's hours: the weekly rules, and the dates that differ."""
    weekly = tuple(
        WeeklyRule(weekday=WEEKDAYS.index(day), start_min=minute(rule.begins), end_min=minute(rule.ends))
        for rule in row.weekly
        for day in rule.days
    )
    spans: dict[date, list[tuple[int, int]]] = {}
    for one in row.dates:
        spans.setdefault(one.date, []).extend([] if one.off else [(minute(one.begins), minute(one.ends))])
    dates = tuple(DateRule(day=day, spans=tuple(sorted(some))) for day, some in sorted(spans.items()))
    return Hours(id=cleaner_id(row.key), zone=city.areas[row.area].zone, weekly=weekly, dates=dates)


def time_off(city: City, row: CleanerRow) -> tuple[Claim, ...]:
    """A cleaner's time off as claims on their time."""
    zone = city.areas[row.area].zone
    found: list[Claim] = []
    for one in row.time_off:
        span = Window(start=instant(one.begins, zone), end=instant(one.ends, zone))
        id = ClaimId(named(span.start, "time_off", row.key, one.begins))
        found.append(Claim(id=id, cleaner=cleaner_id(row.key), use=TimeOff(note=one.reason), work=span, blocked=span))
    return tuple(found)


def ops_account(row: OpsRow, password_hash: str) -> OpsAccount:
    """One of the office."""
    return OpsAccount(id=ops_id(row.key), name=row.name, email=row.email, role=row.role, password_hash=password_hash)


def _record(city: City) -> tuple[Counter[str], Counter[str], Counter[str]]:
    visits: Counter[str] = Counter()
    stars: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for row in city.past:
        visits[row.cleaner] += row.outcome == "completed"
        stars[row.cleaner] += int(row.stars or 0)
        count[row.cleaner] += bool(row.stars)
    return visits, stars, count


def _phase(row: CleanerRow, now: datetime) -> CleanerPhase:
    match row.phase:
        case "active":
            return Active()
        case "applied":
            return Applied()
        case "vetting":
            return Vetting()
        case "away":
            return Away(since=now)
        case "under_review":
            return UnderReview(why="looked at")
        case "suspended":
            return Suspended(why="decided by the office")
        case "left":
            return Left()
        case _:
            raise SeedWrong(f"cleaners.toml, {row.key}: there is no phase {row.phase}")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
