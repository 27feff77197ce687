"""Payment lives in simulated time: a bad line, a bank that writes late and often, processes that die at any step.

What is judged is the bank's own book against the store, by an auditor who asks nobody else.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import IO

from cleanbee.adapters.memory.bank import CARDS
from cleanbee.entrypoints.simulator.kinds import KINDS
from cleanbee.entrypoints.simulator.lived import Lived, Plan, live
from cleanbee.entrypoints.simulator.world import Rates
from cleanbee.entrypoints.torture.outcome import Asked, Report

ALONE = True
"""It opens no house: whoever runs it need not."""

LIVES = {"memory": 5_000, "postgres": 200}
IN_A_WORLD = 40
LEAST_FAULTED = 0.15
A_CRASH, OF_EACH = 10, 100
"""At least one crash in so many lives, and of each card a life in twice as many: less is no proof."""
RARELY = 8
"""Of a kind that is lived so many times less often than its weight asks there is no proof either."""

SUMMED = ("steps", "calls", "faulted", "first_calls", "first_faulted", "looked_up", "crashes", "outages", "messages",
          "refused", "looks", "compared", "difference")  # fmt: skip


def run(asked: Asked) -> Report:
    """Live all the lives, in worlds of a few dozen, and sum up."""
    lives = asked.lives or LIVES[asked.store]
    lives = max(1, lives // 10) if asked.short else lives
    begun, total = time.perf_counter(), Lived()
    hashes = sha256()
    with _quiet(), _trace(asked.evidence) as trace:
        for lived in _worlds(asked, lives, trace):
            hashes.update(lived.hash.encode())
            _add(total, lived)
    report = _reported(asked, lives, total, time.perf_counter() - begun)
    report.figures["trace"] = hashes.hexdigest()
    if asked.evidence is not None:
        verdict = {"seed": asked.seed, "store": asked.store, "faults": asked.faults, "findings": report.findings}
        text = json.dumps({**verdict, "sentence": report.sentence, **report.figures}, indent=2)
        (asked.evidence / "verdict.json").write_text(text + "\n", encoding="utf-8")
    return report


def _worlds(asked: Asked, lives: int, trace: IO[str] | None) -> Iterator[Lived]:
    keep = None if trace is None else partial(_line, trace)
    rates = Rates(faults=asked.faults)
    if asked.store == "postgres":
        from cleanbee.entrypoints.torture.lives_on_postgres import opened_by, servers

        with servers() as url:
            yield live(Plan(seed=f"{asked.seed}", lives=lives, rates=rates), keep, opened_by(url))
        return
    for n, first in enumerate(range(0, lives, IN_A_WORLD)):
        here = min(IN_A_WORLD, lives - first)
        yield live(Plan(seed=f"{asked.seed} world {n}", lives=here, rates=rates), keep)


def _line(trace: IO[str], line: str) -> None:
    trace.write(line + "\n")


def _add(total: Lived, lived: Lived) -> None:
    for name in SUMMED:
        setattr(total, name, getattr(total, name) + getattr(lived, name))
    total.kinds += lived.kinds
    total.cards += lived.cards
    total.ended += lived.ended
    total.payouts += lived.payouts
    total.refunds += lived.refunds
    total.disputes += lived.disputes
    total.tips += lived.tips
    total.findings += lived.findings


def _reported(asked: Asked, lives: int, total: Lived, seconds: float) -> Report:
    done = sum(total.kinds.values())
    report = Report("money", attempts=done, findings=list(total.findings[:100]))
    report.figures |= {name: getattr(total, name) for name in SUMMED}
    share = total.first_faulted / max(1, total.first_calls)
    report.figures |= {
        "lives": done,
        "first_calls_faulted": f"{share:.1%}",
        "kinds": dict(sorted(total.kinds.items())),
        "cards": dict(sorted(total.cards.items())),
        "ended": dict(sorted(total.ended.items())),
        "payouts": dict(sorted(total.payouts.items())),
        "refunds": dict(sorted(total.refunds.items())),
        "disputes": dict(sorted(total.disputes.items())),
        "tips": dict(sorted(total.tips.items())),
        "steps_a_second": round(total.steps / seconds),
        "seconds": round(seconds, 1),
    }
    _enough(report, total, lives, share)
    return report


def _enough(report: Report, total: Lived, lives: int, share: float) -> None:
    """A run in which too little was done or went wrong has shown nothing, and says so."""
    least = lives // OF_EACH
    report.expect(report.attempts == lives, f"void: {report.attempts} lives were finished, not {lives}")
    report.expect(share >= LEAST_FAULTED, f"void: {share:.1%} of the operations met a fault at once")
    report.expect(total.crashes >= lives // A_CRASH, f"void: {total.crashes} crashes are too few")
    report.expect(total.messages > 0 and total.looks > 0, "void: no message, or nobody looked while it went on")
    report.expect(total.payouts.total() > 0, "void: no cleaner was paid")
    moved = {"refunds": total.refunds.total(), "disputes": total.disputes.total(), "tips": total.tips.total()}
    report.expect(min(moved.values()) >= least, f"void: too few, least {least}: {moved}")
    report.expect(total.refused >= least, f"void: {total.refused} forged messages are too few")
    every, weights = lives // RARELY, sum(one.weight for one in KINDS)
    of_kinds = {one.name: every * one.weight // weights for one in KINDS}
    for what, counted, wanted in (
        ("kind", total.kinds, of_kinds),
        ("card", total.cards, dict.fromkeys(CARDS, least // 2)),
    ):
        rare = {one: counted[one] for one, few in wanted.items() if counted[one] < few}
        report.expect(not rare, f"void: too few of some {what}: {rare}")


@contextmanager
def _trace(folder: Path | None) -> Generator[IO[str] | None]:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with nullcontext() if folder is None else (folder / "trace.jsonl").open("w", encoding="utf-8") as file:
        yield file


@contextmanager
def _quiet() -> Generator[None]:
    """Each world would say anew that its store is in memory."""
    log = logging.getLogger("cleanbee.memory")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)
