"""Whose access token is this?"""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import Refused
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.session import recognise, token_hash
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.store import Store


@dataclass(frozen=True)
class Authenticate:
    """The actor behind a live access token. Its first use is kept, for then the pair has reached its owner."""

    store: Store
    real_clock: Clock

    async def __call__(self, token: str) -> Actor | None:
        """The actor, or None for a token that opens nothing.

        :raises Stale: the first use met a refresh; walk again.
        """
        real = await self.real_clock.now()
        async with self.store.begin() as work:
            session = await work.sessions.by_access(token_hash(token))
            if session is None:
                return None
            known = recognise(session, real)
            if isinstance(known, Refused):
                return None
            if known.value != session:
                await work.sessions.replace(session, known.value)
            return session.actor
