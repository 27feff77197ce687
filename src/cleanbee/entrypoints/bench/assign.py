"""Who gets which booking: our exact assigner beside its peers; confirm now and bind late beside others."""

from __future__ import annotations

import math
import statistics
from contextlib import ExitStack

from cleanbee.entrypoints.bench import arrivals, real_days
from cleanbee.entrypoints.bench.outcome import Asked, Measured
from cleanbee.entrypoints.bench.rounds import Contender, ratios, start

SIZES, QUICK_SIZES = (1_000, 10_000, 100_000), (1_000, 10_000)
ROUNDS = 5
BUDGET_S = 240
GOALS = {"ortools": 4.0, "scipy": 30.0}
AT = 100_000
SLOPE = 1.15
SHARE = 0.995
ARRIVAL_US = 50
BOTH = (True, False)
CODE = """
from cleanbee.entrypoints.bench.assigners import CONTENDERS
from cleanbee.entrypoints.bench.city_market import city
from cleanbee.entrypoints.bench.rounds import serve
serve(lambda: CONTENDERS[{name!r}](city({size}, {seed}, sorted_by_place={order})))
"""


async def run(asked: Asked) -> Measured:
    """Every size with every contender, in turns; the ratio is the worst of reached to goal, over all goals.

    The goals are about 10⁵ a side and the peers: without ``--full --peers`` nothing is held against them.
    """
    figures: dict[str, object] = {"threads": 1, "seed": asked.seed}
    goals: dict[str, float] = {}
    medians: dict[int, float] = {}
    for size in QUICK_SIZES if asked.quick else SIZES:
        told, found = _size(size, asked)
        figures |= {f"{size}_{name}": value for name, value in told.items()}
        medians[size] = found["ours"]
        figures |= _changes(size, asked)
        if size == AT:  # a peer without an answer is not beaten
            goals |= {f"{name}_to_ours": found.get(name, 0.0) / goal for name, goal in GOALS.items()}
    least, most = min(medians), max(medians)
    slope = math.log(medians[most] / medians[least]) / math.log(most / least)
    late = arrivals.measure(asked)
    goals |= {
        "slope": SLOPE / slope,
        "late_share": late.share / SHARE,
        "late_mean_us": ARRIVAL_US / late.mean_us,
    }
    figures |= {"log_log_slope": round(slope, 2), **late.figures, **real_days.measure(asked)}
    figures["reached_to_goal"] = {name: round(value, 2) for name, value in goals.items()}
    judged = not asked.quick and asked.peers
    goal = 1.0 if judged else None
    return Measured(name="bench assign (reached to goal)", ratio=min(goals.values()), goal=goal, figures=figures)


def _changes(size: int, asked: Asked) -> dict[str, object]:
    """A re-solve after other values for 1 % of the bookings (stretch: 3 %), and all payments (goal: 10 % more)."""
    with ExitStack() as stack:
        four = [_started(stack, name, size, asked) for name in ("ours", "payments", "changed", "again")]
        for _ in range(ROUNDS):
            for one in four:
                one.ask(BUDGET_S)
    ours, payments, changed, again = four
    assert all(one.rounds for one in four), [one.state for one in four]
    assert {one.rounds[0].answer for one in (ours, payments)} == {ours.rounds[0].answer}
    assert again.rounds[0].answer == changed.rounds[0].answer != ours.rounds[0].answer
    more, part = (statistics.median(ratios(a, [b])) for a, b in ((ours, payments), (changed, again)))
    return {
        f"{size}_payments": f"{100 * more - 100:.0f} % more than a solve, equal to their definition",
        f"{size}_again": f"{100 * part:.0f} % of a solve after a change of 1 %, the same worth",
    }


def _started(stack: ExitStack, name: str, size: int, asked: Asked, *, order: bool = True) -> Contender:
    code = CODE.format(name=name, size=size, seed=asked.seed, order=order)
    one = start(f"{name}_{'morton' if order else 'drawn'}", code)
    stack.callback(one.stop)
    return one


def _size(size: int, asked: Asked) -> tuple[dict[str, object], dict[str, float]]:
    names = ["ours", "greedy", *(("ortools", "scipy", "lapx") if asked.peers else ())]
    orders = {name: BOTH if name in GOALS else (True,) for name in names}
    with ExitStack() as stack:
        sides: dict[str, list[Contender]] = {}
        for name in names:
            for order in orders[name]:
                sides.setdefault(name, []).append(_started(stack, name, size, asked, order=order))
        everybody = [one for side in sides.values() for one in side]
        for _ in range(3 if size == AT else ROUNDS):
            for one in everybody:
                one.ask(BUDGET_S)
                if sum(round.wall_s for round in one.rounds) > BUDGET_S / 4:
                    one.state = "asked no further: too slow for more rounds"
    return _told(sides)


def _told(sides: dict[str, list[Contender]]) -> tuple[dict[str, object], dict[str, float]]:
    """No time is told of whoever's answer is not worth what ours is; greedy's is told with what it loses."""
    (ours,) = sides["ours"]
    assert ours.rounds, f"ours: {ours.state}"
    best = ours.rounds[0].answer
    told: dict[str, object] = {"worth": best, "certificate": "verified in each round"}
    found = {"ours": statistics.median(one.cpu_s for one in ours.rounds)}
    for name, side in sides.items():
        for one in side:
            told[one.name] = one.figures()
            wrong = {round.answer for round in one.rounds} - {best}
            if name == "greedy":
                told["greedy_loses"] = f"{100 * (1 - one.rounds[0].answer / best):.1f} %"
            elif wrong:
                told[one.name] = {"state": f"a different answer: {sorted(wrong)}"}
                one.rounds.clear()
        times = ratios(ours, side)
        if name != "ours" and times:
            found[name] = statistics.median(times)
            told[f"{name}_to_ours"] = f"{found[name]:.1f} (rounds {min(times):.1f} to {max(times):.1f})"
    return told, found
