"""Giving time back, and moving promised work to another time of the same cleaner."""

from __future__ import annotations

from collections.abc import Sequence

from cleanbee.domain.availability.claim import Claim, HoldRefusal
from cleanbee.domain.availability.diary import Scene
from cleanbee.domain.availability.hold import Held, hold, neighbours_after_release
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.kernel import Granted, Refused, Window
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.wallclock import LocalStart


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
    freed = neighbours_after_release(
        gone=claim,
        cleaner=cleaner,
        claims=claims,
        zone=hours.zone,
        policy=scene.policy,
        travel=scene.travel,
        now=scene.now,
    )
    now_at = {old.id: new for old, new in freed}
    rest = [now_at.get(one.id, one) for one in claims if one.id != claim.id]
    start_local, window = to
    decided = hold(
        ids_claim=claim.id,
        cleaner=cleaner,
        hours=hours,
        claims=rest,
        home=scene.home,
        start_local=start_local,
        window=window,
        use=claim.use,
        policy=scene.policy,
        travel=scene.travel,
        now=scene.now,
    )
    if isinstance(decided, Refused):
        return decided
    later = {old.id: new for old, new in decided.value.neighbours}
    kept = {one.id: one for one in claims}
    ends = now_at | later
    changed = tuple((kept[one], new) for one, new in ends.items() if new != kept[one])
    return Granted(value=Held(claim=decided.value.claim, neighbours=changed))
