"""A plan in the making: one day a cleaner, no visit twice."""

from __future__ import annotations

import numpy as np

from cleanbee.adapters.numba.day_columns import Columns
from cleanbee.adapters.numba.day_kernel import DEEPEST, SCALE, Numbers
from cleanbee.adapters.numba.day_pricing import Days, Pricing, worth_of
from cleanbee.domain.matching.day_route import Route


class Choice:
    """Each cleaner's day as nodes (−1 behind the last) and points, and which visits are served."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.nodes = np.full((columns.cleaners, DEEPEST), -1, np.int64)
        self.points = np.zeros(columns.cleaners, np.int64)
        self.served = np.zeros(columns.visits, bool)

    def visits_of(self, cleaner: int) -> Numbers:
        """The visits of a cleaner's day."""
        nodes = self.nodes[cleaner]
        return self.columns.nodes[nodes[nodes >= 0], 0]

    def put(self, cleaner: int, nodes: Numbers, points: int) -> None:
        """Give a cleaner this day instead of what they had."""
        self.served[self.visits_of(cleaner)] = False
        self.nodes[cleaner], self.points[cleaner] = nodes, points
        visits = self.visits_of(cleaner)
        assert not self.served[visits].any(), "a visit has one cleaner"
        self.served[visits] = True

    def clear(self, cleaner: int) -> None:
        """An empty day."""
        self.put(cleaner, np.full(DEEPEST, -1, np.int64), 0)

    def put_route(self, route: Route) -> None:
        """Give a cleaner a day of the domain's."""
        cleaner, row = self.columns.row_of(route)
        self.put(cleaner, np.array(row + [-1] * (DEEPEST - len(row)), np.int64), route.costs.points)

    def put_without_doubles(self, days: Days) -> None:
        """Give out days that may share visits: whoever comes later goes without them."""
        columns = self.columns
        for cleaner, nodes, points in zip(days.owner, days.nodes, days.points, strict=True):
            row = [node for node in nodes if node >= 0]
            left = [node for node in row if not self.served[columns.nodes[node, 0]]]
            if len(left) == len(row):
                self.put(int(cleaner), nodes, int(points))
            elif left and (route := columns.route_if_any(int(cleaner), left)) is not None:
                self.put_route(route)

    @property
    def objective(self) -> int:
        """What the plan costs."""
        return int(self.points.sum() + self.columns.unserved[~self.served].sum())

    @property
    def days(self) -> Days:
        """Every cleaner's day, the empty ones too."""
        return Days(np.arange(len(self.points)), self.nodes, self.points)

    def copy(self) -> Choice:
        """The same again."""
        other = Choice(self.columns)
        other.nodes[:], other.points[:], other.served[:] = self.nodes, self.points, self.served
        return other

    def routes(self) -> tuple[Route, ...]:
        """As the domain's own days: its rule has the last word, and may find a start that costs less."""
        found: list[Route] = []
        for cleaner, nodes in enumerate(self.nodes):
            if nodes[0] >= 0:
                route = self.columns.route(cleaner, [int(node) for node in nodes])
                assert route.costs.points <= self.points[cleaner], "the compiled costs and the rule disagree"
                found.append(route)
        return tuple(found)


def fill_in(choice: Choice, pricing: Pricing, cleaners: Numbers) -> None:
    """One cleaner after the other takes the best day out of what they have and what nobody makes yet."""
    worth, scaled = choice.columns.unserved, worth_of(choice.columns.unserved * SCALE, choice.columns.cleaners)
    for cleaner in (int(one) for one in cleaners):
        open_ = ~choice.served
        open_[choice.visits_of(cleaner)] = True
        found = pricing.best(cleaner, scaled, open_)
        now = choice.points[cleaner] - worth[choice.visits_of(cleaner)].sum()
        if len(found) and found.points[0] - worth[pricing.visits_of(found)[0][found.nodes[0] >= 0]].sum() < now:
            choice.put(cleaner, found.nodes[0], int(found.points[0]))
