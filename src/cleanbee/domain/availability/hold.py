"""Keeping a cleaner's time: for a checkout, an offer or a booking, with the ways to and from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cleanbee.domain.availability.claim import (
    BeyondHorizon,
    Booked,
    Claim,
    ClaimUse,
    Hold,
    HoldExpired,
    HoldRefusal,
    OffGrid,
    TooManyHolds,
    TooSoon,
)
from cleanbee.domain.availability.diary import (
    Fit,
    Scene,
    Taken,
    fit,
    is_visit,
    lives,
    open_diary,
    seconds,
    slack_min,
)
from cleanbee.domain.availability.hours import Hours
from cleanbee.domain.availability.reach import TravelMinutes
from cleanbee.domain.kernel import (
    BookingId,
    ClaimId,
    Granted,
    Place,
    Refused,
    Value,
    Window,
    with_,
)
from cleanbee.domain.people.person import Cleaner
from cleanbee.domain.platform.policy import Policy
from cleanbee.domain.platform.wallclock import LocalStart, local_of, resolve

QUARTER_MIN = 15
MINUTE = timedelta(minutes=1)


class Held(Value, frozen=True, kw_only=True):
    """A new claim, and the later visits of that day whose way in changes with it, as (before, after).

    ``travel_pay_min`` are the minutes of travel that the pay per hour counts; None where nobody asked.
    """

    claim: Claim
    travel_pay_min: int | None = None
    neighbours: tuple[tuple[Claim, Claim], ...] = ()


def hold(  # noqa: PLR0913 -- every fact that decides over a slot, each by name
    *,
    ids_claim: ClaimId,
    cleaner: Cleaner,
    hours: Hours,
    claims: Sequence[Claim],
    home: Place,
    start_local: LocalStart,
    window: Window,
    use: ClaimUse,
    policy: Policy,
    travel: TravelMinutes,
    now: datetime,
    notice: bool = True,
) -> Granted[Held] | Refused[HoldRefusal]:
    """Keep this time of this cleaner, or say which rule is in the way.

    ``claims`` are the cleaner's claims around the window (``reading_span``); for a move without the claim that goes.
    ``notice=False`` for work that was sold already: then only the past is too soon.
    """
    why = grid_refusal(start_local, window.start) or reach_ahead(window.start, start_local.zone, policy, now, notice)
    if why is not None:
        return Refused(why=why)
    scene = Scene(home=home, policy=policy, travel=travel, now=now)
    diary = open_diary(cleaner, hours, claims, window, scene)
    found = fit(diary, seconds(window.start), seconds(window.end))
    if not isinstance(found, Fit):
        return Refused(why=found)
    claim = Claim(
        id=ids_claim,
        cleaner=cleaner.id,
        use=use,
        work=window,
        blocked=blocked(window, found.travel_in, policy),
        place=home,
    )
    return Granted(value=Held(claim=claim, travel_pay_min=found.travel_pay_min, neighbours=_following(found.after)))


def blocked(work: Window, travel_in: int, policy: Policy) -> Window:
    """The work with the way to it and the slack after it."""
    return Window(
        start=work.start - travel_in * MINUTE,
        end=work.end + slack_min(policy, work.minutes) * MINUTE,
    )


def grid_refusal(start_local: LocalStart, start: datetime) -> OffGrid | None:
    """Starts stand on the quarter hours that the home's wall clock really shows."""
    on_grid = start_local.minute % QUARTER_MIN == 0 and resolve(start_local).at == start
    return None if on_grid and local_of(start, start_local.zone) == start_local else OffGrid()


def reach_ahead(
    start: datetime, zone: str, policy: Policy, now: datetime, notice: bool = True
) -> TooSoon | BeyondHorizon | None:
    """Whether the start lies between the notice cleaners are promised and the end of the open calendars."""
    earliest = earliest_start(policy, now) if notice else now
    if start < earliest:
        return TooSoon(earliest=earliest)
    latest = latest_start(zone, policy, now)
    return BeyondHorizon(latest=latest) if start > latest else None


def earliest_start(policy: Policy, now: datetime) -> datetime:
    """The first instant that leaves cleaners their notice."""
    return now + policy.notice_min * MINUTE


def latest_start(zone: str, policy: Policy, now: datetime) -> datetime:
    """The last instant in the open calendars: the same time by the home's clock, so many local days ahead."""
    here = local_of(now, zone)
    return resolve(LocalStart(day=here.day + timedelta(days=policy.horizon_days), minute=here.minute, zone=zone)).at


def may_hold(holds: Sequence[Claim], policy: Policy, now: datetime) -> Granted[Value] | Refused[TooManyHolds]:
    """Whether a customer who keeps these holds may keep one more."""
    live = sum(1 for claim in holds if isinstance(claim.use, Hold) and lives(claim, now))
    if live >= policy.most_holds:
        return Refused(why=TooManyHolds(most=policy.most_holds))
    return Granted(value=Value())


def book_hold(claim: Claim, booking: BookingId, now: datetime, seat: int = 0) -> Granted[Claim] | Refused[HoldExpired]:
    """The hold becomes the booking's, in place: nobody can slip in between."""
    assert isinstance(claim.use, Hold), "only a hold can become a booking's claim"
    if not lives(claim, now):
        return Refused(why=HoldExpired())
    return Granted(value=with_(claim, use=Booked(booking=booking, seat=seat)))


def rehold(claim: Claim, use: Hold) -> Claim:
    """The same time kept for somebody else or longer."""
    assert isinstance(claim.use, Hold | Booked), "only work can be held"
    return with_(claim, use=use)


def neighbours_after_release(  # noqa: PLR0913 -- the facts of the day that the claim leaves
    *,
    gone: Claim,
    cleaner: Cleaner,
    claims: Sequence[Claim],
    zone: str,
    policy: Policy,
    travel: TravelMinutes,
    now: datetime,
) -> tuple[tuple[Claim, Claim], ...]:
    """Whose way in changes once ``gone`` is no longer there, as (before, after): the day's next visit.

    A way counts at most the policy's most, and never reaches into what is before it: a release cannot be refused.
    """
    rest = sorted(
        (c for c in claims if c.id != gone.id and c.cleaner == gone.cleaner and lives(c, now)),
        key=lambda c: c.work.start,
    )
    day = local_of(gone.work.start, zone).day
    visits = [c for c in rest if is_visit(c) and local_of(c.work.start, zone).day == day]
    after = next((c for c in visits if c.work.start >= gone.work.start), None)
    if not is_visit(gone) or after is None:
        return ()
    before = next((c for c in reversed(visits) if c.work.start < gone.work.start), None)
    moved = as_reached(after, before, rest, cleaner, policy, travel)
    return () if moved == after else ((after, moved),)


def as_reached(
    visit: Claim,
    before: Claim | None,
    claims: Sequence[Claim],
    cleaner: Cleaner,
    policy: Policy,
    travel: TravelMinutes,
) -> Claim:
    """The visit with its way as it is from the visit ``before`` it that day, or from home; ``claims``: all that live.

    A way counts at most the policy's most, and never reaches into what is before it: nothing here can be refused.
    """
    assert visit.place is not None, "a visit is somewhere"
    origin = before.place if before is not None and before.place is not None else cleaner.base
    way = min(travel(origin, visit.place), policy.most_travel_min)
    start = visit.work.start - way * MINUTE
    free_from = max((c.blocked.end for c in claims if c.work.start < visit.work.start), default=None)
    if free_from is not None:
        start = min(max(start, free_from), visit.work.start)
    return with_(visit, blocked=Window(start=start, end=visit.blocked.end))


def _following(after: Taken | None) -> tuple[tuple[Claim, Claim], ...]:
    if after is None:
        return ()
    old = after.claim
    start = old.work.start - after.from_home * MINUTE
    new = with_(old, blocked=Window(start=start, end=old.blocked.end))
    return () if new == old else ((old, new),)
