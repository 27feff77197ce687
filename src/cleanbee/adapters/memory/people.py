"""People, homes, sign-ins and sessions in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from cleanbee.adapters.memory.aggregates import Aggregates
from cleanbee.adapters.memory.rows import Rows, Table
from cleanbee.domain.availability.reach import box_around, goes_there
from cleanbee.domain.kernel import CleanerId, CustomerId, HomeId, OpsId, Place, SessionId, SignInId
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.person import Active, Cleaner, Customer, Home, OpsAccount
from cleanbee.domain.people.sign_in import Session, SignIn
from cleanbee.domain.people.sought import sought_by

K = TypeVar("K", CustomerId, CleanerId)
P = TypeVar("P", Customer, Cleaner)


def customers() -> Table[CustomerId, Customer]:
    """The table of customers."""
    return Table("customer", unique={"customer_phone": _phone, "customer_email": _email})


def cleaners() -> Table[CleanerId, Cleaner]:
    """The table of cleaners."""
    return Table("cleaner", unique={"cleaner_phone": _phone, "cleaner_email": _email})


def ops() -> Table[OpsId, OpsAccount]:
    """The table of ops accounts."""
    return Table("ops_account", unique={"ops_email": _email})


def homes() -> Table[HomeId, Home]:
    """The table of homes."""
    return Table("home", index={"owner": lambda home: home.owner})


def sign_ins() -> Table[SignInId, SignIn]:
    """The table of sign-ins."""
    return Table("sign_in")


def sessions() -> Table[SessionId, Session]:
    """The table of sessions; no two share a token."""
    return Table(
        "session",
        unique={"session_access": lambda one: one.access_hash, "session_refresh": lambda one: one.refresh_hash},
        index={"previous": lambda one: one.previous_refresh_hash, "actor": lambda one: one.actor},
    )


class MemoryCustomers(Aggregates[CustomerId, Customer]):
    """Customers."""

    async def by_address(self, address: str) -> Customer | None:
        """The customer with this phone number or e-mail address."""
        await self._unit.turn()
        return _by_address(self._rows, "customer", address)

    async def sought(self, needle: str, limit: int) -> Sequence[Customer]:
        """Customers in whose ``sought_by`` this text stands, by id."""
        await self._unit.turn()
        found = (one for one in self._rows.all() if needle in sought_by(one))
        return sorted(found, key=lambda one: one.id)[:limit]


class MemoryCleaners(Aggregates[CleanerId, Cleaner]):
    """Cleaners."""

    async def by_address(self, address: str) -> Cleaner | None:
        """The cleaner with this phone number or e-mail address."""
        await self._unit.turn()
        return _by_address(self._rows, "cleaner", address)

    async def sought(self, needle: str, limit: int) -> Sequence[Cleaner]:
        """Cleaners in whose ``sought_by`` this text stands, by id."""
        await self._unit.turn()
        found = (one for one in self._rows.all() if needle in sought_by(one))
        return sorted(found, key=lambda one: one.id)[:limit]

    async def serving(self, south: int, west: int, north: int, east: int) -> Sequence[Cleaner]:
        """Active cleaners whose base lies in this box, its edges included, by id."""
        await self._unit.turn()
        inside = [
            one
            for one in self._rows.all()
            if isinstance(one.phase, Active) and south <= one.base.lat_e6 <= north and west <= one.base.lon_e6 <= east
        ]
        return sorted(inside, key=lambda one: one.id)

    async def reaching(self, home: Place) -> Sequence[Cleaner]:
        """Active cleaners whose area holds this place, by id."""
        return [one for one in await self.serving(*box_around(home)) if goes_there(one, home)]


class MemoryOps(Aggregates[OpsId, OpsAccount]):
    """Members of the operations team."""

    async def by_email(self, email: str) -> OpsAccount | None:
        """The account with this e-mail address."""
        await self._unit.turn()
        return next(iter(self._rows.where("ops_email", email)), None)


class MemoryHomes(Aggregates[HomeId, Home]):
    """Homes."""

    async def of(self, owner: CustomerId) -> Sequence[Home]:
        """A customer's homes, oldest first."""
        await self._unit.turn()
        return sorted(self._rows.where("owner", owner), key=lambda home: home.id)


class MemorySignIns(Aggregates[SignInId, SignIn]):
    """Attempts to sign in by code."""


class MemorySessions(Aggregates[SessionId, Session]):
    """Sessions, found by the hashes of their tokens."""

    async def by_access(self, token_hash: str) -> Session | None:
        """The session whose live access token has this hash."""
        await self._unit.turn()
        return next(iter(self._rows.where("session_access", token_hash)), None)

    async def by_refresh(self, token_hash: str) -> Session | None:
        """The session whose live or previous refresh token has this hash."""
        await self._unit.turn()
        live = self._rows.where("session_refresh", token_hash)
        return next(iter(live or self._rows.where("previous", token_hash)), None)

    async def of(self, actor: Actor) -> Sequence[Session]:
        """All sessions of one person that are not revoked, by id."""
        await self._unit.turn()
        live = [one for one in self._rows.where("actor", actor) if one.revoked_at is None]
        return sorted(live, key=lambda one: one.id)


def _phone(person: Customer | Cleaner) -> str | None:
    return person.phone


def _email(person: Customer | Cleaner | OpsAccount) -> str | None:
    return person.email


def _by_address(rows: Rows[K, P], kind: str, address: str) -> P | None:
    found = rows.where(f"{kind}_phone", address) or rows.where(f"{kind}_email", address)
    return next(iter(found), None)
