"""The exact assignment, compiled: an auction finds prices that are nearly true, shortest chains make them exact.

Every answer is checked by its duals before it is given. Numba is imported when this adapter is opened, never before.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from cleanbee.domain.matching.assignment import MOST_UTILITY, Assignment, Market
from cleanbee.domain.matching.rebind import Arrival, Bound, WouldDropPromise
from cleanbee.ports.outbound.assigner import Assigner
from cleanbee.ports.outbound.fitness import for_real_people

FINENESS = 512
"""The auction's step is this part of the greatest worth: measured best from 10³ to 10⁵ a side, flat around it."""

STEPS_EACH = 64
"""How long the auction may go on, in bids a booking: whatever is left is the chains' work."""


class Board:
    """A market laid out for the kernels: ``mine`` are the bookings, ``theirs`` the cleaners."""

    def __init__(self, paths: Any, np: Any, begins: Any, links: Any, cleaners: int) -> None:
        self.paths, self.begins, self.links = paths, begins, links
        count = len(begins) - 1
        self.mine, self.theirs = (_nodes(np, paths, n) for n in (count, cleaners))
        self._np, self._room = np, np.empty((3, len(links) + max(count, cleaners) + 1), dtype=np.int64)

    def solve(self) -> None:
        """From nothing: the auction, then the exact end."""
        most = int(self.links[:, self.paths.WORTH].max(initial=0))
        steps = STEPS_EACH * len(self.mine)
        self.paths.bid(self.begins, self.links, self.mine, self.theirs, max(1, most // FINENESS), steps)
        self.finish()

    def finish(self) -> None:
        """From any prices ≥ 0 and any pairs: keep the pairs that are best at these prices, join the others exactly."""
        np, paths, mine, theirs = self._np, self.paths, self.mine, self.theirs
        paths.part_untight(self.begins, self.links, mine, theirs)
        paths.pair_tight(self.begins, self.links, mine, theirs)
        begins = np.zeros((len(theirs) + 1, 2), dtype=np.int64)
        links = np.empty_like(self.links)
        paths.turned(self.begins, self.links, begins, links)
        paths.join_all(begins, links, theirs, mine, self._room)
        paths.join_all(self.begins, self.links, mine, theirs, self._room)

    def least_prices(self) -> Any:
        """Of a solved board, the lowest prices at which the same pairs are the best."""
        from cleanbee.adapters.numba import payments

        least = self._np.empty(len(self.theirs), dtype=self._np.int64)
        payments.least_prices((self.begins, self.links, self.mine, self.theirs), least, self._room)
        return least

    def proof(self) -> tuple[int, int, int]:
        """Worth of the pairs, sum of the profits, broken rules; an answer is proved by a, a, 0."""
        said = self._np.zeros(3, dtype=self._np.int64)
        self.paths.proof(self.begins, self.links, self.mine, self.theirs, said)
        return int(said[0]), int(said[1]), int(said[2])


class NumbaAssigner:
    """Compiled on construction (or read from the cache that ``NUMBA_CACHE_DIR`` names)."""

    def __init__(self) -> None:
        import numpy as np

        from cleanbee.adapters.numba import paths

        self._np, self._paths = np, paths
        tiny = Market(begins=(0, 1), links=(0,), utilities=(1,), outside=(0,), promised=(False,), cleaners=1)
        self.again(tiny, self.assign(tiny))

    def board(self, market: Market) -> Board:
        """Lay a market out; its parts may be arrays, which are then read as they are."""
        np, paths = self._np, self._paths
        count = market.bookings
        begins = np.zeros((count + 1, 2), dtype=np.int64)
        begins[:, paths.BEGIN] = market.begins
        begins[:count, paths.FIRM] = market.promised
        outside, worth = (np.asarray(one, dtype=np.int64) for one in (market.outside, market.utilities))
        furthest = [end for one in (outside, worth) for end in (-one.min(initial=0), one.max(initial=0))]
        assert max(furthest) <= MOST_UTILITY, "too much"
        links = np.empty((len(worth), 2), dtype=np.int32)
        links[:, paths.OTHER] = market.links
        links[:, paths.WORTH] = worth
        if outside.any():
            links[:, paths.WORTH] -= np.repeat(outside, np.diff(begins[:, paths.BEGIN])).astype(np.int32)
        return Board(paths, np, begins, links, market.cleaners)

    def assign(self, market: Market) -> Assignment:
        """The best assignment and its duals."""
        board = self.board(market)
        board.solve()
        return self._answer(market, board)

    def again(self, market: Market, before: Assignment) -> Assignment:
        """The best assignment, from the prices and pairs of an earlier answer."""
        board = self._standing(market, before)
        board.finish()
        return self._answer(market, board)

    def payments(self, market: Market, answer: Assignment) -> list[int]:
        """The lowest price of each booking's cleaner: what its being served costs the others."""
        np, paths, board = self._np, self._paths, self._standing(market, answer)
        board.mine[:, paths.PROFIT] = np.asarray(answer.profits, dtype=np.int64) - np.asarray(market.outside)
        board.mine[np.asarray(answer.unkept, dtype=np.int64), paths.PROFIT] = paths.FAR
        served = np.asarray(answer.cleaner_of, dtype=np.int64)
        paid = np.where(served >= 0, board.least_prices()[served], 0) if market.cleaners else served * 0
        return paid.tolist()

    def promises(self, cleaners: int) -> CompiledPromises:
        """An empty row of promises."""
        return CompiledPromises(self._paths, self._np, cleaners)

    def _standing(self, market: Market, before: Assignment) -> Board:
        """The market with the prices and pairs of an answer to it, or to one of the same size."""
        np, paths, board = self._np, self._paths, self.board(market)
        assert (len(before.cleaner_of), len(before.prices)) == (market.bookings, market.cleaners), "of the same size"
        board.theirs[:, paths.PROFIT] = before.prices
        board.mine[:, paths.MATE] = before.cleaner_of
        held = np.nonzero(board.mine[:, paths.MATE] >= 0)[0]
        board.theirs[board.mine[held, paths.MATE], paths.MATE] = held
        return board

    def _answer(self, market: Market, board: Board) -> Assignment:
        worth, profit, broken = board.proof()
        assert worth == profit and not broken, f"an answer without a proof: {worth} of {profit}, {broken} rules broken"
        return _read(self._paths, board.mine, board.theirs, market.outside)


class CompiledPromises:
    """Bookings as they arrive, in arrays that grow."""

    def __init__(self, paths: Any, np: Any, cleaners: int) -> None:
        self._paths, self._np = paths, np
        self._count, self._used = 0, 0
        self._begins = np.zeros((1025, 2), dtype=np.int64)
        self._links = np.empty((1024, 2), dtype=np.int32)
        self._mine, self._theirs = _nodes(np, paths, 1024), _nodes(np, paths, cleaners)
        self._room = np.empty((3, 2048 + cleaners), dtype=np.int64)
        self._outside: list[int] = []

    def arrive(self, arrival: Arrival) -> Bound | WouldDropPromise:
        """Find the best chain that ends at a cleaner who is free; only what is confirmed is kept."""
        paths, root = self._paths, self._count
        assert max(map(abs, (*arrival.utilities, arrival.outside))) <= MOST_UTILITY, "too much"
        end = self._used + len(arrival.links)
        self._make_room(end)
        rows = self._links[self._used : end]
        rows[:, paths.OTHER] = arrival.links
        rows[:, paths.WORTH] = arrival.utilities
        rows[:, paths.WORTH] -= arrival.outside
        self._begins[root + 1, paths.BEGIN] = end
        self._begins[root, paths.FIRM] = 0
        paths.join(root, self._begins, self._links, self._mine, self._theirs, self._room)
        cleaner = int(self._mine[root, paths.MATE])
        if cleaner < 0:
            return WouldDropPromise()
        self._begins[root, paths.FIRM] = 1
        self._count, self._used = root + 1, end
        self._outside.append(arrival.outside)
        moved = self._room[paths.NODE, : self._room[paths.SEEN, 0] - 1]
        return Bound(cleaner=cleaner, gain=int(self._mine[root, paths.PROFIT]), moved=tuple(moved.tolist()))

    def market(self) -> Market:
        """What was confirmed, all of it promised."""
        paths, count = self._paths, self._count
        utilities: list[int] = self._links[: self._used, paths.WORTH].tolist()
        begins: list[int] = self._begins[: count + 1, paths.BEGIN].tolist()
        for booking, outside in enumerate(self._outside):
            for at in range(begins[booking], begins[booking + 1]):
                utilities[at] += outside
        return Market(
            begins=begins,
            links=self._links[: self._used, paths.OTHER].tolist(),
            utilities=utilities,
            outside=tuple(self._outside),
            promised=(True,) * count,
            cleaners=len(self._theirs),
        )

    def standing(self) -> Assignment:
        """Who holds what now."""
        return _read(self._paths, self._mine[: self._count], self._theirs, self._outside)

    def _make_room(self, end: int) -> None:
        np, paths = self._np, self._paths
        if self._count + 1 >= len(self._mine):
            self._mine = np.concatenate((self._mine, _nodes(np, paths, len(self._mine))))
            self._begins = np.concatenate((self._begins, np.zeros_like(self._begins)))
        if end > len(self._links):
            self._links = np.concatenate((self._links, np.empty((end, 2), dtype=np.int32)))
        if (most := len(self._links) + len(self._theirs) + 1) > self._room.shape[1]:
            self._room = np.empty((3, most), dtype=np.int64)


def _nodes(np: Any, paths: Any, count: int) -> Any:
    nodes = np.zeros((count, 4), dtype=np.int64)
    nodes[:, paths.MATE] = nodes[:, paths.FROM] = -1
    nodes[:, paths.DISTANCE] = paths.FAR
    return nodes


def _read(paths: Any, mine: Any, theirs: Any, outside: Any) -> Assignment:
    unkept = mine[:, paths.PROFIT] == paths.FAR
    profits = mine[:, paths.PROFIT].copy()
    profits[unkept] = 0
    profits[:] += outside if len(outside) else 0
    return Assignment(
        cleaner_of=mine[:, paths.MATE].tolist(),
        profits=profits.tolist(),
        prices=theirs[:, paths.PROFIT].tolist(),
        unkept=unkept.nonzero()[0].tolist(),
    )


@for_real_people
@asynccontextmanager
async def open_assigner(settings: object) -> AsyncGenerator[Assigner]:
    """The compiled assigner, warm."""
    yield NumbaAssigner()
