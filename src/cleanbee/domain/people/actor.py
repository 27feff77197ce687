"""Who asks: the one that a decision, a find and the policy table are told about."""

from __future__ import annotations

from typing import Literal

from cleanbee.domain.kernel import CleanerId, CustomerId, OpsId, Tagged

OpsRole = Literal["support", "finance", "admin"]


class Anonymous(Tagged, frozen=True, kw_only=True):
    """Someone who has not signed in."""


class AsCustomer(Tagged, frozen=True, kw_only=True):
    """A signed-in customer."""

    id: CustomerId


class AsCleaner(Tagged, frozen=True, kw_only=True):
    """A signed-in cleaner."""

    id: CleanerId


class AsOps(Tagged, frozen=True, kw_only=True):
    """A member of the operations team, in one role."""

    id: OpsId
    role: OpsRole


class AsSystem(Tagged, frozen=True, kw_only=True):
    """CleanBee itself: timers, drains, scheduled jobs."""

    job: str


Actor = Anonymous | AsCustomer | AsCleaner | AsOps | AsSystem


def principal(actor: Actor) -> str:
    """The stable name under which idempotency keys and limits are kept."""
    match actor:
        case Anonymous():
            return "anonymous"
        case AsCustomer(id=one):
            return f"customer:{one}"
        case AsCleaner(id=one):
            return f"cleaner:{one}"
        case AsOps(id=one):
            return f"ops:{one}"
        case AsSystem(job=job):
            return f"system:{job}"
