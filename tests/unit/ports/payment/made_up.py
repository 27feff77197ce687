"""Bookings and policies that somebody could think of, drawn from a seed: zones and nights of clock changes included."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from cleanbee.domain.kernel import Money
from cleanbee.domain.platform.ladder import HoldLadder
from cleanbee.domain.platform.policy import Band, Elapsed, Policy, WallClock
from cleanbee.domain.platform.wallclock import LocalStart, local_of, resolve
from cleanbee.domain.pricing.quote import Line, Price

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

# Zones, and local days of 2027 on which their clocks change.
CHANGES: dict[str, tuple[date, ...]] = {
    "Europe/Berlin": (date(2027, 3, 28), date(2027, 10, 31)),
    "Europe/London": (date(2027, 3, 28), date(2027, 10, 31)),
    "America/New_York": (date(2027, 3, 14), date(2027, 11, 7)),
    "America/St_Johns": (date(2027, 3, 14), date(2027, 11, 7)),
    "America/Santiago": (date(2027, 4, 4), date(2027, 9, 5)),
    "Australia/Lord_Howe": (date(2027, 4, 4), date(2027, 10, 3)),
    "Australia/Sydney": (date(2027, 4, 4), date(2027, 10, 3)),
    "Asia/Kolkata": (date(2027, 6, 1),),
    "Pacific/Apia": (date(2027, 6, 1),),
}


@dataclass(frozen=True)
class Made:
    """One made-up sale: when it is placed, for when, at which price, under which policy."""

    seed: int
    policy: Policy
    price: Price
    zone: str
    cleaner_zone: str
    minutes: int
    start: datetime
    placed_at: datetime


def made_up(seed: int) -> Made:
    """The sale of this seed; the same for ever."""
    dice = random.Random(seed)
    zone = dice.choice(tuple(CHANGES))
    around = dice.choice(CHANGES[zone]) if dice.random() < 0.6 else date(2027, 1, 4) + dice.randrange(360) * DAY
    local = LocalStart(day=around + dice.randrange(-1, 3) * DAY, minute=15 * dice.randrange(96), zone=zone)
    start = resolve(local).at
    policy = _policy(dice, local_of(start, zone), start)
    return Made(
        seed=seed,
        policy=policy,
        price=_price(dice),
        zone=zone,
        cleaner_zone=zone if dice.random() < 0.7 else dice.choice(tuple(CHANGES)),
        minutes=15 * dice.randrange(8, 33),
        start=start,
        placed_at=start - _lead(dice, policy),
    )


def _lead(dice: random.Random, policy: Policy) -> timedelta:
    """How long ahead it is booked; often just where something changes."""
    ladder = policy.ladder
    near = [policy.hold_now_lead_min, *ladder.rungs_before_min, ladder.release_before_min, 24 * 60]
    near += [one.cutoff.minutes for one in policy.bands if isinstance(one.cutoff, Elapsed)]
    far = timedelta(minutes=dice.choice((*near, 5 * 60, 26 * 60, 3 * 24 * 60)) + dice.choice((-10, -1, 0, 1, 10, 300)))
    lead = far if dice.random() < 0.5 else timedelta(seconds=dice.randrange(2 * 3600, 14 * 24 * 3600))
    return max(lead + dice.choice((-SECOND, 0 * SECOND, SECOND)), 2 * 60 * MINUTE)


def _policy(dice: random.Random, local: LocalStart, start: datetime) -> Policy:
    release = dice.choice((60, 240, 360, 720, 1440))
    return Policy(
        version=f"made-up.{dice.randrange(10**9)}",
        bands=_bands(dice, local, start),
        late_fee_bp=dice.choice((10_000, dice.randrange(10_001))),
        free_after_booking_min=dice.choice((0, 5, 10, 10, 60, 180)),
        notice_min=60,
        horizon_days=60,
        late_free_after_min=dice.choice((5, 15, 30)),
        hold_now_lead_min=dice.choice((1440, 2880, 4320, 5760, 5760, 8640, 11_520)),
        capture_after_min=dice.choice((0, 60, 1440, 1440, 2880)),
        capture_margin_min=dice.choice((30, 60, 720, 720, 1440)),
        ladder=_ladder(dice, release),
    )


def _ladder(dice: random.Random, release: int) -> HoldLadder:
    """Up to five rungs before the release, at most as many tries as anybody thinks right."""
    first = dice.choice((1440, 2880, 2880, 4320))
    below = dice.sample(range(1, first), dice.randrange(5))
    return HoldLadder(
        version=f"made-up.{release}",
        rungs_before_min=tuple(sorted({release + one for one in (first, *below)}, reverse=True)),
        release_before_min=release,
        grace_min=dice.choice((5, 15, 15, 45)),
        most_absent_tries=dice.choice((2, 3, 4, 4)),
        tries_within_min=dice.choice((1440, 10_080, 10_080)),
        unpaid_cleaner_bp=dice.choice((0, 2_500, 2_500, 3_333, 10_000)),
    )


def _bands(dice: random.Random, local: LocalStart, start: datetime) -> tuple[Band, ...]:
    """Up to four, elapsed or by the wall clock, the earliest cut-off first; dearer or cheaper as it falls."""
    bands: list[tuple[datetime, Band]] = []
    for _ in range(dice.randrange(5)):
        fee = dice.choice((0, 2_500, 3_333, 5_000, dice.randrange(10_001)))
        if dice.random() < 0.6:
            minutes = dice.choice((60, 120, 360, 1440, 2880, dice.randrange(1, 7 * 1440)))
            bands.append((start - minutes * MINUTE, Band(cutoff=Elapsed(minutes=minutes), fee_bp=fee)))
        else:
            days, minute = dice.randrange(4), dice.choice((17 * 60, 0, 150, dice.randrange(1440)))
            end = resolve(LocalStart(day=local.day - days * DAY, minute=minute, zone=local.zone)).at
            bands.append((end, Band(cutoff=WallClock(days_before=days, minute=minute), fee_bp=fee)))
    return tuple(band for _, band in sorted(bands, key=lambda one: one[0]))


def _price(dice: random.Random) -> Price:
    net = Money(amount=dice.choice((7980, dice.randrange(100, 60_000))))
    tax = net.share(dice.choice((0, 700, 1900, 2000, 2_550)))
    cleaner = net.share(dice.choice((7000, 0, 10_000, dice.randrange(10_001))))
    lines = (Line(code="base", amount=net), Line(code="tax", amount=tax))
    return Price(lines=lines, total=net + tax, tax=tax, cleaner=cleaner, platform=net - cleaner)


def next_monday(at: datetime, zone: str) -> date:
    """The Monday after an instant by a zone's clock, found by walking day by day."""
    day = date.fromisoformat(local_of(at.astimezone(UTC), zone).day.isoformat()) + DAY
    while day.isoweekday() != 1:
        day += DAY
    return day
