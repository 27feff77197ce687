"""The contenders of ``bench assign``: each makes its own form of the market once and then solves it as often as asked.

Every function returns ``solve() → worth``; what is timed is the solving alone, ours with laying out and certificate.
"""

# The peers are not installed where types are checked, and carry few types where they are.
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cleanbee.entrypoints.bench.city_market import Arrays

Solve = Callable[[], int]
PAYMENTS = 5
"""So many payments are worked out by their definition, too: each costs one more solve."""


def ours(market: Arrays) -> Solve:
    """Our compiled assigner; its answer is proved by the duals inside the measured time."""
    from cleanbee.adapters.numba.assigner import NumbaAssigner

    assigner, asked = NumbaAssigner(), market.market

    def solve() -> int:
        board = assigner.board(asked)
        board.solve()
        worth, profit, broken = board.proof()
        assert worth == profit and not broken, "no certificate"
        return worth

    return solve


def changed(market: Arrays) -> Solve:
    """Ours from nothing, on the market with other values for one booking in a hundred."""
    return ours(_with_changes(market))


def again(market: Arrays) -> Solve:
    """The same market from the prices and pairs that it had before the change."""
    from cleanbee.adapters.numba.assigner import NumbaAssigner

    assigner, after = NumbaAssigner(), _with_changes(market).market
    before = assigner.board(market.market)
    before.solve()

    def solve() -> int:
        board = assigner.board(after)
        board.mine[:], board.theirs[:] = before.mine, before.theirs
        board.finish()
        worth, profit, broken = board.proof()
        assert worth == profit and not broken, "no certificate"
        return worth

    return solve


def payments(market: Arrays) -> Solve:
    """Ours, and what each booking pays; some payments are held against what the rest is worth without the booking."""
    from cleanbee.adapters.numba.assigner import NumbaAssigner

    assigner = NumbaAssigner()

    def solved(links: Any) -> Any:
        board = assigner.board(replace(market, utilities=links).market)
        board.solve()
        return board

    board = solved(market.utilities)
    whole, least = board.proof()[0], board.least_prices()
    for booking in range(0, market.bookings, market.bookings // PAYMENTS):
        own, cleaner = slice(*market.begins[booking : booking + 2]), int(board.mine[booking, board.paths.MATE])
        without = market.utilities.copy()
        without[own] = -1  # worth less than being left open, which is worth nothing
        worth = int(market.utilities[own][market.links[own] == cleaner].sum())
        paid = int(least[cleaner]) if cleaner >= 0 else 0
        assert paid == solved(without).proof()[0] - (whole - worth), "a payment by definition is another"

    def solve() -> int:
        board = solved(market.utilities)
        worth, profit, broken = board.proof()
        assert worth == profit and not broken, "no certificate"
        board.least_prices()
        return worth

    return solve


def _with_changes(market: Arrays) -> Arrays:
    import numpy as np

    dice, utilities = np.random.default_rng(1), market.utilities.copy()
    for booking in dice.choice(market.bookings, market.bookings // 100, replace=False):
        utilities[slice(*market.begins[booking : booking + 2])] += int(dice.integers(-2_000, 2_000))
    return replace(market, utilities=utilities)


def ortools(market: Arrays) -> Solve:
    """Min-cost flow with an arc to the sink for each booking that stays open."""
    import numpy as np
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    n, m = market.bookings, market.cleaners
    flow: Any = SimpleMinCostFlow()
    sink, every = n + m, np.arange(n + m)
    rows = _rows(np, market)
    flow.add_arcs_with_capacity_and_unit_cost(rows, n + market.links, np.ones_like(rows), -market.utilities)
    flow.add_arcs_with_capacity_and_unit_cost(every, every * 0 + sink, every * 0 + 1, every * 0)
    flow.set_nodes_supplies(every[:n], every[:n] * 0 + 1)
    flow.set_node_supply(sink, -n)

    def solve() -> int:
        assert flow.solve() == flow.OPTIMAL
        return -int(flow.optimal_cost())

    return solve


def scipy(market: Arrays) -> Solve:
    """The sparse full matching, with a place of its own for each booking that stays open."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching as match

    n, m, own = market.bookings, market.cleaners, np.arange(market.bookings)
    above = int(market.utilities.max()) + 1  # a stored zero would be no link
    rows = np.concatenate((_rows(np, market), own))
    costs = np.concatenate((above - market.utilities, own * 0 + above))
    graph = csr_matrix((costs.astype(float), (rows, np.concatenate((market.links, m + own)))), shape=(n, m + n))

    def solve() -> int:
        chosen, mates = match(graph)
        return round(n * above - float(np.asarray(graph[chosen, mates]).sum()))

    return solve


def lapx(market: Arrays) -> Solve:
    """Sparse Jonker–Volgenant on the square market: a place of its own for each booking and each cleaner."""
    import numpy as np
    from lap import lapmod
    from scipy.sparse import csr_matrix

    n, m, rows = market.bookings, market.cleaners, _rows(np, market)
    above = int(market.utilities.max()) + 1
    left, right = np.arange(n), np.arange(m)
    ends = np.concatenate((rows, left, n + right, n + market.links))
    others = np.concatenate((market.links, m + left, right, m + rows))
    costs = np.concatenate((above - market.utilities, left * 0 + above, right * 0 + above, rows * 0 + above))
    graph = csr_matrix((costs.astype(float), (ends, others)), shape=(n + m, n + m))

    def solve() -> int:
        cost, _, _ = lapmod(n + m, graph.data, graph.indptr, graph.indices)
        return round((n + m) * above - float(cost))

    return solve


def greedy(market: Arrays) -> Solve:
    """The most valuable pair first, nobody moved afterwards."""
    import numpy as np

    rows = _rows(np, market)

    def solve() -> int:
        taken, served, worth = bytearray(market.cleaners), bytearray(market.bookings), 0
        order = np.argsort(-market.utilities, kind="stable")
        order = order[market.utilities[order] > 0]
        columns = (one[order].tolist() for one in (rows, market.links, market.utilities))
        for booking, cleaner, utility in zip(*columns, strict=True):
            if not served[booking] and not taken[cleaner]:
                served[booking] = taken[cleaner] = 1
                worth += utility
        return worth

    return solve


def _rows(np: Any, market: Arrays) -> Any:
    return np.repeat(np.arange(market.bookings), np.diff(market.begins))


CONTENDERS: dict[str, Callable[[Arrays], Solve]] = {
    "ours": ours, "changed": changed, "again": again, "payments": payments,
    "greedy": greedy, "ortools": ortools, "scipy": scipy, "lapx": lapx,
}  # fmt: skip
