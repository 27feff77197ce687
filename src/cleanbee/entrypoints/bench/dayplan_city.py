"""Seeded cities for the day planner: homes in quarters and between them, shifts, skills, windows, wishes.

The city grows with its cleaners, so that a bigger one is no denser. All days keep the same rules; the peers cannot say
``break_min``, so the compared days ask for none.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt
from random import Random
from uuid import UUID

from cleanbee.domain.kernel import BookingId, CleanerId
from cleanbee.domain.matching.day import (
    DAY_MIN,
    UNBOUND,
    Bond,
    Day,
    Pinned,
    Rules,
    Shift,
    StartOption,
    Visit,
    packed,
    price_of_not_serving,
)

SKILLS = {"deep": 600, "ironing": 700, "windows": 400, "pets": 850}
"""How many cleaners in a thousand can do it."""

NEEDS = {"deep": 150, "ironing": 250, "windows": 100, "pets": 300}
"""How many visits in a thousand ask for it."""

SHIFTS = ((480, 1020), (540, 1080), (480, 840), (540, 900), (660, 1020), (780, 1140))
SHIFT_WEIGHTS = (2, 1, 3, 2, 2, 1)
DURATIONS = (90, 120, 150, 180, 210, 240)
DURATION_WEIGHTS = (2, 4, 4, 3, 2, 1)
WIDTHS = (0, 60, 120, 180, 270)
WIDTH_WEIGHTS = (5, 7, 4, 2, 2)
METRES_A_MIN = 300
DETOUR = 1.3
DOOR_MIN = 3
SIDE_M_OF_SIXTY = 15_000
QUARTER_M = 1_800


@dataclass(frozen=True)
class Spot:
    """A point in the plane, in metres."""

    x: float
    y: float


def city(cleaners: int, visits: int, seed: int, rules: Rules | None = None) -> Day:
    """A day in a city of this size; the same again for the same seed."""
    dice = Random(f"{seed}:{cleaners}:{visits}")
    side = SIDE_M_OF_SIXTY * sqrt(cleaners / 60)
    quarters = [Spot(dice.uniform(0, side), dice.uniform(0, side)) for _ in range(max(2, cleaners // 15))]
    spots = [_spot(dice, side, quarters) for _ in range(cleaners + visits)]
    shifts = tuple(_shift(dice, n) for n in range(cleaners))
    near = [_nearest(spots[:cleaners], spots[cleaners + n]) for n in range(visits)]
    return Day(
        shifts=shifts,
        visits=tuple(_visit(dice, n, cleaners + n, [shifts[k] for k in near[n]]) for n in range(visits)),
        places=len(spots),
        ways=packed([way_min(one, other) for one in spots for other in spots]),
        rules=rules or Rules(break_after_min=DAY_MIN),
    )


def way_min(one: Spot, other: Spot) -> int:
    """Whole minutes between two spots, rounded up; none where they are the same."""
    metres = hypot(one.x - other.x, one.y - other.y)
    return DOOR_MIN + -int(-metres * DETOUR // METRES_A_MIN) if metres else 0


def _spot(dice: Random, side: float, quarters: list[Spot]) -> Spot:
    if dice.random() < 0.4:
        return Spot(dice.uniform(0, side), dice.uniform(0, side))
    middle = dice.choice(quarters)
    return Spot(min(max(dice.gauss(middle.x, QUARTER_M), 0), side), min(max(dice.gauss(middle.y, QUARTER_M), 0), side))


def _shift(dice: Random, number: int) -> Shift:
    start, end = dice.choices(SHIFTS, SHIFT_WEIGHTS)[0]
    skills = frozenset(name for name, many in SKILLS.items() if dice.randrange(1000) < many)
    return Shift(cleaner=CleanerId(UUID(int=number + 1)), home=number, start_min=start, end_min=end, skills=skills)


def _visit(dice: Random, number: int, place: int, near: list[Shift]) -> Visit:
    duration = dice.choices(DURATIONS, DURATION_WEIGHTS)[0]
    needs = frozenset(name for name, many in NEEDS.items() if dice.randrange(1000) < many)
    options = [_option(dice)]
    if dice.random() < 0.1:
        options.append(_option(dice))
    able = [one for one in near if needs <= one.skills]
    wished = dice.sample(able, min(len(able), 2)) if dice.random() < 0.3 else []
    return Visit(
        booking=BookingId(UUID(int=1_000_000 + number)),
        place=place,
        duration_min=duration,
        options=tuple(options),
        slack_min=30 if duration > 180 else 15,
        needs=needs,
        wishes=frozenset(one.cleaner for one in wished),
        bond=_bond(dice, able),
        unserved=price_of_not_serving(duration),
    )


def _option(dice: Random) -> StartOption:
    width = dice.choices(WIDTHS, WIDTH_WEIGHTS)[0]
    first = 15 * dice.randrange(480 // 15, (1080 - width) // 15)
    return StartOption(first_min=first, last_min=first + width)


def _bond(dice: Random, able: list[Shift]) -> Bond:
    if able and dice.random() < 0.05:
        return Pinned(cleaner=dice.choice(able).cleaner)
    return UNBOUND


def _nearest(homes: list[Spot], spot: Spot, many: int = 8) -> list[int]:
    far = [(hypot(home.x - spot.x, home.y - spot.y), n) for n, home in enumerate(homes)]
    return [n for _, n in sorted(far)[:many]]
