"""Whether a plan may be carried out: read off its stops, minute by minute, by none of the code that makes plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cleanbee.domain.matching.day import MOST_VISITS_A_DAY, Day, Map, Pinned, Promised, Shift, Visit
from cleanbee.domain.matching.day_plan import DayPlan
from cleanbee.domain.matching.day_route import Route, Stop


def faults(day: Day, plan: DayPlan) -> tuple[str, ...]:
    """Everything that is wrong with a plan, in words; empty when it may be carried out and says what it costs."""
    return tuple(_faults(Map(day), plan))


def _faults(here: Map, plan: DayPlan) -> Iterator[str]:
    served = Counter(stop.booking for route in plan.routes for stop in route.stops)
    yield from (f"{booking} is served {times} times" for booking, times in served.items() if times > 1)
    cleaners = Counter(route.cleaner for route in plan.routes)
    yield from (f"{cleaner} is sent out {times} times" for cleaner, times in cleaners.items() if times > 1)
    left = {visit.booking for visit in here.day.visits} - served.keys()
    if set(plan.unserved) != left or len(plan.unserved) != len(left):
        yield "what is left out is not what is not served"
    cost = sum(visit.unserved for visit in here.day.visits if visit.booking in left)
    for route in plan.routes:
        shift = here.shift_of.get(route.cleaner)
        if shift is None:
            yield f"{route.cleaner} does not work that day"
            continue
        yield from _faults_of(here, shift, route)
        cost += _points(here, shift, route)
    if cost != plan.objective:
        yield f"it costs {cost}, not {plan.objective}"
    if plan.bound > plan.objective:
        yield "the bound lies above the plan"


def _faults_of(here: Map, shift: Shift, route: Route) -> Iterator[str]:
    rules, stops = here.day.rules, route.stops
    if not 0 < len(stops) <= MOST_VISITS_A_DAY:
        yield f"{len(stops)} visits in a day"
    at, free = shift.home, None
    paid = 0
    for stop in stops:
        visit = here.visit_of[stop.booking]
        way = here.way_min(at, visit.place)
        yield from _faults_at(here, shift, visit, stop)
        if way > rules.most_way_min or way != stop.way_min:
            yield f"the way to {stop.booking} takes {way} minutes"
        if free is not None and stop.start_min - way < free:
            yield f"{stop.booking} starts before its cleaner can be there"
        if stop.arrive_min > stop.start_min:
            yield f"{stop.booking} starts before its cleaner arrives"
        at, free, paid = visit.place, stop.end_min + visit.slack_min, paid + visit.duration_min
    if paid > shift.most_paid_min:
        yield f"{paid} paid minutes"
    if stops and route.home_min != stops[-1].end_min + here.way_min(at, shift.home):
        yield "home at another time"
    if _too_long_in_a_row(here, stops):
        yield "no break in a long row of visits"
    if route.costs.points != _points(here, shift, route):
        yield "the day costs something else"


def _faults_at(here: Map, shift: Shift, visit: Visit, stop: Stop) -> Iterator[str]:
    if not visit.needs <= shift.skills:
        yield f"{visit.booking} asks for a skill that is not there"
    if shift.cleaner in visit.never:
        yield f"{visit.booking} may not be served by this cleaner"
    if isinstance(visit.bond, Pinned) and visit.bond.cleaner != shift.cleaner:
        yield f"{visit.booking} is somebody else's"
    if stop.end_min - stop.start_min != visit.duration_min:
        yield f"{visit.booking} lasts as long as it does"
    if stop.start_min < shift.start_min or stop.end_min > shift.end_min:
        yield f"{visit.booking} lies outside the shift"
    if not any(option.first_min <= stop.start_min <= option.last_min for option in visit.options):
        yield f"{visit.booking} starts at no time that was asked for"
    if stop.start_min % here.day.rules.grid_min:
        yield f"{visit.booking} starts off the grid"


def _too_long_in_a_row(here: Map, stops: tuple[Stop, ...]) -> bool:
    """As the calendars judge it: time between two visits that is neither work nor way, if it is long enough."""
    rules, first, many = here.day.rules, 0, 0
    for stop, before in zip(stops, (None, *stops), strict=False):
        if before is None or stop.start_min - stop.way_min - before.end_min >= rules.break_min:
            first, many = stop.start_min, 0
        many += 1
        if many > 1 and stop.end_min - first > rules.break_after_min:
            return True
    return False


def _points(here: Map, shift: Shift, route: Route) -> int:
    """Ways there, between and home; wishes that are not met; the cheapest option of each start; promises broken."""
    rules = here.day.rules
    visits = [here.visit_of[stop.booking] for stop in route.stops]
    at, way = shift.home, 0
    for visit in visits:
        way += here.way_min(at, visit.place)
        at = visit.place
    found = rules.per_way_min * (way + here.way_min(at, shift.home))
    for visit, stop in zip(visits, route.stops, strict=True):
        found += rules.per_missed_wish * (bool(visit.wishes) and shift.cleaner not in visit.wishes)
        at_this = [one.price for one in visit.options if one.first_min <= stop.start_min <= one.last_min]
        found += min(at_this, default=0)
        if isinstance(visit.bond, Promised) and visit.bond.cleaner != shift.cleaner:
            found += visit.bond.move_price
    return found
