"""Whose event is it: who may hear of something that happened."""

from __future__ import annotations

from cleanbee.domain.kernel import Event
from cleanbee.domain.people.actor import Actor, Anonymous, AsCleaner, AsCustomer, AsOps, AsSystem


def concerns(event: Event, actor: Actor) -> bool:
    """Whether an event is this actor's: events name whom they concern as ``customer`` and ``cleaner``; ops hear all.

    A cleaner also hears of what was theirs (``was``) and has passed to another.
    """
    match actor:
        case Anonymous():
            return False
        case AsCustomer(id=one):
            return getattr(event, "customer", None) == one
        case AsCleaner(id=one):
            return one in {getattr(event, "cleaner", None), getattr(event, "was", None)}
        case AsOps() | AsSystem():
            return True
