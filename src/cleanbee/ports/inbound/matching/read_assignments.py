"""Assigned batches, as the office reads them: who was given what, and the proof."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbee.domain.kernel import BatchId, NotAllowed, NotFound, Refused, Value
from cleanbee.domain.matching.batch import Batch
from cleanbee.domain.people.actor import Actor
from cleanbee.domain.people.policy import may
from cleanbee.ports.outbound.store import Store


class AssignmentsAsked(Value, frozen=True, kw_only=True):
    """One page of batches, after the batch ``before``."""

    actor: Actor
    before: BatchId | None = None
    limit: int = 20


@dataclass(frozen=True)
class ListAssignments:
    """Batches as they were assigned, newest first."""

    store: Store

    async def __call__(self, ask: AssignmentsAsked) -> tuple[Batch, ...] | Refused[NotAllowed | NotFound]:
        """At most ``limit`` batches."""
        allowed = may(ask.actor, "assignment.list")
        if isinstance(allowed, Refused):
            return allowed
        async with self.store.begin() as work:
            return tuple(await work.batches.newest(ask.before, ask.limit))
