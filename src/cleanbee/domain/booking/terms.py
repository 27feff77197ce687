"""What cancelling costs over time, as the policy pinned at sale says it: one rule for quoting, taking and explaining.

It asks little of a clean, so that one which nobody has booked yet can be asked about too.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from cleanbee.domain.kernel import Value
from cleanbee.domain.platform.policy import Band, Elapsed, Policy, WallClock
from cleanbee.domain.platform.wallclock import LocalStart, resolve
from cleanbee.domain.pricing.quote import Price

Coming = Literal["nobody", "promised", "on_the_way", "here"]
"""How far whoever comes has come: nobody is coming yet, somebody has promised to, is on the way, stands at the door."""


class Terms(Value, frozen=True, kw_only=True):
    """Of a clean, all that the cost of cancelling it is reckoned from.

    ``late_from``: the last instant at which whoever has not checked in is not late; ``found_late``: they were found
    late for this start already; ``least_notice_min``: the least notice left at a move.
    """

    start: datetime
    local: LocalStart
    placed_at: datetime
    price: Price
    coming: Coming
    late_from: datetime
    found_late: bool = False
    least_notice_min: int | None = None


def notice_left(start: datetime, least: int | None, now: datetime) -> int:
    """Whole minutes of notice that count: the least over all moves, so that moving on does not make it free."""
    left = (start - now) // timedelta(minutes=1)
    return left if least is None else min(left, least)


def rate_at(terms: Terms, policy: Policy, now: datetime) -> tuple[int, str]:
    """The share of the total that cancelling costs at this instant, in basis points, and why just that.

    Nothing while nobody is coming, for ten minutes after booking, or once whoever comes is late: past a quarter of an
    hour after the start and past the arrival they gave, whatever they say from then on. Each of these includes its last
    instant.
    """
    if terms.coming == "nobody":
        return 0, "nobody_assigned"
    if terms.coming == "promised" and now <= grace_ends(terms, policy):
        return 0, "just_booked"
    if terms.coming in {"promised", "on_the_way"} and (terms.found_late or now > terms.late_from):
        return 0, "cleaner_late"
    return rate_by_notice(terms, policy, now), "notice"


def rate_by_notice(terms: Terms, policy: Policy, now: datetime) -> int:
    """The share of the total that the policy asks for at this instant by its bands alone, in basis points."""
    notice = notice_left(terms.start, terms.least_notice_min, now)
    for band in policy.bands:
        match band.cutoff:
            case Elapsed(minutes=minutes):
                inside = notice >= minutes
            case WallClock():
                end = _cut_off(terms, band)
                inside = now <= end and notice >= (terms.start - end) // timedelta(minutes=1)
        if inside:
            return band.fee_bp
    return policy.late_fee_bp


def cut_offs(terms: Terms, policy: Policy) -> tuple[datetime, ...]:
    """The instants at which the cost may change, in order; each is the last of what it ends."""
    bands = (_cut_off(terms, band) for band in policy.bands)
    return tuple(sorted({*bands, grace_ends(terms, policy), terms.late_from}))


def grace_ends(terms: Terms, policy: Policy) -> datetime:
    """The last instant of the free minutes after booking."""
    return terms.placed_at + timedelta(minutes=policy.free_after_booking_min)


def _cut_off(terms: Terms, band: Band) -> datetime:
    match band.cutoff:
        case Elapsed(minutes=minutes):
            return terms.start - timedelta(minutes=minutes)
        case WallClock(days_before=days, minute=minute):
            day = terms.local.day - timedelta(days=days)
            return resolve(LocalStart(day=day, minute=minute, zone=terms.local.zone)).at
