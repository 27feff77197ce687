"""Giving time back for other work: a visit at another time, or another visit in the place of one that goes."""

from __future__ import annotations

from collections.abc import Sequence

from cleanbee.domain.availability.claim import Claim, ClaimUse, HoldRefusal
from cleanbee.domain.availability.diary import Scene
from cleanbee.domain.availability.hold import Held, hold, neighbours_after_release
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.kernel import ClaimId, Granted, Refused, Value, Window, with_
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.wallclock import LocalStart


class Incoming(Value, frozen=True, kw_only=True):
    """Work that is to be taken on, and what for; ``notice=False`` for work that was sold already."""

    claim: ClaimId
    use: ClaimUse
    local: LocalStart
    window: Window
    notice: bool = True


def move(
    claim: Claim,
    cleaner: Cleaner,
    hours: Hours,
    claims: Sequence[Claim],
    to: tuple[LocalStart, Window],
    scene: Scene,
) -> Granted[Held] | Refused[HoldRefusal]:
    """The claim's work at another time: as if it were given back first and then held anew, in one step.

    The neighbours are those of both places, each once, as they are in the end.
    """
    start_local, window = to
    incoming = Incoming(claim=claim.id, use=claim.use, local=start_local, window=window)
    return exchange(claim, incoming, cleaner, hours, claims, scene)


def exchange(
    gone: Claim | None,
    incoming: Incoming,
    cleaner: Cleaner,
    hours: Hours,
    claims: Sequence[Claim],
    scene: Scene,
) -> Granted[Held] | Refused[HoldRefusal]:
    """Other work in the place of what goes (None: nothing), judged on the day as it would then be.

    The neighbours are those of both places, each once, as they are in the end; the claim that goes is not among them.
    """
    freed = (
        neighbours_after_release(
            gone=gone,
            cleaner=cleaner,
            claims=claims,
            zone=hours.zone,
            policy=scene.policy,
            travel=scene.travel,
            now=scene.now,
        )
        if gone is not None
        else ()
    )
    now_at = {old.id: new for old, new in freed}
    rest = [now_at.get(one.id, one) for one in claims if gone is None or one.id != gone.id]
    decided = hold(
        ids_claim=incoming.claim,
        cleaner=cleaner,
        hours=hours,
        claims=rest,
        home=scene.home,
        start_local=incoming.local,
        window=incoming.window,
        use=incoming.use,
        policy=scene.policy,
        travel=scene.travel,
        now=scene.now,
        notice=incoming.notice,
    )
    if isinstance(decided, Refused):
        return decided
    later = {old.id: new for old, new in decided.value.neighbours}
    kept = {one.id: one for one in claims}
    ends = now_at | later
    changed = tuple((kept[one], new) for one, new in ends.items() if new != kept[one])
    return Granted(value=with_(decided.value, neighbours=changed))
