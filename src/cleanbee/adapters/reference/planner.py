"""A day planned by insertion over the domain's own rule: at once, readable, and nowhere near the best."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from cleanbee.domain.kernel import BookingId, CleanerId
from cleanbee.domain.matching.day import Day, Map, Pinned, Shift, Visit
from cleanbee.domain.matching.day_plan import DayPlan, Standing, plan_of, still_feasible
from cleanbee.domain.matching.day_route import Route, best_options, may_serve, span_of
from cleanbee.ports.outbound.fitness import for_real_people
from cleanbee.ports.outbound.planner import DayPlanner, Patience

ENGINE = "reference"


class Insertion:
    """Days that grow by one visit at a time, each where it costs least."""

    def __init__(self, day: Day, routes: tuple[Route, ...]) -> None:
        self.here = Map(day)
        self.days: dict[CleanerId, Route] = {route.cleaner: route for route in routes}
        self._rows: dict[CleanerId, list[Visit]] = {
            route.cleaner: [self.here.visit_of[stop.booking] for stop in route.stops] for route in routes
        }

    def place(self, visit: Visit) -> bool:
        """Put the visit where it adds least; whether there was a place that costs less than leaving it out."""
        best: Route | None = None
        least = visit.unserved
        for shift in self.here.day.shifts:
            if may_serve(shift, visit):
                now = self.days[shift.cleaner].costs.points if shift.cleaner in self.days else 0
                for row in self._rows_with(shift, visit):
                    found = best_options(self.here, shift, row)
                    if found is not None and found.costs.points - now < least:
                        best, least = found, found.costs.points - now
        if best is None:
            return False
        self.days[best.cleaner] = best
        self._rows[best.cleaner] = [self.here.visit_of[stop.booking] for stop in best.stops]
        return True

    def _rows_with(self, shift: Shift, visit: Visit) -> list[list[Visit]]:
        """The cleaner's row with the visit at each place where the hours allow it at all."""
        grid, most = self.here.day.rules.grid_min, self.here.day.rules.most_way_min
        spans = [span_of(shift, visit, option, grid) for option in visit.options]
        starts = [(first, last) for first, last in spans if first <= last]
        row = self._rows.get(shift.cleaner, [])
        if not starts or sum(one.duration_min for one in row) + visit.duration_min > shift.most_paid_min:
            return []
        first, last = min(one for one, _ in starts), max(one for _, one in starts)
        found: list[list[Visit]] = []
        for at in range(len(row) + 1):
            before = row[at - 1] if at else None
            if self.here.way_min(before.place if before else shift.home, visit.place) > most:
                continue
            if before and _earliest(before) + before.duration_min + before.slack_min > last:
                break
            if at < len(row) and first + visit.duration_min + visit.slack_min > _latest(row[at]):
                continue
            found.append([*row[:at], visit, *row[at:]])
        return found


def _earliest(visit: Visit) -> int:
    return min(option.first_min for option in visit.options)


def _latest(visit: Visit) -> int:
    return max(option.last_min for option in visit.options)


def urgency(visit: Visit) -> tuple[bool, int, int]:
    """Who is placed first: who can only be served by one, then what costs most to leave out, then the tightest."""
    width = sum(option.last_min - option.first_min for option in visit.options)
    return (not isinstance(visit.bond, Pinned), -visit.unserved, width)


class ReferencePlanner:
    """Insertion, most urgent first; with standing days it only fills in what is missing."""

    def plan(self, day: Day, patience: Patience, standing: Standing = ()) -> DayPlan:
        """A plan that keeps every rule. Its bound is 0: it proves nothing."""
        insertion = Insertion(day, still_feasible(Map(day), standing))
        placed: set[BookingId] = {stop.booking for route in insertion.days.values() for stop in route.stops}
        for visit in sorted(day.visits, key=urgency):
            if visit.booking not in placed:
                insertion.place(visit)
                patience.spend(len(day.shifts))
        return plan_of(day, insertion.days.values(), bound=0, engine=ENGINE)


@for_real_people
@asynccontextmanager
async def open_planner(settings: object) -> AsyncGenerator[DayPlanner]:
    """The planner that needs nothing."""
    yield ReferencePlanner()
