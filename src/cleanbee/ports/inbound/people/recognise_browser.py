"""Whose cookie is this?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from cleanbee.domain.kernel import Refused, SessionId, Value
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.browser import Welcome, goes_on, welcome
from cleanbee.domain.people.session import Burnt, family_of, session_id
from cleanbee.domain.people.sign_in import TokenReused, TokenUnknown
from cleanbee.ports.inbound.people.find_person import me_of
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.store import Store


@dataclass(frozen=True)
class CookieShown:
    """A cookie and the only one that may follow it; neither is printed."""

    cookie: str = field(repr=False)
    successor: str = field(repr=False)


class Recognised(Value, frozen=True, kw_only=True):
    """Who it is and by which sign-in; ``cookie`` is what the browser is to keep instead, so long (real time)."""

    actor: Actor
    session: SessionId
    cookie: str | None
    life: timedelta


@dataclass(frozen=True)
class RecogniseBrowser:
    """The actor behind a cookie. It is exchanged as it is used, while its owner is somebody here; a copy that comes
    back ends the sign-in."""

    store: Store
    real_clock: Clock

    async def __call__(self, ask: CookieShown) -> Recognised | Refused[TokenUnknown | TokenReused]:
        """Who shows it, or that it opens nothing (any more).

        :raises Stale: two requests exchanged it at one time; walk again.
        """
        family = family_of(ask.cookie)
        if family is None:
            return Refused(why=TokenUnknown())
        real = await self.real_clock.now()
        async with self.store.begin() as work:
            session = await work.sessions.find(session_id(family))
            if session is None:
                return Refused(why=TokenUnknown())
            decided = welcome(session, ask.cookie, ask.successor, real)
            if isinstance(decided, Refused):
                return decided
            exchanged = isinstance(decided.value, Welcome) and decided.value.cookie is not None
            if exchanged and await me_of(work, session.actor) is None:
                return Refused(why=TokenUnknown())
            onward = decided.value.session
            if onward != session:
                await work.sessions.replace(session, onward)
            if isinstance(decided.value, Burnt):
                return Refused(why=TokenReused())
            return Recognised(
                actor=session.actor,
                session=session.id,
                cookie=decided.value.cookie,
                life=onward.refresh_until - real,
            )

    async def still(self, session: SessionId) -> bool:
        """Whether a sign-in that was recognised has not ended since."""
        real = await self.real_clock.now()
        async with self.store.begin() as work:
            found = await work.sessions.find(session)
        return found is not None and goes_on(found, real)
