"""Who was shown where somebody lives?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cleanbee.domain.kernel import NotAllowed, NotFound, Refused, Value
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.ports.outbound.people import Noted
from cleanbee.ports.outbound.store import Store


class AuditAsked(Value, frozen=True, kw_only=True):
    """The last lines, of one home or quote or of all; those before a place."""

    actor: Actor
    subject: UUID | None = None
    before: int | None = None
    most: int = 100


@dataclass(frozen=True)
class ReadAudit:
    """Lines of ids alone, newest first, for the office."""

    store: Store

    async def __call__(self, ask: AuditAsked) -> Sequence[Noted] | Refused[NotAllowed | NotFound]:
        """At most ``most`` lines."""
        allowed = may(ask.actor, "audit.read")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            return await work.audit.newest(ask.most, ask.subject, ask.before)
