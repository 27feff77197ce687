"""A whole day's plan: who goes where, what is left out, what it costs, and how far from perfect it can be at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleanbee.domain.kernel import BookingId, CleanerId, Value
from cleanbee.domain.matching.day import Day, Map
from cleanbee.domain.matching.day_route import Route, best_options

VERSION = "day.1"


class DayPlan(Value, frozen=True, kw_only=True):
    """A plan and its proof. ``objective`` and ``bound`` are points: no plan at all costs less than ``bound``.

    ``routes`` holds the days that are not empty, by cleaner as the shifts stand; each says what it is made of, so that
    a receipt can be written from it. ``engine`` names who made it.
    """

    routes: tuple[Route, ...]
    unserved: tuple[BookingId, ...]
    objective: int
    bound: int
    engine: str
    version: str = VERSION

    def __post_init__(self) -> None:
        assert self.bound <= self.objective, "a bound above a plan proves that one of them is wrong"

    @property
    def gap_bp(self) -> int:
        """By how many basis points of the bound a perfect plan could be cheaper at most, rounded up."""
        over = self.objective - self.bound
        return -(-over * 10_000 // self.bound) if self.bound else 10_000 * bool(over)


def points_of(day: Day, routes: Iterable[Route]) -> int:
    """The objective: what the days cost and what is left out costs."""
    routes = tuple(routes)
    served = {stop.booking for route in routes for stop in route.stops}
    left = sum(visit.unserved for visit in day.visits if visit.booking not in served)
    return left + sum(route.costs.points for route in routes)


def plan_of(day: Day, routes: Iterable[Route], bound: int, engine: str) -> DayPlan:
    """The plan that these days make, in the order of the shifts."""
    order = {shift.cleaner: n for n, shift in enumerate(day.shifts)}
    kept = tuple(sorted((one for one in routes if one.stops), key=lambda one: order[one.cleaner]))
    served = {stop.booking for route in kept for stop in route.stops}
    return DayPlan(
        routes=kept,
        unserved=tuple(visit.booking for visit in day.visits if visit.booking not in served),
        objective=points_of(day, kept),
        bound=bound,
        engine=engine,
    )


Standing = Sequence[tuple[CleanerId, tuple[BookingId, ...]]]
"""What stands: each cleaner's visits in their order."""


def standing_of(plan: DayPlan) -> Standing:
    """The plan as what stands."""
    return [(route.cleaner, tuple(stop.booking for stop in route.stops)) for route in plan.routes]


def still_feasible(here: Map, standing: Standing) -> tuple[Route, ...]:
    """As much of what stands as can still be done: a day that no longer fits loses the fewest of its last visits.

    A visit that is gone or was placed before is passed over, and so is a cleaner without a shift or with a day already.
    """
    sent: set[CleanerId] = set()
    placed: set[BookingId] = set()
    found: list[Route] = []
    for cleaner, bookings in standing:
        shift = here.shift_of.get(cleaner) if cleaner not in sent else None
        wanted = [one for one in dict.fromkeys(bookings) if one in here.visit_of and one not in placed]
        row = [here.visit_of[one] for one in wanted]
        kept: Route | None = None
        while shift is not None and row and (kept := best_options(here, shift, row)) is None:
            row.pop()
        if kept is not None:
            placed |= {stop.booking for stop in kept.stops}
            sent.add(cleaner)
            found.append(kept)
    return tuple(found)
