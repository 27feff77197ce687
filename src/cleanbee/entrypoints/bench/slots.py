"""When somebody could come over two weeks: ours beside numpy and SQL, every answer compared, one thread each."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cleanbee.entrypoints.bench.goals import Goal, Judged, judged
from cleanbee.entrypoints.bench.numpy_search import NumpySearch
from cleanbee.entrypoints.bench.outcome import Asked, percentile
from cleanbee.entrypoints.bench.postgres_search import postgres_search
from cleanbee.entrypoints.bench.requests import NOBODY, SLOT_DAYS, Oracle, SlotRequest, slot_requests
from cleanbee.entrypoints.bench.town import FIRST, ONE_DAY, Town, large_town
from cleanbee.entrypoints.bench.words_alone import ns_a_day

Counts = NDArray[np.int64]
SIZES, QUICK_SIZES = (10_000, 100_000, 1_000_000), (10_000, 100_000)
ROUNDS, BATCH, NUMPY_BATCH = 10, 30, 3
ORACLE, QUICK_ORACLE = 100, 10
WORDS = 200
SQL_SIZE, SQL_DAYS = 10_000, tuple(range(3, 24))
SQL_ROUNDS, SQL_BATCH = 5, 5
GOALS = {"numpy": 15.0, "sql": 1_000.0, "ns": 10.0, "words": 2.5}


@dataclass
class Side:
    """One contender with the seconds of each answer, round by round."""

    name: str
    answer: Callable[[SlotRequest], Counts]
    batch: int
    rounds: list[list[float]] = field(default_factory=list[list[float]])

    def us(self, share: float) -> float:
        """Microseconds within which this share of the answers came."""
        return round(percentile([each for one in self.rounds for each in one], share) * 1e6, 1)


async def run(asked: Asked) -> Judged:
    """All sizes; the oracle and SQL on the smallest."""
    figures: dict[str, object] = {"threads": "1 each", "days": SLOT_DAYS, "starts_a_day": 64}
    goals: list[Goal] = []
    for size in QUICK_SIZES if asked.quick else SIZES:
        town = large_town(size, asked.seed)
        sides = _sides(town)
        near = _rounds(town, sides, asked.seed)
        goals += _say(size, sides, near, figures)
        words = statistics.median(ns_a_day(town, slot_requests(town, WORDS, asked.seed + 5)))
        goals.append(Goal(f"ns a cleaner-day by words alone at {size}", GOALS["words"], words, most=True))
        if size == SQL_SIZE:
            figures["recall"] = _recall(town, QUICK_ORACLE if asked.quick else ORACLE, asked.seed)
            if asked.peers:
                goals.append(await _sql(town, asked.seed, figures))
    return judged("bench slots", goals, figures)


def ours(town: Town) -> Callable[[SlotRequest], Counts]:
    """The compiled search over this town's columns, every way in and out exact."""
    return lambda one: town.columns.when(one.numbers, NOBODY[0], one.open, one.instants, one.plain)[0]


def _sides(town: Town) -> list[Side]:
    cells = NumpySearch(town, sorted_cells=True)
    theirs = Side("numpy_cells", lambda one: cells.when(one.numbers, one.open, one.instants), NUMPY_BATCH)
    return [Side("ours", ours(town), BATCH), theirs]


def _rounds(town: Town, sides: Sequence[Side], seed: int) -> float:
    """In turns, each round with fresh questions; how many cleaners were near enough in the mean."""
    near = list[int]()
    for one in sides:
        one.answer(slot_requests(town, 1, seed)[0])
    for n in range(ROUNDS):
        asks = slot_requests(town, BATCH, seed * 1_000 + n)
        answers = [_timed(one, asks[: one.batch]) for one in sides]
        for mine, theirs in zip(answers[0], answers[1], strict=False):
            assert np.array_equal(mine, theirs), "numpy counts otherwise"
        near += [town.columns.when(one.numbers, NOBODY[0], one.open, one.instants, one.plain)[1] for one in asks]
    return statistics.mean(near)


def _timed(one: Side, asks: Sequence[SlotRequest]) -> list[Counts]:
    took, answers = list[float](), list[Counts]()
    for ask in asks:
        begun = time.perf_counter()
        answers.append(one.answer(ask))
        took.append(time.perf_counter() - begun)
    one.rounds.append(took)
    return answers


def _say(size: int, sides: Sequence[Side], near: float, figures: dict[str, object]) -> list[Goal]:
    for one in sides:
        figures[f"{one.name}_{size}_us"] = f"p50 {one.us(0.5)}, p99 {one.us(0.99)}"
    mine, theirs = (tuple(statistics.median(each) for each in one.rounds) for one in sides)
    each = [b / a for a, b in zip(mine, theirs, strict=True)]
    figures[f"near_enough_{size}"] = round(near)
    figures[f"numpy_cells_{size}_ratio"] = f"{statistics.median(each):.1f} ({min(each):.1f} to {max(each):.1f})"
    a_day = sides[0].us(0.5) * 1_000 / (near * SLOT_DAYS)
    return [
        Goal(f"numpy on the same cells at {size}", GOALS["numpy"], statistics.median(each)),
        Goal(f"ns a cleaner-day with exact ways at {size}", GOALS["ns"], a_day, most=True, stretch=True),
    ]


def _recall(town: Town, count: int, seed: int) -> str:
    oracle, answer = Oracle(town), ours(town)
    starts = 0
    for one in slot_requests(town, count, seed + 77):
        right = oracle.when(one)
        assert np.array_equal(right, answer(one)), "the rule counts otherwise"
        starts += int((right > 0).sum())
    return f"1.000: {count} questions, {starts} open starts, each with the rule's own number"


async def _sql(town: Town, seed: int, figures: dict[str, object]) -> Goal:
    """One statement over the clustered btree, warm; it must hold all days, so the town is the smallest."""
    mine, ratios = Side("ours", ours(town), BATCH), list[float]()
    async with postgres_search(town, SQL_DAYS) as theirs:
        last = town.days.number(FIRST + SQL_DAYS[-1] * ONE_DAY)
        asks = [one for one in slot_requests(town, 200, seed + 9) if int(one.open[-1, 0]) <= last]
        await theirs.when(asks.pop())  # warms it up
        for n in range(SQL_ROUNDS):
            answers = _timed(mine, asks[n * SQL_BATCH : (n + 1) * SQL_BATCH])
            took = list[float]()
            for one, right in zip(asks[n * SQL_BATCH :], answers, strict=False):
                begun = time.perf_counter()
                other = await theirs.when(one)
                took.append(time.perf_counter() - begun)
                assert np.array_equal(right, other), "SQL counts otherwise"
            ratios.append(statistics.median(took) / statistics.median(mine.rounds[n]))
    figures["sql_ratio"] = f"{statistics.median(ratios):.0f} ({min(ratios):.0f} to {max(ratios):.0f})"
    return Goal("SQL", GOALS["sql"], statistics.median(ratios))
