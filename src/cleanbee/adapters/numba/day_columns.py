"""A day as columns of whole numbers, as the compiled day reads them, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba.day_kernel import SCALE, Numbers
from cleanbee.domain.kernel import BookingId, CleanerId
from cleanbee.domain.matching.day import Day, Map, Pinned, Promised
from cleanbee.domain.matching.day_route import Route, schedule


@dataclass(frozen=True)
class Columns:
    """The day in numbers; see ``day_kernel`` for the shapes.

    ``able[ends[c]:ends[c + 1]]`` belongs to cleaner ``c``; ``unserved`` are points a visit, not scaled.
    """

    day: Day
    here: Map
    nodes: Numbers
    options: tuple[tuple[int, int], ...]
    arcs: Numbers
    begins: Numbers
    able: Numbers
    ends: Numbers
    unserved: Numbers
    facts: Numbers
    most_paid: Numbers

    @property
    def cleaners(self) -> int:
        """How many cleaners there are."""
        return len(self.day.shifts)

    @property
    def visits(self) -> int:
        """How many visits there are."""
        return len(self.day.visits)

    @property
    def slots(self) -> int:
        """One more than the day has starts."""
        return 1440 // self.day.rules.grid_min + 1

    def route(self, cleaner: int, nodes: Sequence[int]) -> Route:
        """The domain's own day for a row of nodes: its rule has the last word.

        :raises AssertionError: the rule refuses what the kernel found.
        """
        found = self.route_if_any(cleaner, nodes)
        assert found is not None, "the compiled day and the rule disagree"
        return found

    def route_if_any(self, cleaner: int, nodes: Sequence[int]) -> Route | None:
        """The domain's own day for a row of nodes; None where its rule refuses."""
        row = [
            (self.day.visits[visit], self.day.visits[visit].options[option])
            for visit, option in (self.options[node] for node in nodes if node >= 0)
        ]
        return schedule(self.here, self.day.shifts[cleaner], row)

    def row_of(self, route: Route) -> tuple[int, list[int]]:
        """The cleaner and the nodes of a day that keeps the rule: each visit at the cheapest option it fits."""
        shift, starts = self.here.shift_of[route.cleaner], {stop.booking: stop.start_min for stop in route.stops}
        nodes: list[int] = []
        for booking, start in starts.items():
            visit = self.here.visit_of[booking]
            fitting = [
                (option.price, n)
                for n, option in enumerate(visit.options)
                if option.first_min <= start <= option.last_min
            ]
            nodes.append(self.options.index((self.visit_at[booking], min(fitting)[1])))
        return self.cleaner_at[shift.cleaner], nodes

    @property
    def visit_at(self) -> dict[BookingId, int]:
        """Where each visit stands."""
        return {visit.booking: n for n, visit in enumerate(self.day.visits)}

    @property
    def cleaner_at(self) -> dict[CleanerId, int]:
        """Where each cleaner stands."""
        return {shift.cleaner: n for n, shift in enumerate(self.day.shifts)}


def columns_of(day: Day) -> Columns:
    """The day in numbers."""
    rules, grid = day.rules, day.rules.grid_min
    options = tuple((n, k) for n, visit in enumerate(day.visits) for k in range(len(visit.options)))
    nodes = np.zeros((len(options), 5), np.int64)
    for row, (n, k) in zip(nodes, options, strict=True):
        visit = day.visits[n]
        option = visit.options[k]
        row[:] = n, -(-option.first_min // grid), option.last_min // grid, option.price, visit.duration_min
    table = np.frombuffer(day.ways, np.uint16).reshape(day.places, day.places).astype(np.int64)
    arcs, begins = _arcs(day, nodes, table)
    able, ends = _able(day, nodes, table)
    return Columns(
        day=day,
        here=Map(day),
        nodes=nodes,
        options=options,
        arcs=arcs,
        begins=begins,
        able=able,
        ends=ends,
        unserved=np.array([visit.unserved for visit in day.visits], np.int64),
        facts=np.array([grid, rules.break_after_min if rules.asks_for_breaks else 1440], np.int64),
        most_paid=np.array([shift.most_paid_min for shift in day.shifts], np.int64),
    )


def _arcs(day: Day, nodes: Numbers, table: Numbers) -> tuple[Numbers, Numbers]:
    """From each node to those that may follow it: rows (node, lag, cost of the way, lag with a break), and begins."""
    rules, grid = day.rules, day.rules.grid_min
    visit = nodes[:, 0]
    place = np.array([one.place for one in day.visits], np.int64)
    slack = np.array([one.slack_min for one in day.visits], np.int64)
    rows: list[Numbers] = [np.zeros((0, 4), np.int64)]
    begins = np.zeros(len(nodes) + 1, np.int64)
    for n in range(len(nodes)):
        way = table[place[visit[n]], place[visit]]
        lag = -(-(nodes[n, 4] + slack[visit[n]] + way) // grid)
        rest = -(-(nodes[n, 4] + max(int(slack[visit[n]]), rules.break_min) + way) // grid)
        may = (nodes[n, 1] + lag <= nodes[:, 2]) & (way <= rules.most_way_min) & (visit != visit[n])
        rows.append(np.stack([np.nonzero(may)[0], lag[may], way[may] * rules.per_way_min * SCALE, rest[may]], axis=1))
        begins[n + 1] = begins[n] + len(rows[-1])
    return np.ascontiguousarray(np.concatenate(rows)), begins


def _able(day: Day, nodes: Numbers, table: Numbers) -> tuple[Numbers, Numbers]:
    """For each cleaner who may serve which node: rows (node, first slot, last slot, cost here, way out, way back)."""
    rules, grid, visit = day.rules, day.rules.grid_min, nodes[:, 0]
    place = np.array([one.place for one in day.visits], np.int64)[visit]
    may, here = _served(day)
    rows: list[Numbers] = [np.zeros((0, 6), np.int64)]
    ends = np.zeros(len(day.shifts) + 1, np.int64)
    for n, shift in enumerate(day.shifts):
        first = np.maximum(nodes[:, 1], -(-shift.start_min // grid))
        last = np.minimum(nodes[:, 2], (shift.end_min - nodes[:, 4]) // grid)
        out, back = table[shift.home, place], table[place, shift.home]
        good = np.nonzero(may[n, visit] & (first <= last))[0]
        far = np.where(out <= rules.most_way_min, out * rules.per_way_min * SCALE, -1)
        cost = (nodes[:, 3] + here[n, visit]) * SCALE
        row = np.stack([np.arange(len(nodes)), first, last, cost, far, back * rules.per_way_min * SCALE], axis=1)
        rows.append(row[good])
        ends[n + 1] = ends[n] + len(good)
    return np.ascontiguousarray(np.concatenate(rows)), ends


def _served(day: Day) -> tuple[NDArray[np.bool_], Numbers]:
    """Who may serve which visit, and what it costs besides the ways: the rule's ``may_serve``, over all at once."""
    names = sorted({skill for shift in day.shifts for skill in shift.skills} | {s for v in day.visits for s in v.needs})
    can = np.array([[name in shift.skills for name in names] for shift in day.shifts], bool)
    wants = np.array([[name in visit.needs for name in names] for visit in day.visits], bool)
    can, wants = can.reshape(len(day.shifts), len(names)), wants.reshape(len(day.visits), len(names))
    may = ~((~can).astype(np.int64) @ wants.astype(np.int64).T).astype(bool)
    here = np.zeros(may.shape, np.int64)
    at = {shift.cleaner: n for n, shift in enumerate(day.shifts)}
    for n, visit in enumerate(day.visits):
        if visit.wishes:
            here[:, n] += day.rules.per_missed_wish
            here[[at[one] for one in visit.wishes if one in at], n] -= day.rules.per_missed_wish
        may[[at[one] for one in visit.never if one in at], n] = False
        bond = visit.bond
        if isinstance(bond, Pinned | Promised):
            others = np.array([shift.cleaner != bond.cleaner for shift in day.shifts], bool)
            if isinstance(bond, Pinned):
                may[others, n] = False
            else:
                here[others, n] += bond.move_price
    return may, here
