"""Made-up sales: what their money timeline says equals, to the cent and the instant, what then happens."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from tests.thorough import PROFILE
from tests.unit.ports.payment.as_said import (
    cancelled_as_said,
    cleaned_as_said,
    declined_then_cancelled_as_said,
    moved_then_cancelled_as_said,
    never_secured_as_said,
)
from tests.unit.ports.payment.made_up import CHANGES, MINUTE, made_up
from tests.unit.ports.payment.timeline_lives import begun, moments

from cleanbee.domain.platform.policy import Elapsed, WallClock
from cleanbee.domain.platform.wallclock import zone_of

pytestmark = pytest.mark.slow

SALES = {"quick": 40, "default": 500, "plants": 80, "soak": 10_000}[PROFILE]
PARTS = 40 if SALES > 200 else 4
ALL_OF = 50
"""Of every so many sales one is cancelled at each of its instants, the others at two of them."""


async def lives_of(seed: int, seen: Counter[str]) -> None:
    """One sale, lived again and again: cancelled here and there, and once in another way."""
    made, dice = made_up(seed), random.Random(seed)
    life = await begun(made)
    instants = moments(life.quoted.cancelling, made.placed_at, made.start)
    first, *others = instants if seed % ALL_OF == 0 else dice.sample(instants, 2)
    await cancelled_as_said(life, first, seen)
    for at in others:
        await cancelled_as_said(await begun(made), at, seen)
    match dice.randrange(5):
        case 0:
            await cleaned_as_said(made, seen)
        case 1:
            await cleaned_as_said(made, seen, late_min=dice.choice((-90, 7, 600)))
        case 2:
            await never_secured_as_said(made, seen)
        case 3:
            await moved_then_cancelled_as_said(made, dice, seen)
        case _:
            await declined_then_cancelled_as_said(made, dice.random(), seen)


def test_the_made_up_sales_have_everything_that_could_matter() -> None:
    found: Counter[str] = Counter()
    for made in map(made_up, range(600)):
        kinds = {type(one.cutoff) for one in made.policy.bands}
        offsets = {at.astimezone(zone_of(made.zone)).utcoffset() for at in (made.placed_at, made.start)}
        found.update({
            made.zone: True,
            "elapsed": Elapsed in kinds,
            "wall clock": WallClock in kinds,
            "both in one policy": len(kinds) == 2,
            "no band at all": not kinds,
            "the clocks change before it": len(offsets) == 2,
            "another zone than its cleaner's": made.zone != made.cleaner_zone,
            "held as it is booked": made.start - made.placed_at <= made.policy.hold_now_lead_min * MINUTE,
            "held later": made.start - made.placed_at > made.policy.hold_now_lead_min * MINUTE,
        })  # fmt: skip
    assert set(CHANGES) <= found.keys()
    assert min(found.values()) >= 20, found


@pytest.mark.parametrize("part", range(PARTS))
async def test_what_the_timeline_says_is_what_then_happens(part: int) -> None:
    seen: Counter[str] = Counter()
    for seed in range(part, SALES, PARTS):
        await lives_of(seed, seen)
    assert sum(seen.values()) >= 3 * len(range(part, SALES, PARTS))
