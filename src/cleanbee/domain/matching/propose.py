"""What a day could become, beside what becomes of it if nobody moves: costs, routes, each broken promise priced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleanbee.domain.kernel import BookingId, CleanerId
from cleanbee.domain.matching.day import Day, Map, Promised, Visit
from cleanbee.domain.matching.day_check import faults
from cleanbee.domain.matching.day_market import Town
from cleanbee.domain.matching.day_plan import DayPlan, Standing, plan_of, standing_of, still_feasible
from cleanbee.domain.matching.day_route import Route, Stop
from cleanbee.domain.matching.plan import Figures, How, Move, PlannedRoute, Proposal, RouteStop
from cleanbee.domain.matching.repair import day_after, kept

AS_IT_STANDS = "as it stands"


class Unfit(Exception):
    """A planner's answer that nobody may carry out: ``faults`` says why."""


def stands(town: Town) -> DayPlan:
    """The town's day before anything happened."""
    return _standing(town.day, town.standing)


def to_plan(town: Town) -> Day:
    """The day as it is to be planned: with the event in it, and every promise priced around it."""
    return town.day if town.event is None else day_after(town.bent, stands(town), town.event)


def proposal(answers: Sequence[tuple[Town, DayPlan]]) -> Proposal:
    """All towns' plans as one proposal; judged by none of the code that made them.

    :raises Unfit: a plan breaks a rule.
    """
    for town, plan in answers:
        if wrong := faults(to_plan(town), plan):
            raise Unfit("; ".join(wrong[:5]))
    bound, cost = sum(plan.bound for _, plan in answers), sum(plan.objective for _, plan in answers)
    counted = [kept(stands(town), plan, town.event) for town, plan in answers]
    return Proposal(
        engine=", ".join(sorted({plan.engine for _, plan in answers})),
        bound=bound,
        gap_bp=-(-(cost - bound) * 10_000 // bound) if bound else 10_000 * bool(cost),
        stands=_figures([_standing(to_plan(town), standing_of(stands(town))) for town, _ in answers]),
        proposed=_figures([plan for _, plan in answers]),
        routes=tuple(_route(town, route) for town, plan in answers for route in plan.routes),
        moves=tuple(move for town, plan in answers for move in _moves(town, plan)),
        others=sum(one.others for one in counted),
        kept=sum(one.same for one in counted),
    )


def _standing(day: Day, standing: Standing) -> DayPlan:
    """What of this can be done with nobody moved, as a plan."""
    return plan_of(day, still_feasible(Map(day), standing), bound=0, engine=AS_IT_STANDS)


def _figures(plans: Sequence[DayPlan]) -> Figures:
    routes = [route for plan in plans for route in plan.routes]
    return Figures(
        cost=sum(plan.objective for plan in plans),
        travel_min=sum(route.costs.way_min for route in routes),
        served=sum(len(route.stops) for route in routes),
        unserved=tuple(one for plan in plans for one in plan.unserved),
    )


def _route(town: Town, route: Route) -> PlannedRoute:
    stops = tuple(
        RouteStop(booking=stop.booking, start=town.instant(stop.start_min), way_min=stop.way_min)
        for stop in route.stops
    )
    home = route.home_min - route.stops[-1].end_min
    return PlannedRoute(cleaner=route.cleaner, stops=stops, home_min=home, points=route.costs.points)


def _moves(town: Town, plan: DayPlan) -> Iterator[Move]:
    """Every promised visit that changes, and every open one that finds somebody."""
    before, after = _by_booking(stands(town)), _by_booking(plan)
    for visit in to_plan(town).visits:
        old, new = before.get(visit.booking), after.get(visit.booking)
        if old is None and new is None:
            continue
        if old is None or new is None or (old[0], old[1].start_min) != (new[0], new[1].start_min):
            asked = old or new
            assert asked is not None
            yield Move(
                booking=visit.booking,
                was=None if old is None else old[0],
                goes_to=None if new is None else new[0],
                start=town.instant(asked[1].start_min),
                starts=None if new is None else town.instant(new[1].start_min),
                how=_how(town, visit.booking, old, new),
                points=_points(visit, new),
            )


_Served = tuple[CleanerId, Stop]


def _how(town: Town, booking: BookingId, old: _Served | None, new: _Served | None) -> How:
    if new is None:
        return "drop"
    if old is None:
        return "give"
    alone = booking in town.untold and new[0] in town.opted_in and old[1].start_min == new[1].start_min
    return "pass_on" if alone else "agree"


def _points(visit: Visit, new: _Served | None) -> int:
    """What the plan pays for breaking this promise; what nobody makes costs its not being served."""
    if new is None:
        return visit.unserved
    who, stop = new
    moved = visit.bond.move_price if isinstance(visit.bond, Promised) and visit.bond.cleaner != who else 0
    return moved + min(one.price for one in visit.options if one.first_min <= stop.start_min <= one.last_min)


def _by_booking(plan: DayPlan) -> dict[BookingId, _Served]:
    return {stop.booking: (route.cleaner, stop) for route in plan.routes for stop in route.stops}
