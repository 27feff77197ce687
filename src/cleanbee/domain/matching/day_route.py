"""What one cleaner's day may look like: who may go where, when each visit starts, and what the day costs the plan.

A row of visits is cut into stretches by breaks. Inside a stretch every visit starts as early as it can, given when the
first one does; the first starts as late as it may without delaying the last. So the last end is the earliest possible,
and no other way to wait makes a stretch shorter: if these times do not keep the rules, none do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cleanbee.domain.kernel import BookingId, CleanerId, Value
from cleanbee.domain.matching.day import MOST_VISITS_A_DAY, Day, Map, Pinned, Promised, Shift, StartOption, Visit


class Stop(Value, frozen=True, kw_only=True):
    """One visit in a cleaner's day: there at ``arrive_min``, at work from ``start_min`` to ``end_min``."""

    booking: BookingId
    way_min: int
    arrive_min: int
    start_min: int
    end_min: int


class Costs(Value, frozen=True, kw_only=True):
    """What a day costs the plan, as counts and points, so that it can be explained."""

    way_min: int = 0
    missed_wishes: int = 0
    moved: tuple[BookingId, ...] = ()
    option_points: int = 0
    move_points: int = 0
    points: int = 0


class Route(Value, frozen=True, kw_only=True):
    """A cleaner's whole day, in order; home again at ``home_min``."""

    cleaner: CleanerId
    stops: tuple[Stop, ...]
    home_min: int
    costs: Costs


Row = Sequence[tuple[Visit, StartOption]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Visits without a break: the last one starts at ``earliest``, at least ``least`` after a first start ≤ ``latest``.

    ``breaks`` are the places in the row at which a stretch begins.
    """

    earliest: int
    least: int
    latest: int
    breaks: tuple[int, ...]

    @property
    def begins(self) -> int:
        """When the first visit starts, as late as does not delay the last."""
        return min(self.latest, self.earliest - self.least)


def may_serve(shift: Shift, visit: Visit) -> bool:
    """Whether this cleaner may make this visit at all: skills, vetoes and who it is pinned to."""
    if isinstance(visit.bond, Pinned) and visit.bond.cleaner != shift.cleaner:
        return False
    return visit.needs <= shift.skills and shift.cleaner not in visit.never


def on_grid(minute: int, grid: int) -> int:
    """The next start on the grid."""
    return -(-minute // grid) * grid


def span_of(shift: Shift, visit: Visit, option: StartOption, grid: int) -> tuple[int, int]:
    """The first and last start of this visit in this shift; the last may lie before the first: then there is none."""
    first = on_grid(max(option.first_min, shift.start_min), grid)
    last = min(option.last_min, shift.end_min - visit.duration_min)
    return first, last // grid * grid


def schedule(here: Map, shift: Shift, row: Row) -> Route | None:
    """The cleaner's day with these visits in this order, each at its option; None where no times keep the rules."""
    breaks = _breaks(here, shift, row)
    return None if breaks is None else _route(here, shift, row, _starts(here, shift, row, breaks))


def best_options(here: Map, shift: Shift, visits: Sequence[Visit]) -> Route | None:
    """The cheapest day with these visits in this order, whichever options they take; None where there is none."""
    rows: list[list[tuple[Visit, StartOption]]] = [[]]
    for visit in visits:
        rows = [[*row, (visit, option)] for row in rows for option in visit.options]
        if len(visit.options) > 1:
            rows = [row for row in rows if _breaks(here, shift, row) is not None]
    found = [route for row in rows if (route := schedule(here, shift, row)) is not None]
    return min(found, key=lambda route: route.costs.points, default=None)


def _breaks(here: Map, shift: Shift, row: Row) -> tuple[int, ...] | None:
    """Where the breaks stand in the times that end earliest; None where no times keep the rules."""
    rules = here.day.rules
    if len(row) > MOST_VISITS_A_DAY or sum(visit.duration_min for visit, _ in row) > shift.most_paid_min:
        return None
    if not all(may_serve(shift, visit) for visit, _ in row):
        return None
    open_: list[Stretch] = []
    for place, (visit, option) in enumerate(row):
        first, last = span_of(shift, visit, option, rules.grid_min)
        before = row[place - 1][0] if place else None
        way = here.way_min(before.place if before else shift.home, visit.place)
        if first > last or way > rules.most_way_min:
            return None
        if before is None:
            open_ = [Stretch(earliest=first, least=0, latest=last, breaks=(0,))]
        else:
            open_ = _extended(here.day, open_, (before, visit), way, (first, last), place)
        if not open_:
            return None
    return min(open_, key=lambda one: one.earliest).breaks if open_ else ()


def lag(day: Day, before: Visit, way: int, least_free: int = 0) -> int:
    """Minutes from one start to the next at the earliest; ``least_free`` of them neither work nor travel."""
    return on_grid(before.duration_min + max(before.slack_min, least_free) + way, day.rules.grid_min)


def _extended(
    day: Day, open_: list[Stretch], pair: tuple[Visit, Visit], way: int, span: tuple[int, int], place: int
) -> list[Stretch]:
    """The stretches that are open after one more visit: each one longer, or a new one after a break."""
    rules, (before, visit), (first, last) = day.rules, pair, span
    step = lag(day, before, way)
    found: list[Stretch] = []
    for one in open_:
        longer = Stretch(
            earliest=max(first, one.earliest + step),
            least=one.least + step,
            latest=min(one.latest, last - one.least - step),
            breaks=one.breaks,
        )
        if longer.earliest <= last and longer.earliest + visit.duration_min - longer.begins <= rules.break_after_min:
            found.append(longer)
    rested = min(open_, key=lambda one: one.earliest)
    start = max(first, rested.earliest + lag(day, before, way, rules.break_min))
    if start <= last and (rules.asks_for_breaks or not found):
        found.append(Stretch(earliest=start, least=0, latest=last, breaks=(*rested.breaks, place)))
    return found


def _starts(here: Map, shift: Shift, row: Row, breaks: tuple[int, ...]) -> list[int]:
    """When each visit starts, given where the breaks stand."""
    rules, starts = here.day.rules, list[int]()
    ends = (*breaks[1:], len(row))
    for begin, end in zip(breaks, ends, strict=True):
        spans = [span_of(shift, visit, option, rules.grid_min) for visit, option in row[begin:end]]
        steps = [
            lag(here.day, row[at][0], here.way_min(row[at][0].place, row[at + 1][0].place))
            for at in range(begin, end - 1)
        ]
        first, last = spans[0]
        if begin:
            before, visit = row[begin - 1][0], row[begin][0]
            way = here.way_min(before.place, visit.place)
            first = max(first, starts[-1] + lag(here.day, before, way, rules.break_min))
        stretch = Stretch(earliest=first, least=0, latest=last, breaks=())
        for (earliest, latest), step in zip(spans[1:], steps, strict=True):
            least = stretch.least + step
            late = min(stretch.latest, latest - least)
            stretch = Stretch(earliest=max(earliest, stretch.earliest + step), least=least, latest=late, breaks=())
        starts.append(stretch.begins)
        for (earliest, _), step in zip(spans[1:], steps, strict=True):
            starts.append(max(earliest, starts[-1] + step))
    return starts


def _route(here: Map, shift: Shift, row: Row, starts: list[int]) -> Route:
    stops: list[Stop] = []
    at, free = shift.home, 0
    for (visit, _), start in zip(row, starts, strict=True):
        way = here.way_min(at, visit.place)
        arrive = free + way if stops else start - way
        end = start + visit.duration_min
        stops.append(Stop(booking=visit.booking, way_min=way, arrive_min=arrive, start_min=start, end_min=end))
        at, free = visit.place, end
    home = free + here.way_min(at, shift.home) if stops else shift.start_min
    return Route(
        cleaner=shift.cleaner, stops=tuple(stops), home_min=home, costs=costs(here, shift, _cheapest(row, starts))
    )


def _cheapest(row: Row, starts: Sequence[int]) -> Row:
    """Each visit at the cheapest of its options that its start belongs to."""
    return [
        (
            visit,
            min((one for one in visit.options if one.first_min <= start <= one.last_min), key=lambda one: one.price),
        )
        for (visit, _), start in zip(row, starts, strict=True)
    ]


def costs(here: Map, shift: Shift, row: Row) -> Costs:
    """What this day costs the plan: every way in and the way home, missed wishes, options, broken promises."""
    rules, places = here.day.rules, [shift.home, *(visit.place for visit, _ in row), shift.home]
    way = sum(here.way_min(one, other) for one, other in pairwise(places))
    missed = sum(1 for visit, _ in row if visit.wishes and shift.cleaner not in visit.wishes)
    bonds = [(visit.booking, visit.bond) for visit, _ in row]
    moves = [
        (booking, bond.move_price)
        for booking, bond in bonds
        if isinstance(bond, Promised) and bond.cleaner != shift.cleaner
    ]
    options, moved = sum(option.price for _, option in row), sum(price for _, price in moves)
    return Costs(
        way_min=way,
        missed_wishes=missed,
        moved=tuple(booking for booking, _ in moves),
        option_points=options,
        move_points=moved,
        points=rules.per_way_min * way + rules.per_missed_wish * missed + options + moved,
    )
