"""Somebody looks at themselves."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import NotAllowed, NotFound, Refused, Value
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.me import Me
from cleanbee.domain.people.policy import may
from cleanbee.ports.inbound.people.find_person import me_of
from cleanbee.ports.outbound.store import Store


class MeWanted(Value, frozen=True, kw_only=True):
    """Who asks about themselves."""

    actor: Actor


@dataclass(frozen=True)
class ReadMe:
    """One's own name, language, addresses and settings."""

    store: Store

    async def __call__(self, ask: MeWanted) -> Me | Refused[NotAllowed | NotFound]:
        """The asker's own view of themselves."""
        allowed = may(ask.actor, "me.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            me = await me_of(work, ask.actor)
            return Refused(why=NotFound(what="me")) if me is None else me
