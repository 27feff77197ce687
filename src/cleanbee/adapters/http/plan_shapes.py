"""A plan of a day as it goes out."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from cleanbee.adapters.http.names import BOOKING, CLEANER, PLAN, BookingRef, CleanerRef, PlanRef, encode
from cleanbee.adapters.http.pricing import Minutes
from cleanbee.adapters.http.wire import Count, Day, Instant, Name, Page, Version, Window, Wire, utc, window
from cleanbee.domain.booking.booking import Booking
from cleanbee.domain.booking.visit import visitor
from cleanbee.domain.matching import plan as domain
from cleanbee.domain.matching.plan import CancelledVisit, Failed, LateFinish, Planned, Planning, SickCleaner

Points = Annotated[int, Meta(ge=0, le=1_000_000_000_000, description="Points of the plan, not money.")]
Visits = Annotated[list[BookingRef], Meta(max_length=20_000)]


class CleanerSick(Wire, frozen=True, kw_only=True, tag_field="type", tag="cleaner_sick"):
    """A cleaner makes none of the visits that have not begun."""

    cleaner_id: CleanerRef


class VisitCancelled(Wire, frozen=True, kw_only=True, tag_field="type", tag="visit_cancelled"):
    """A visit is not wanted any more."""

    booking_id: BookingRef


class FinishesLate(Wire, frozen=True, kw_only=True, tag_field="type", tag="finishes_late"):
    """A visit ends so many minutes after its booked end."""

    booking_id: BookingRef
    late_min: Annotated[int, Meta(ge=1, le=600)]


class Figures(Wire, frozen=True, kw_only=True):
    """What a day costs, its minutes on the way, how many visits are made and which are not."""

    cost: Points
    travel_min: Annotated[int, Meta(ge=0, le=10_000_000)]
    served: Count
    unserved: Visits


class PlannedMove(Wire, frozen=True, kw_only=True):
    """One visit that would change hands or start, and the price of that.

    ``pass_on``: nobody has been told and the other takes instant work, so it may be done at once; ``agree``: ask first;
    ``give``: an open clean finds a cleaner; ``drop``: nobody comes.
    """

    booking_id: BookingRef
    how: Literal["pass_on", "agree", "give", "drop"]
    from_cleaner_id: CleanerRef | UnsetType = UNSET
    to_cleaner_id: CleanerRef | UnsetType = UNSET
    start_at: Instant
    new_start_at: Instant | UnsetType = UNSET
    points: Points


class PlannedStop(Wire, frozen=True, kw_only=True):
    """One visit of a planned day and the way to it."""

    booking_id: BookingRef
    start_at: Instant
    travel_min: Minutes


class PlannedRoute(Wire, frozen=True, kw_only=True):
    """One cleaner's planned day."""

    cleaner_id: CleanerRef
    stops: Annotated[list[PlannedStop], Meta(max_length=100)]
    home_min: Minutes
    points: Points


class PlanningPhase(Wire, frozen=True, kw_only=True, tag_field="name", tag="planning"):
    """A worker makes it; ``tries`` went wrong so far."""

    tries: Count


class PlannedPhase(Wire, frozen=True, kw_only=True, tag_field="name", tag="planned"):
    """It is made. No plan costs less than ``bound``: a perfect one could be cheaper by ``gap_bp`` basis points at most.

    ``stands`` is what becomes of the day if nobody moves; ``kept`` of ``others`` keep cleaner and start.
    """

    planned_at: Instant
    engine: Name
    bound: Points
    gap_bp: Annotated[int, Meta(ge=0, le=1_000_000_000_000)]
    stands: Figures
    proposed: Figures
    others: Count
    kept: Count
    moves: Annotated[list[PlannedMove], Meta(max_length=20_000)]
    routes: Annotated[list[PlannedRoute], Meta(max_length=100_000)]


class FailedPhase(Wire, frozen=True, kw_only=True, tag_field="name", tag="failed"):
    """It is given up. ``not_that_day``: what happened has nothing to do with that day."""

    failed_at: Instant
    reason: Literal["planner_failed", "not_that_day"]


class Plan(Wire, frozen=True, kw_only=True):
    """A plan of one local day. Nothing of it is carried out by itself: the office passes on what nobody was told of."""

    object: Literal["plan"] = "plan"
    id: PlanRef
    kind: Literal["replan", "compare"]
    date: Day
    because: CleanerSick | VisitCancelled | FinishesLate | UnsetType = UNSET
    asked_at: Instant
    phase: PlanningPhase | PlannedPhase | FailedPhase
    version: Version


class PlanPage(Page[Plan], frozen=True, kw_only=True):
    """The plans of a day, newest first."""


class PassedOn(Wire, frozen=True, kw_only=True):
    """A visit that passed to another cleaner; ``version`` is its booking's."""

    object: Literal["visit_passed_on"] = "visit_passed_on"
    booking_id: BookingRef
    cleaner_id: CleanerRef
    window: Window
    version: Version


def passed_shown(booking: Booking) -> PassedOn:
    """Who comes now, as it goes out."""
    who = visitor(booking)
    assert who is not None, "what passed on is somebody's"
    return PassedOn(
        booking_id=encode(BOOKING, booking.id),
        cleaner_id=encode(CLEANER, who),
        window=window(booking.window, booking.local),
        version=booking.version,
    )


def plan_shown(one: domain.Plan) -> Plan:
    """A plan as it goes out."""
    return Plan(
        id=encode(PLAN, one.id),
        kind=one.kind,
        date=one.day,
        because=_because(one),
        asked_at=utc(one.asked_at),
        phase=_phase(one.phase),
        version=one.version,
    )


def _because(one: domain.Plan) -> CleanerSick | VisitCancelled | FinishesLate | UnsetType:
    match one.because:
        case None:
            return UNSET
        case SickCleaner(cleaner=cleaner):
            return CleanerSick(cleaner_id=encode(CLEANER, cleaner))
        case CancelledVisit(booking=booking):
            return VisitCancelled(booking_id=encode(BOOKING, booking))
        case LateFinish(booking=booking, late_min=late):
            return FinishesLate(booking_id=encode(BOOKING, booking), late_min=late)


def _phase(phase: domain.PlanPhase) -> PlanningPhase | PlannedPhase | FailedPhase:
    match phase:
        case Planning(tries=tries):
            return PlanningPhase(tries=tries)
        case Failed(at=at, reason=reason):
            return FailedPhase(failed_at=utc(at), reason=reason)
        case Planned(at=at, found=found):
            return PlannedPhase(
                planned_at=utc(at),
                engine=found.engine,
                bound=found.bound,
                gap_bp=found.gap_bp,
                stands=_figures(found.stands),
                proposed=_figures(found.proposed),
                others=found.others,
                kept=found.kept,
                moves=[_move(each) for each in found.moves],
                routes=[_route(each) for each in found.routes],
            )


def _figures(one: domain.Figures) -> Figures:
    unserved = [encode(BOOKING, each) for each in one.unserved]
    return Figures(cost=one.cost, travel_min=one.travel_min, served=one.served, unserved=unserved)


def _move(one: domain.Move) -> PlannedMove:
    return PlannedMove(
        booking_id=encode(BOOKING, one.booking),
        how=one.how,
        from_cleaner_id=UNSET if one.was is None else encode(CLEANER, one.was),
        to_cleaner_id=UNSET if one.goes_to is None else encode(CLEANER, one.goes_to),
        start_at=utc(one.start),
        new_start_at=UNSET if one.starts is None or one.starts == one.start else utc(one.starts),
        points=one.points,
    )


def _route(one: domain.PlannedRoute) -> PlannedRoute:
    return PlannedRoute(
        cleaner_id=encode(CLEANER, one.cleaner),
        stops=[
            PlannedStop(booking_id=encode(BOOKING, each.booking), start_at=utc(each.start), travel_min=each.way_min)
            for each in one.stops
        ],
        home_min=one.home_min,
        points=one.points,
    )
