"""What a run of `torture search` amounts to."""

from __future__ import annotations

from collections import Counter

from cleanbee.adapters.search.follower import MOST_LAG_S
from cleanbee.entrypoints.torture.outcome import Asked, Report, percentile
from cleanbee.entrypoints.torture.search_kills import LAG_MOST_S
from cleanbee.entrypoints.torture.search_run import Home, Run
from cleanbee.entrypoints.torture.versions import Heard

BACK_WITHIN_S = 8.0
LEAST_FROM_SEARCH, LEAST_FROM_FALLBACK = 1_000, 100


def judge(one: Run, report: Report, asked: Asked) -> None:
    """Every answer by the rule, and every number by what was wanted."""
    heard = [(home, answer) for home in one.homes for answer in home.heard]
    engines = Counter(answer.engine for _, answer in heard)
    off = [(home, answer) for home, answer in heard if not home.versions.was_right(answer, MOST_LAG_S)]
    report.attempts = len(heard)
    report.figures |= {
        "cleaners": asked.cleaners,
        "answers": dict(engines),
        "kills": dict(one.kills),
        "changes": one.changes,
        "right_answers": sum(len(home.versions.known) for home in one.homes),
        "slots_shown": sum(answer.slots for _, answer in heard),
        "back_after_s": [round(each, 1) for each in one.back_after],
        "lag_p99_s": round(percentile(one.lags, 0.99), 3),
    }
    for engine, took in one.took.items():
        for share in (0.5, 0.99):
            report.figures[f"{engine}_p{round(share * 100)}_ms"] = round(percentile(took, share) * 1000, 1)
    report.expect(not off, f"{len(off)} wrong answers, first: {_told(off)}")
    report.expect(not one.wrong, f"{len(one.wrong)} requests went wrong, first: {one.wrong[:1]}")
    report.expect(report.attempts > 0, "void: nothing was answered")
    report.expect(any(answer.slots for _, answer in heard), "void: nobody was ever shown a slot")
    report.expect(one.kills.total() > 0, "void: nothing was killed")
    report.expect(not one.lost, f"{len(one.lost)} replicas did not come back: {one.lost}")
    late = [round(each, 1) for each in one.back_after if each > BACK_WITHIN_S]
    report.expect(not late, f"{len(late)} replicas lagged more than {LAG_MOST_S:.0f} s for {late} s after their death")
    if not asked.short:
        for engine, least in (("search", LEAST_FROM_SEARCH), ("reference", LEAST_FROM_FALLBACK)):
            report.expect(engines[engine] >= least, f"void: {engines[engine]} answers by {engine}, {least} wanted")


def _told(off: list[tuple[Home, Heard]]) -> str:
    if not off:
        return "none"
    home, answer = off[0]
    began = home.versions.known[0].begins
    ever = [n for n, one in enumerate(home.versions.known) if one.digest == answer.digest]
    return f"home {home.caller.number} by {answer.engine} at {answer.asked - began:.2f} s, right as version {ever}"
