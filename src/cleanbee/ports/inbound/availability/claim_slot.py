"""Claiming a slot in the caller's unit: the cleaner is locked, lapsed holds go, the rules are asked."""

from __future__ import annotations

from collections.abc import Sequence

from cleanbee.domain.availability.claim import Claim, ClaimUse, HoldRefusal, OutsideHours
from cleanbee.domain.availability.diary import lives, reading_span
from cleanbee.domain.availability.hold import Held, hold
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.slot import Slot
from cleanbee.domain.kernel import ClaimId, Granted, Refused, Value
from cleanbee.domain.people.person import Cleaner, Home
from cleanbee.domain.platform.policy import Policy
from cleanbee.ports.inbound.availability.moment import Moment
from cleanbee.ports.outbound.store import Work


class Wanted(Value, frozen=True, kw_only=True):
    """A slot of a cleaner for a home, and its use; ``hours`` and ``claims`` where they have been read already."""

    claim: ClaimId
    slot: Slot
    cleaner: Cleaner
    home: Home
    use: ClaimUse
    policy: Policy
    notice: bool = True
    hours: Hours | None = None
    claims: tuple[Claim, ...] | None = None


async def claim_slot(work: Work, wanted: Wanted, moment: Moment) -> Granted[Held] | Refused[HoldRefusal]:
    """The decision whether the time can be had; nothing is kept yet but that lapsed holds are gone."""
    hours = wanted.hours or await work.hours.find(wanted.cleaner.id)
    if hours is None:
        return Refused(why=OutsideHours())
    claims = wanted.claims
    if claims is None:
        claims = await work.claims.within([wanted.cleaner.id], reading_span(wanted.slot.window))
    if not all(lives(claim, moment.now) for claim in claims):
        await work.claims.drop_lapsed([wanted.cleaner.id], moment.now)
    return may_be_claimed(wanted, hours, claims, moment)


def may_be_claimed(
    wanted: Wanted, hours: Hours, claims: Sequence[Claim], moment: Moment
) -> Granted[Held] | Refused[HoldRefusal]:
    """The decision alone, on hours and claims as they were read."""
    return hold(
        ids_claim=wanted.claim,
        cleaner=wanted.cleaner,
        hours=hours,
        claims=claims,
        home=wanted.home.place,
        start_local=wanted.slot.local,
        window=wanted.slot.window,
        use=wanted.use,
        policy=wanted.policy,
        travel=moment.travel,
        now=moment.now,
        notice=wanted.notice,
    )


async def keep_held(work: Work, held: Held) -> None:
    """Keep a claim: neighbours that shrink go first, those that grow last, so that nothing overlaps on the way."""
    ordered = in_order(held.neighbours)
    for old, new in (one for one in ordered if shrinks(one)):
        await work.claims.replace(old, new)
    await work.claims.add(held.claim)
    for old, new in (one for one in ordered if not shrinks(one)):
        await work.claims.replace(old, new)


def in_order(changed: Sequence[tuple[Claim, Claim]]) -> list[tuple[Claim, Claim]]:
    """Claims that change, those that shrink first."""
    return sorted(changed, key=lambda one: not shrinks(one))


def shrinks(change: tuple[Claim, Claim]) -> bool:
    """Whether a claim blocks less than before."""
    old, new = change
    return new.blocked.minutes < old.blocked.minutes
