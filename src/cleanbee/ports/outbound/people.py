"""Where people, homes and sign-ins are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from cleanbee.domain.kernel import CleanerId, CustomerId, HomeId, OpsId, Place, SessionId, SignInId, Value
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.audit import AuditLine
from cleanbee.domain.people.person import Cleaner, Customer, Home, OpsAccount
from cleanbee.domain.people.sign_in import Session, SignIn
from cleanbee.ports.outbound.kept import Kept


class Customers(Kept[CustomerId, Customer], Protocol):
    """Customers."""

    async def by_address(self, address: str) -> Customer | None:
        """The customer with this phone number (E.164) or e-mail address (lower case)."""
        ...

    async def sought(self, needle: str, limit: int) -> Sequence[Customer]:
        """Customers in whose ``sought_by`` this text stands, by id."""
        ...


class Cleaners(Kept[CleanerId, Cleaner], Protocol):
    """Cleaners."""

    async def by_address(self, address: str) -> Cleaner | None:
        """The cleaner with this phone number (E.164) or e-mail address (lower case)."""
        ...

    async def sought(self, needle: str, limit: int) -> Sequence[Cleaner]:
        """Cleaners in whose ``sought_by`` this text stands, by id."""
        ...

    async def serving(self, south: int, west: int, north: int, east: int) -> Sequence[Cleaner]:
        """Active cleaners whose base lies in this box of millionths of a degree, by id."""
        ...

    async def reaching(self, home: Place) -> Sequence[Cleaner]:
        """Active cleaners whose area holds this place, by id."""
        ...


class OpsAccounts(Kept[OpsId, OpsAccount], Protocol):
    """Members of the operations team."""

    async def by_email(self, email: str) -> OpsAccount | None:
        """The account with this e-mail address (lower case)."""
        ...


class Homes(Kept[HomeId, Home], Protocol):
    """Homes."""

    async def of(self, owner: CustomerId) -> Sequence[Home]:
        """A customer's homes, oldest first."""
        ...


class SignIns(Kept[SignInId, SignIn], Protocol):
    """Attempts to sign in by code."""


class Sessions(Kept[SessionId, Session], Protocol):
    """Sessions, found by the hashes of their tokens."""

    async def by_access(self, token_hash: str) -> Session | None:
        """The session whose live access token has this hash."""
        ...

    async def by_refresh(self, token_hash: str) -> Session | None:
        """The session whose live or previous refresh token has this hash."""
        ...

    async def of(self, actor: Actor) -> Sequence[Session]:
        """All sessions of one person that are not revoked."""
        ...


class Noted(Value, frozen=True, kw_only=True):
    """A line of the audit, and its place in it: places rise from line to line, not always by one."""

    place: int
    shown: AuditLine


class Audit(Protocol):
    """Who was shown what and who stepped in; it only grows, and is kept with the look or the deed or not at all."""

    async def note(self, *shown: AuditLine) -> None:
        """Keep what somebody is being shown, or does, in this unit."""
        ...

    async def newest(self, most: int, subject: UUID | None = None, before: int | None = None) -> Sequence[Noted]:
        """The last of them, newest first; of one subject, or of all; those after a place in that order."""
        ...
