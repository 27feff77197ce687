"""A day as vehicle routing with one profile a cleaner: what may follow what, from start to start, at which cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cleanbee.domain.kernel import BookingId
from cleanbee.domain.matching.day import MOST_VISITS_A_DAY, Map, Promised, Shift, Visit
from cleanbee.domain.matching.day_route import lag, may_serve, on_grid

Matrix = NDArray[np.int64]


@dataclass(frozen=True)
class Node:
    """A visit at one of its options; starts stand on the grid."""

    booking: BookingId
    visit: Visit
    first_min: int
    last_min: int
    price: int
    minutes: int
    unserved: int


@dataclass(frozen=True)
class Market:
    """The nodes, the cleaners, and the tables; places are the nodes, then the cleaners' homes."""

    here: Map
    nodes: tuple[Node, ...]
    groups: tuple[tuple[int, ...], ...]
    cleaners: tuple[Shift, ...]
    most_visits: int = MOST_VISITS_A_DAY

    @cached_property
    def ways(self) -> Matrix:
        """Minutes between all places."""
        day = self.here.day
        table = np.frombuffer(day.ways, np.uint16).reshape(day.places, day.places).astype(np.int64)
        places = [node.visit.place for node in self.nodes] + [shift.home for shift in self.cleaners]
        return table[np.ix_(places, places)]

    @cached_property
    def steps(self) -> Matrix:
        """From start to start: no minutes from home (the way lies before the shift), the visit itself to home."""
        many = len(self.nodes)
        found = np.zeros(self.ways.shape, np.int64)
        for n, node in enumerate(self.nodes):
            found[n, :many] = [lag(self.here.day, node.visit, int(way)) for way in self.ways[n, :many]]
            found[n, many:] = node.minutes
        np.fill_diagonal(found, 0)
        return found

    @cached_property
    def too_far(self) -> NDArray[np.bool_]:
        """From where to which node nobody goes: further than the rules allow, or the same visit again."""
        found = self.ways > self.here.day.rules.most_way_min
        found[:, len(self.nodes) :] = False
        for group in self.groups:
            found[np.ix_(group, group)] = True
        np.fill_diagonal(found, False)
        return found

    def may(self, cleaner: int) -> NDArray[np.bool_]:
        """Which nodes this cleaner may serve."""
        return np.array([may_serve(self.cleaners[cleaner], node.visit) for node in self.nodes], bool)

    def here_points(self, cleaner: int) -> Matrix:
        """What each node costs besides ways when this cleaner serves it."""
        rules, who = self.here.day.rules, self.cleaners[cleaner].cleaner
        return np.array(
            [
                node.price
                + rules.per_missed_wish * (bool(node.visit.wishes) and who not in node.visit.wishes)
                + _move_points(node.visit, self.cleaners[cleaner])
                for node in self.nodes
            ],
            np.int64,
        )

    def costs(self, cleaner: int) -> Matrix:
        """Points from place to place for this cleaner; more than any visit is worth to where they may not go.

        As a price and not as time: a search that passes through plans that do not fit finds its way back.
        """
        found = self.ways * self.here.day.rules.per_way_min
        found[:, : len(self.nodes)] += self.here_points(cleaner)
        never = self.too_far.copy()
        never[:, : len(self.nodes)] |= ~self.may(cleaner)
        found[never] = 4 * max((node.unserved for node in self.nodes), default=0) + 1
        np.fill_diagonal(found, 0)
        return found


def _move_points(visit: Visit, shift: Shift) -> int:
    """What it costs that somebody else comes than was promised."""
    bond = visit.bond
    return bond.move_price if isinstance(bond, Promised) and bond.cleaner != shift.cleaner else 0


def market_of(here: Map) -> Market:
    """The day's market; shifts begin on the grid, nodes without a start on the grid are left out."""
    grid = here.day.rules.grid_min
    nodes: list[Node] = []
    groups: list[tuple[int, ...]] = []
    for visit in here.day.visits:
        group: list[int] = []
        for option in visit.options:
            first, last = on_grid(option.first_min, grid), option.last_min // grid * grid
            if first <= last:
                group.append(len(nodes))
                nodes.append(Node(visit.booking, visit, first, last, option.price, visit.duration_min, visit.unserved))
        groups.append(tuple(group))
    return Market(here, tuple(nodes), tuple(group for group in groups if group), here.day.shifts)
