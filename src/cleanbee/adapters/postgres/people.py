"""People, homes and sign-ins as rows."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from typing import Any
from uuid import UUID

from piccolo.columns.combination import WhereRaw

from cleanbee.adapters.postgres.aggregates import Aggregates, Question, Shape
from cleanbee.adapters.postgres.codec import from_doc
from cleanbee.adapters.postgres.tables import (
    CleanerRow,
    CustomerRow,
    HomeRow,
    OpsAccountRow,
    SessionRow,
    SignInRow,
)
from cleanbee.adapters.postgres.unit import Unit
from cleanbee.domain.availability.reach import box_around, goes_there
from cleanbee.domain.kernel import CleanerId, CustomerId, HomeId, OpsId, Place, SessionId, SignInId, snake
from cleanbee.domain.people.actor import Actor, principal
from cleanbee.domain.people.person import Cleaner, Customer, Home, OpsAccount
from cleanbee.domain.people.sign_in import Session, SignIn
from cleanbee.domain.people.sought import sought_by

CUSTOMER = Shape(CustomerRow, Customer, lambda one: (one.phone, one.email, sought_by(one)))
CLEANER = Shape(
    CleanerRow,
    Cleaner,
    lambda one: (
        one.phone,
        one.email,
        snake(type(one.phase).__name__),
        one.base.lat_e6,
        one.base.lon_e6,
        sought_by(one),
    ),
)
OPS = Shape(OpsAccountRow, OpsAccount, lambda one: (one.email,))
HOME = Shape(HomeRow, Home, lambda one: (one.owner,))
SIGN_IN = Shape(SignInRow, SignIn, lambda _: ())
SESSION = Shape(
    SessionRow,
    Session,
    lambda one: (
        principal(one.actor),
        one.access_hash,
        one.refresh_hash,
        one.previous_refresh_hash,
        one.revoked_at is not None,
    ),
)

_NOBODY = UUID(int=0)


def _serving(phase: str, *box: int) -> Any:
    row: Any = CleanerRow
    south, north, west, east = box
    return (
        row.select(row.doc)
        .where(row.phase == phase)
        .where((row.lat_e6 >= south) & (row.lat_e6 <= north))
        .where((row.lon_e6 >= west) & (row.lon_e6 <= east))
        .order_by(row.id)
    )


def _homes_of(owner: UUID) -> Any:
    row: Any = HomeRow
    return row.select(row.doc).where(row.owner == owner).order_by(row.id)


def _by_access(token_hash: str) -> Any:
    row: Any = SessionRow
    return row.select(row.doc).where(row.access_hash == token_hash).limit(1)


# Nobody is further away than this makes them: the east is squeezed to its width at the box's far edge, and rounded off.
_REACHING = """SELECT doc FROM cleaner
WHERE phase = 'active' AND lat_e6 BETWEEN $1 AND $3 AND lon_e6 BETWEEN $2 AND $4
  AND (lat_e6 - $5::int)::float8 ^ 2 + ((lon_e6 - $6::int) * $7::float8) ^ 2
      <= ((area_m + 10) / 0.111195::float8) ^ 2
ORDER BY id"""
_SERVING = Question(_serving, "active", 1, 2, 3, 4)
_HOMES_OF = Question(_homes_of, _NOBODY)
_BY_ACCESS = Question(_by_access, "hash")


class CustomerRows(Aggregates[CustomerId, Customer]):
    """Customers."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, CUSTOMER)

    async def by_address(self, address: str) -> Customer | None:
        """The customer with this phone number or e-mail address."""
        return await self.first((CustomerRow.phone == address) | (CustomerRow.email == address))

    async def sought(self, needle: str, limit: int) -> Sequence[Customer]:
        """Customers in whose ``sought_by`` this text stands, by id."""
        row: Any = CustomerRow
        named = WhereRaw("position({} IN sought) > 0", needle)
        return await self.many(row.select(row.doc).where(named).order_by(row.id).limit(limit))


class CleanerRows(Aggregates[CleanerId, Cleaner]):
    """Cleaners."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, CLEANER)

    async def by_address(self, address: str) -> Cleaner | None:
        """The cleaner with this phone number or e-mail address."""
        return await self.first((CleanerRow.phone == address) | (CleanerRow.email == address))

    async def sought(self, needle: str, limit: int) -> Sequence[Cleaner]:
        """Cleaners in whose ``sought_by`` this text stands, by id."""
        row: Any = CleanerRow
        named = WhereRaw("position({} IN sought) > 0", needle)
        return await self.many(row.select(row.doc).where(named).order_by(row.id).limit(limit))

    async def serving(self, south: int, west: int, north: int, east: int) -> Sequence[Cleaner]:
        """Active cleaners whose base lies in this box (its edges included), by id."""
        return await self.all(_SERVING, "active", south, north, west, east)

    async def reaching(self, home: Place) -> Sequence[Cleaner]:
        """Active cleaners whose area holds this place, by id."""
        box = box_around(home)
        squeezed = cos(radians(max(abs(box[0]), abs(box[2])) / 1_000_000))
        rows = await self.unit.read_of(CLEANER.name, _REACHING, *box, home.lat_e6, home.lon_e6, squeezed)
        near = (from_doc(row[0], Cleaner) for row in rows)
        return [one for one in near if goes_there(one, home)]


class OpsAccountRows(Aggregates[OpsId, OpsAccount]):
    """Members of the operations team."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, OPS)

    async def by_email(self, email: str) -> OpsAccount | None:
        """The account with this e-mail address."""
        return await self.first(OpsAccountRow.email == email)


class HomeRows(Aggregates[HomeId, Home]):
    """Homes."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, HOME)

    async def of(self, owner: CustomerId) -> Sequence[Home]:
        """A customer's homes, oldest first."""
        return await self.all(_HOMES_OF, owner)


class SignInRows(Aggregates[SignInId, SignIn]):
    """Attempts to sign in by code."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, SIGN_IN)


class SessionRows(Aggregates[SessionId, Session]):
    """Sessions, found by the hashes of their tokens."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit, SESSION)

    async def by_access(self, token_hash: str) -> Session | None:
        """The session whose live access token has this hash."""
        return await self.one(_BY_ACCESS, token_hash)

    async def by_refresh(self, token_hash: str) -> Session | None:
        """The session whose live or previous refresh token has this hash."""
        row: Any = SessionRow
        return await self.first((row.refresh_hash == token_hash) | (row.previous_refresh_hash == token_hash))

    async def of(self, actor: Actor) -> Sequence[Session]:
        """All sessions of one person that are not revoked."""
        row: Any = SessionRow
        live = row.select(row.doc).where(row.person == principal(actor)).where(row.revoked == False)  # noqa: E712 -- Piccolo's comparison
        return await self.many(live.order_by(row.id))
