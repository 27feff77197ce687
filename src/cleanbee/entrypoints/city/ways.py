"""The ways around each visit of the seed city: which time every claim takes, decided day by day as claims are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cleanbee.domain.availability.claim import Claim
from cleanbee.domain.availability.diary import reading_span
from cleanbee.domain.availability.hold import hold
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.kernel import CleanerId, Refused
from cleanbee.entrypoints.city.files import SeedWrong
from cleanbee.entrypoints.city.life import Life
from cleanbee.ports.outbound.geo import Travel


def plan_ways(lives: Iterable[Life], hours: Mapping[CleanerId, Hours], taken: Sequence[Claim], travel: Travel) -> None:
    """Give every claim its ways, each cleaner's in the order of time.

    :raises SeedWrong: two cleans of one cleaner do not fit.
    """
    standing: dict[CleanerId, list[Claim]] = {id: [] for id in hours}
    for claim in taken:
        standing[claim.cleaner].append(claim)
    for life in sorted(lives, key=lambda one: one.wanted.window.start):
        if life.claim is not None:
            life.claim = _planned(life, life.claim, hours, standing[life.claim.cleaner], travel)
            standing[life.claim.cleaner].append(life.claim)


def _planned(
    life: Life, claim: Claim, hours: Mapping[CleanerId, Hours], standing: Sequence[Claim], travel: Travel
) -> Claim:
    want = life.wanted
    span = reading_span(want.window)
    decided = hold(
        ids_claim=claim.id,
        cleaner=life.cleaners[claim.cleaner],
        hours=hours[claim.cleaner],
        claims=[one for one in standing if one.blocked.overlaps(span)],
        home=want.home.place,
        start_local=want.local,
        window=want.window,
        use=claim.use,
        policy=want.policy,
        travel=travel.minutes,
        now=want.placed_at,
        notice=False,
    )
    if isinstance(decided, Refused):
        raise SeedWrong(f"{want.key}: {decided.why} for {life.cleaners[claim.cleaner].name}")
    assert not decided.value.neighbours, "claims are made in the order of time"
    return decided.value.claim
