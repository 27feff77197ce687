"""A device trades its refresh token for a new pair."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleanbee.domain.kernel import Refused
from cleanbee.domain.people.session import Burnt, family_of, pair_of, refresh, session_id
from cleanbee.domain.people.sign_in import TokenReused, TokenUnknown
from cleanbee.ports.inbound.people.find_person import me_of
from cleanbee.ports.inbound.people.tokens import Tokens, tokens_of
from cleanbee.ports.outbound.clock import Clock
from cleanbee.ports.outbound.ids import Dice
from cleanbee.ports.outbound.store import Store


@dataclass(frozen=True)
class RefreshAsked:
    """The refresh token, which is not printed."""

    token: str = field(repr=False)


@dataclass(frozen=True)
class RefreshSession:
    """One new pair for one refresh token; a copy that comes back ends the sign-in for whoever holds it."""

    store: Store
    dice: Dice
    real_clock: Clock

    async def __call__(self, ask: RefreshAsked) -> Tokens | Refused[TokenUnknown | TokenReused]:
        """Tokens, or that this token opens nothing (any more).

        :raises Stale: two trades of the same token met; walk again.
        """
        family = family_of(ask.token)
        if family is None:
            return Refused(why=TokenUnknown())
        pair = pair_of(family, self.dice.token(), self.dice.token())
        real = await self.real_clock.now()
        async with self.store.begin() as work:
            session = await work.sessions.find(session_id(family))
            me = None if session is None else await me_of(work, session.actor)
            if session is None or me is None:
                return Refused(why=TokenUnknown())
            decided = refresh(session, ask.token, pair, real)
            if isinstance(decided, Refused):
                return decided
            onward = decided.value.session
            await work.sessions.replace(session, onward)
            if isinstance(decided.value, Burnt):
                return Refused(why=TokenReused())
            return tokens_of(onward, pair, me)
