"""A device signs out."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleanbee.domain.kernel import Value
from cleanbee.domain.people.session import revoke, token_hash
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.store import Store


@dataclass(frozen=True)
class SignOutAsked:
    """The access token of the device, which is not printed."""

    token: str = field(repr=False)


class SignedOut(Value, frozen=True, kw_only=True):
    """The token opens nothing any more, whatever it opened before."""


@dataclass(frozen=True)
class SignOut:
    """The whole sign-in of this device ends; doing it twice changes nothing."""

    store: Store
    real_clock: Clock

    async def __call__(self, ask: SignOutAsked) -> SignedOut:
        """Always done."""
        real = await self.real_clock.now()
        async with self.store.begin() as work:
            session = await work.sessions.by_access(token_hash(ask.token))
            if session is not None and (ended := revoke(session, real)) != session:
                await work.sessions.replace(session, ended)
            return SignedOut()
