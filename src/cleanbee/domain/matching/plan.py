"""A plan of one day that the office asked for: being made, made, or given up; by itself it changes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from cleanbee.domain.kernel import (
    Aggregate,
    BookingId,
    CleanerId,
    Granted,
    NotInPhase,
    OpsId,
    PlanId,
    Refused,
    Tagged,
    Timer,
    Value,
    evolve,
    snake,
)

MAKE = "day_plan.make"
MOST_TRIES = 3
WAITS = (timedelta(minutes=1), timedelta(minutes=5))
MOST_LEASES = 6
"""A worker that dies over a plan says nothing; after so many leases it is given up all the same."""

Kind = Literal["replan", "compare"]
How = Literal["pass_on", "agree", "give", "drop"]
"""``pass_on``: nobody has been told and the other opted into instant work, so the house may; ``agree``: people are
asked first; ``give``: an open clean finds a cleaner; ``drop``: nobody comes."""


class SickCleaner(Tagged, frozen=True, kw_only=True):
    """A cleaner makes none of the visits that have not begun."""

    cleaner: CleanerId


class CancelledVisit(Tagged, frozen=True, kw_only=True):
    """A visit is not wanted any more."""

    booking: BookingId


class LateFinish(Tagged, frozen=True, kw_only=True):
    """A visit ends so many minutes after its booked end."""

    booking: BookingId
    late_min: int

    def __post_init__(self) -> None:
        assert 0 < self.late_min <= 600, "late is later, and on the same day"


Because = SickCleaner | CancelledVisit | LateFinish


class Figures(Value, frozen=True, kw_only=True):
    """What a day costs in points of the plan, the minutes on the way, and who is not served."""

    cost: int = 0
    travel_min: int = 0
    served: int = 0
    unserved: tuple[BookingId, ...] = ()


class Move(Value, frozen=True, kw_only=True):
    """One visit that would change hands or start: ``points`` is the price of it in the plan."""

    booking: BookingId
    was: CleanerId | None
    goes_to: CleanerId | None
    start: datetime
    starts: datetime | None
    how: How
    points: int = 0


class RouteStop(Value, frozen=True, kw_only=True):
    """One visit of a planned day and the way to it."""

    booking: BookingId
    start: datetime
    way_min: int


class PlannedRoute(Value, frozen=True, kw_only=True):
    """One cleaner's planned day; ``home_min`` is the way home after the last visit."""

    cleaner: CleanerId
    stops: tuple[RouteStop, ...]
    home_min: int
    points: int


class Proposal(Value, frozen=True, kw_only=True):
    """What was found: no plan costs less than ``bound``; ``stands`` is what becomes of the day if nobody moves.

    ``kept`` of ``others``, promised visits that the reason does not name, keep cleaner and start.
    """

    engine: str
    bound: int
    gap_bp: int
    stands: Figures
    proposed: Figures
    routes: tuple[PlannedRoute, ...]
    moves: tuple[Move, ...]
    others: int
    kept: int


class Planning(Tagged, frozen=True, kw_only=True):
    """A worker makes it; ``tries`` went wrong so far."""

    tries: int = 0


class Planned(Tagged, frozen=True, kw_only=True):
    """It is made, out of the day as it stood at ``at``."""

    at: datetime
    found: Proposal


class Failed(Tagged, frozen=True, kw_only=True):
    """It is given up."""

    at: datetime
    reason: Literal["planner_failed", "not_that_day"]


PlanPhase = Planning | Planned | Failed


class Plan(Aggregate, frozen=True, kw_only=True):
    """One plan for one local day, with the event it is made around, if there is one."""

    id: PlanId
    kind: Kind
    day: date
    because: Because | None = None
    asked_by: OpsId
    asked_at: datetime
    phase: PlanPhase = Planning()


def ask_for(plan: Plan) -> Granted[Plan]:
    """The plan as it is to be made: a worker takes it up at once."""
    return Granted(value=plan, timers=(_due(plan, plan.asked_at),))


def made(plan: Plan, found: Proposal, now: datetime) -> Granted[Plan] | Refused[NotInPhase]:
    """Planning → planned; what was made once is not made again."""
    if not isinstance(plan.phase, Planning):
        return _over(plan)
    return Granted(value=evolve(plan, phase=Planned(at=now, found=found)))


def off_the_day(plan: Plan, now: datetime) -> Granted[Plan] | Refused[NotInPhase]:
    """Planning → failed: what it is made around is no part of that day, so trying again would not help."""
    if not isinstance(plan.phase, Planning):
        return _over(plan)
    return Granted(value=evolve(plan, phase=Failed(at=now, reason="not_that_day")))


def went_wrong(plan: Plan, leases: int, now: datetime) -> Granted[Plan] | Refused[NotInPhase]:
    """Planning → planning once more after a wait, or failed; ``leases`` counts the workers that ever took it up."""
    if not isinstance(plan.phase, Planning):
        return _over(plan)
    tries = plan.phase.tries + 1
    if tries >= MOST_TRIES or leases > MOST_LEASES:
        return Granted(value=evolve(plan, phase=Failed(at=now, reason="planner_failed")))
    return Granted(value=evolve(plan, phase=Planning(tries=tries)), timers=(_due(plan, now + WAITS[tries - 1]),))


def worn_out(leases: int) -> bool:
    """Whether so many workers took it up, and none came back, that it is given up unseen."""
    return leases > MOST_LEASES


def _due(plan: Plan, at: datetime) -> Timer:
    return Timer(kind=MAKE, subject=plan.id, due_at=at)


def _over(plan: Plan) -> Refused[NotInPhase]:
    return Refused(why=NotInPhase(phase=snake(type(plan.phase).__name__)))
