"""A device signs out."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleanbee.domain.kernel import SessionId, Value
from cleanbee.domain.people.session import revoke, token_hash
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.store import Store


@dataclass(frozen=True)
class SignOutAsked:
    """The access token of the device, which is not printed, or the sign-in of a browser."""

    token: str = field(default="", repr=False)
    session: SessionId | None = None


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
            known = (
                work.sessions.by_access(token_hash(ask.token))
                if ask.session is None
                else work.sessions.find(ask.session)
            )
            session = await known
            if session is not None and (ended := revoke(session, real)) != session:
                await work.sessions.replace(session, ended)
            return SignedOut()
