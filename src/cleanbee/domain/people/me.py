"""What people are shown of themselves, and what they may change of it."""

from __future__ import annotations

from uuid import UUID

from cleanbee.domain.kernel import CleanerId, Granted, Refusal, Refused, Value, VersionMoved, evolve
from cleanbee.domain.people.person import Cleaner, Customer, Left, Locale, OpsAccount
from cleanbee.domain.people.policy import Role

LONGEST_NAME = 120
MOST_NAMED = 200


class Me(Value, frozen=True, kw_only=True):
    """The signed-in person, as they see themselves; ``version`` guards their changes."""

    id: UUID
    role: Role
    name: str
    locale: Locale
    phone: str | None = None
    email: str | None = None
    favourites: tuple[CleanerId, ...] = ()
    blocked: tuple[UUID, ...] = ()
    instant: bool | None = None
    pets_ok: bool | None = None
    pay_floor_per_h: int | None = None
    version: int


class NameMissing(Refusal, frozen=True, kw_only=True):
    """A name has 1 to 120 characters."""


class TooMany(Refusal, frozen=True, kw_only=True):
    """More entries than a list may hold."""

    most: int


class PayFloorTooLow(Refusal, frozen=True, kw_only=True):
    """A cleaner's own floor is never below the house's."""

    least: int


class CleanersOnly(Refusal, frozen=True, kw_only=True):
    """Only who cleans takes instant work, animals, or no less than so much an hour."""

    fields: tuple[str, ...]


class Wishes(Value, frozen=True, kw_only=True):
    """What somebody wants changed about themselves; what is absent stays."""

    name: str | None = None
    locale: Locale | None = None
    favourites: tuple[CleanerId, ...] | None = None
    blocked: tuple[UUID, ...] | None = None
    instant: bool | None = None
    pets_ok: bool | None = None
    pay_floor_per_h: int | None = None


EditRefusal = NameMissing | TooMany | PayFloorTooLow | CleanersOnly | VersionMoved
OF_CLEANERS = ("instant", "pets_ok", "pay_floor_per_h")
LEAST_PAY_FLOOR = 1300  # per hour, minor units


def of_customer(one: Customer) -> Me:
    """A customer's own view."""
    return Me(
        id=one.id,
        role="customer",
        name=one.name,
        locale=one.locale,
        phone=one.phone,
        email=one.email,
        favourites=one.favourites,
        blocked=one.blocked_cleaners,
        version=one.version,
    )


def of_cleaner(one: Cleaner) -> Me:
    """A cleaner's own view."""
    return Me(
        id=one.id,
        role="cleaner",
        name=one.name,
        locale=one.locale,
        phone=one.phone,
        email=one.email,
        blocked=one.blocked_customers,
        instant=one.instant,
        pets_ok=one.pets_ok,
        pay_floor_per_h=one.pay_floor_per_h,
        version=one.version,
    )


def of_ops(one: OpsAccount) -> Me:
    """An ops member's own view."""
    return Me(id=one.id, role=one.role, name=one.name, locale="en", email=one.email, version=one.version)


def may_sign_in(cleaner: Cleaner) -> bool:
    """Who has left is nobody to us; everyone else may read what is theirs."""
    return not isinstance(cleaner.phase, Left)


def edit_customer(one: Customer, wishes: Wishes, at_version: int | None) -> Granted[Customer] | Refused[EditRefusal]:
    """A customer changes their name, language, favourites or whom they never want to see again."""
    no = _refusal(wishes, one.version, at_version)
    if no is not None:
        return Refused(why=no)
    not_theirs = tuple(name for name in OF_CLEANERS if getattr(wishes, name) is not None)
    if not_theirs:
        return Refused(why=CleanersOnly(fields=not_theirs))
    return Granted(
        value=evolve(
            one,
            name=_name(wishes.name, one.name),
            locale=wishes.locale or one.locale,
            favourites=one.favourites if wishes.favourites is None else wishes.favourites,
            blocked_cleaners=one.blocked_cleaners if wishes.blocked is None else wishes.blocked,
        )
    )


def edit_cleaner(one: Cleaner, wishes: Wishes, at_version: int | None) -> Granted[Cleaner] | Refused[EditRefusal]:
    """A cleaner changes their name, language, pay floor, blocks, and whether they take instant work or pets."""
    no = _refusal(wishes, one.version, at_version)
    if no is not None:
        return Refused(why=no)
    if wishes.pay_floor_per_h is not None and wishes.pay_floor_per_h < LEAST_PAY_FLOOR:
        return Refused(why=PayFloorTooLow(least=LEAST_PAY_FLOOR))
    return Granted(
        value=evolve(
            one,
            name=_name(wishes.name, one.name),
            locale=wishes.locale or one.locale,
            blocked_customers=one.blocked_customers if wishes.blocked is None else wishes.blocked,
            instant=one.instant if wishes.instant is None else wishes.instant,
            pets_ok=one.pets_ok if wishes.pets_ok is None else wishes.pets_ok,
            pay_floor_per_h=wishes.pay_floor_per_h or one.pay_floor_per_h,
        )
    )


def in_one_line(name: str) -> str:
    """A name as it is kept: it stands in the middle of what others are told, and is not to look like news of ours."""
    return " ".join(name.split())


def _name(wish: str | None, old: str) -> str:
    return old if wish is None else in_one_line(wish)


def _refusal(wishes: Wishes, version: int, at_version: int | None) -> NameMissing | TooMany | VersionMoved | None:
    if at_version is not None and at_version != version:
        return VersionMoved(current=version)
    if wishes.name is not None and not 1 <= len(in_one_line(wishes.name)) <= LONGEST_NAME:
        return NameMissing()
    if max(len(wishes.favourites or ()), len(wishes.blocked or ())) > MOST_NAMED:
        return TooMany(most=MOST_NAMED)
    return None
