"""Who could do this, best first: ours beside numpy and PostgreSQL, every answer compared, one thread each."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleanbee.adapters.numba.columns import days_apart
from cleanbee.adapters.numba.search_kernels import layout, point, who, words
from cleanbee.entrypoints.bench.goals import Goal, Judged, judged
from cleanbee.entrypoints.bench.new_visits import blank, new_visits, with_visits
from cleanbee.entrypoints.bench.numpy_search import NumpySearch
from cleanbee.entrypoints.bench.outcome import Asked, percentile
from cleanbee.entrypoints.bench.postgres_search import postgres_search
from cleanbee.entrypoints.bench.requests import NOBODY, Oracle, Request, requests
from cleanbee.entrypoints.bench.town import Town, large_town

Answer = tuple[list[tuple[int, int]], int]
SIZES, QUICK_SIZES = (10_000, 100_000, 1_000_000), (10_000, 100_000)
ROUNDS, BATCH = 12, 40
ORACLE, QUICK_ORACLE = 10_000, 300
PEER_SIZE, PEER_BATCH = 100_000, 12
UPDATES = 20_000
VISITS_AROUND = 3  # in five days, in the mean
GOALS = {
    "cell": 5.0,
    "at_10000": 12.0,
    "at_1000000": 150.0,
    "btree": 50.0,
    "gist": 150.0,
    "flat": 1.3,
    "floor": 3.0,
    "update_ns": 50.0,
    "kb": 1.6,
}


@dataclass
class Contender:
    """Whoever answers: how, and how long each answer took, round by round (seconds)."""

    name: str
    answer: Callable[[Request], Answer]
    batch: int = BATCH
    rounds: list[list[float]] = field(default_factory=list[list[float]])

    def per_question(self, n: int) -> float:
        """Seconds a question in one round: the median, which a busy machine moves least."""
        return statistics.median(self.rounds[n])

    def us(self, share: float) -> float:
        """Microseconds within which this share of the answers came."""
        return round(percentile([each for one in self.rounds for each in one], share) * 1e6, 1)


async def run(asked: Asked) -> Judged:
    """All sizes, then the oracle on the smallest, then PostgreSQL if peers are wanted."""
    figures: dict[str, object] = {"threads": "1 each", "warm_up": "compiled and called once before the clock runs"}
    goals: list[Goal] = []
    medians: dict[int, float] = {}
    for size in QUICK_SIZES if asked.quick else SIZES:
        town = large_town(size, asked.seed)
        contenders = _contenders(town)
        _rounds(town, contenders, asked.seed, figures)
        medians[size] = contenders[0].us(0.5)
        ratios = _say(size, contenders, figures)
        if f"at_{size}" in GOALS:
            goals.append(Goal(f"numpy filter-then-score at {size}", GOALS[f"at_{size}"], ratios["numpy"]))
        goals.append(Goal(f"numpy on the same cells at {size}", GOALS["cell"], ratios["numpy_cells"]))
        _floor(town, size, medians[size], asked.seed, figures, goals)
        if size == min(SIZES):
            figures["recall"] = _recall(town, QUICK_ORACLE if asked.quick else ORACLE, asked.seed)
        if size == PEER_SIZE:
            _update(town, figures, goals)
            if asked.peers:
                goals += await _postgres(town, asked.seed, figures)
    goals.append(Goal("flat over the sizes", GOALS["flat"], max(medians.values()) / min(medians.values()), most=True))
    return judged("bench search", goals, figures)


def ours(town: Town) -> Callable[[Request], Answer]:
    """The compiled search over this town's columns."""

    def answer(one: Request) -> Answer:
        best, able = town.columns.who(one.numbers, NOBODY)
        return best[:, : layout.POINTS + 1].tolist(), able

    return answer


def _contenders(town: Town) -> list[Contender]:
    whole, cells = NumpySearch(town, sorted_cells=False), NumpySearch(town, sorted_cells=True)
    return [
        Contender("ours", ours(town)),
        Contender("numpy", lambda one: whole.who(one.numbers, one.seed), BATCH // 8),
        Contender("numpy_cells", lambda one: cells.who(one.numbers, one.seed), BATCH // 2),
    ]


def _rounds(town: Town, contenders: Sequence[Contender], seed: int, figures: dict[str, object]) -> None:
    """In turns, each round with fresh questions; no time counts without the same answer."""
    for one in contenders:
        one.answer(requests(town, 1, seed)[0])
    able: list[int] = []
    for n in range(ROUNDS):
        asks = requests(town, BATCH, seed * 1_000 + n)
        answers = [_timed(one, asks[: one.batch]) for one in contenders]
        able += [count for _, count in answers[0]]
        for one, theirs in zip(contenders[1:], answers[1:], strict=True):
            assert [_plain(each) for each in theirs] == [_plain(each) for each in answers[0][: one.batch]], one.name
    figures[f"able_at_{len(town.columns.people)}"] = round(statistics.mean(able), 1)


def _plain(answer: Answer) -> tuple[list[tuple[int, int]], int]:
    return [(int(row), int(points)) for row, points in answer[0]], int(answer[1])


def _timed(one: Contender, asks: Sequence[Request]) -> list[Answer]:
    took, answers = list[float](), list[Answer]()
    for ask in asks:
        begun = time.perf_counter()
        answers.append(one.answer(ask))
        took.append(time.perf_counter() - begun)
    one.rounds.append(took)
    return answers


def _say(size: int, contenders: Sequence[Contender], figures: dict[str, object]) -> dict[str, float]:
    ratios: dict[str, float] = {}
    for one in contenders:
        figures[f"{one.name}_{size}_us"] = f"p50 {one.us(0.5)}, p99 {one.us(0.99)}"
        each = [one.per_question(n) / contenders[0].per_question(n) for n in range(len(one.rounds))]
        ratios[one.name] = statistics.median(each)
        if one is not contenders[0]:
            figures[f"{one.name}_{size}_ratio"] = f"{ratios[one.name]:.1f} ({min(each):.1f} to {max(each):.1f})"
    return ratios


def _recall(town: Town, count: int, seed: int) -> str:
    """The rule's own answers beside ours: everyone, in order, with their scores."""
    oracle, answer = Oracle(town), ours(town)
    wanted = hit = same = 0
    for one in requests(town, count, seed + 77):
        right, mine = oracle.who(one), _plain(answer(one))
        wanted += len(right[0])
        hit += len(set(right[0]) & set(mine[0]))
        same += right == mine
    assert same == count, f"{count - same} of {count} answers are not the rule's"
    return f"{hit / max(1, wanted):.3f} over {count} questions, {same} equal in order, score and number of able"


def _floor(town: Town, size: int, p50_us: float, seed: int, figures: dict[str, object], goals: list[Goal]) -> None:
    """The bytes that a question touches, at the speed of memory in this run."""
    touched = list[int]()
    for one in requests(town, 200, seed + 5):
        found, _, seen, free = who.who(town.columns.where, one.numbers, *NOBODY)
        touched.append(seen * 8 + free * layout.PERSON * 4 + found * (layout.HELD + VISITS_AROUND) * 8)
    floor_us = statistics.mean(touched) / memory_speed() * 1e6
    figures[f"floor_{size}_us"] = f"{floor_us:.2f} ({round(statistics.mean(touched))} bytes)"
    figures[f"bytes_a_cleaner_{size}"] = round(town.columns.bytes_each)
    goals.append(Goal(f"times the memory floor at {size}", GOALS["floor"], p50_us / floor_us, most=True, stretch=True))


def memory_speed() -> float:
    """Bytes a second that one core reads, the best of five streams over 256 MB."""
    stream: NDArray[Any] = np.ones(1 << 25, dtype=np.int64)
    best = 0.0
    for _ in range(5):
        begun = time.perf_counter()
        stream.sum()
        best = max(best, stream.nbytes / (time.perf_counter() - begun))
    return best


def _update(town: Town, figures: dict[str, object], goals: list[Goal]) -> None:
    """New visits marked in place, and beside it days worked out anew, inside the kernels; both end in the same days."""
    rows, claims = new_visits(town, UPDATES, Random(1))
    marked, anew = blank(town), with_visits(town, rows, claims)
    for name in ("words", "held", "visits"):
        getattr(marked, name)[:] = getattr(town.columns, name)
    point.mark_each(marked.where, marked.policy, rows[:0], claims[:0])
    begun = time.perf_counter()
    count = point.mark_each(marked.where, marked.policy, rows, claims)
    each = (time.perf_counter() - begun) / len(rows) * 1e9
    assert count == len(rows), "visits that a day has room for are marked in place"
    anew.refresh_all()
    same = (marked.words == anew.words).all() and (days_apart(marked) == days_apart(anew)).all()
    assert same, "marked is as worked out anew"
    days = np.searchsorted(town.columns.zones[0, :, 0], claims[:, layout.START], side="right") - 1
    words.refresh_each(anew.where, anew.policy, rows[:1], days[:1])
    begun = time.perf_counter()
    words.refresh_each(anew.where, anew.policy, rows, days)
    figures["update_ns"] = round(each)
    figures["a_day_anew_ns"] = round((time.perf_counter() - begun) / len(rows) * 1e9)
    goals.append(Goal("an update, kernel nanoseconds", GOALS["update_ns"], each, most=True))
    goals.append(Goal("kB a cleaner at 42 days", GOALS["kb"], town.columns.bytes_each / 1000, most=True))


async def _postgres(town: Town, seed: int, figures: dict[str, object]) -> list[Goal]:
    """PostgreSQL with a clustered btree and with GiST, warm, on three days that it holds in memory."""
    mine = Contender("ours", ours(town))
    ratios: dict[str, list[float]] = {"btree": [], "gist": []}
    async with postgres_search(town) as theirs:
        warming = requests(town, 4, seed + 8, theirs.days)
        for kind in ratios:
            for one in warming:
                await theirs.who(kind, one)
        for n in range(ROUNDS):
            asks = requests(town, PEER_BATCH, seed * 100 + n, theirs.days)
            answers = [_plain(one) for one in _timed(mine, asks)]
            for kind, each in ratios.items():
                took = list[float]()
                for one, right in zip(asks, answers, strict=True):
                    begun = time.perf_counter()
                    other = await theirs.who(kind, one)
                    took.append(time.perf_counter() - begun)
                    assert other == right, f"postgres by {kind} answers otherwise"
                each.append(statistics.median(took) / mine.per_question(n))
        figures["postgres_plan"] = await theirs.plan("btree", warming[0])
    figures["ours_beside_postgres_us"] = f"p50 {mine.us(0.5)}, p99 {mine.us(0.99)}"
    for kind, each in ratios.items():
        figures[f"postgres_{kind}_ratio"] = f"{statistics.median(each):.1f} ({min(each):.1f} to {max(each):.1f})"
    return [Goal(f"PostgreSQL {kind}", GOALS[kind], statistics.median(each)) for kind, each in ratios.items()]
