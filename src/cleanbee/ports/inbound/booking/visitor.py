"""The cleaner behind an actor."""

from __future__ import annotations

from cleanbee.domain.kernel import CleanerId
from cleanbee.domain.people.actor import Actor, AsCleaner


def visitor(actor: Actor) -> CleanerId:
    """The cleaner who asks; the policy table lets nobody else get this far."""
    assert isinstance(actor, AsCleaner), "only cleaners visit"
    return actor.id
