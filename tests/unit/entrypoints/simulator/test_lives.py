"""Payment lives in a bad world: nothing is lost, doubled or left, and one seed is one world."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleanbee.entrypoints.simulator.kinds import KINDS
from cleanbee.entrypoints.simulator.lived import Plan, live
from cleanbee.entrypoints.torture.money import run
from cleanbee.entrypoints.torture.outcome import Asked

HOLDS = KINDS[: 1 + [one.name for one in KINDS].index("impatient")]
"""The stories of holds: with others beside them it would be another world, in which planted faults may not show."""

A_WORLD = """
from cleanbee.entrypoints.torture.money import run
from cleanbee.entrypoints.torture.outcome import Asked
import sys
report = run(Asked(seed=int(sys.argv[1]), lives=12))
print(report.figures["trace"], report.figures["steps"])
"""


@pytest.mark.slow
def test_a_hundred_and_fifty_lives_come_to_rest_with_nothing_wrong(tmp_path: Path) -> None:
    report = run(Asked(seed=5, lives=150, evidence=tmp_path))
    assert report.findings == []
    assert report.figures["difference"] == 0
    verdict = json.loads((tmp_path / "verdict.json").read_text())
    assert (verdict["seed"], verdict["findings"], verdict["trace"]) == (5, [], report.figures["trace"])
    lines = (tmp_path / "trace.jsonl").read_text().splitlines()
    assert sum('"what": "crash"' in line for line in lines) == report.figures["crashes"] >= 15


@pytest.mark.slow
def test_one_small_bad_world_comes_to_rest_with_nothing_wrong() -> None:
    """So small that faults planted in the product are looked for in it one by one."""
    lived = live(Plan(seed="small", lives=40, kinds=HOLDS))
    assert lived.findings == []


@pytest.mark.slow
def test_a_world_of_good_cards_comes_to_rest_with_each_amount_held_and_taken_once() -> None:
    kinds = [one for one in KINDS if one.name in {"near_and_done", "far_and_done", "locked_out"}]
    lived = live(Plan(seed="good", lives=20, kinds=kinds))
    assert lived.findings == []
    assert lived.ended["settled, captured"] > 15


@pytest.mark.slow
def test_a_world_of_cancelled_cleans_comes_to_rest_and_leaves_no_hold() -> None:
    kinds = [one for one in KINDS if one.name in {"waived", "cancelled_some_time", "cancelled_at_an_edge"}]
    lived = live(Plan(seed="cancelled", lives=15, kinds=kinds))
    assert lived.findings == []
    assert lived.ended["cancelled, voided"] > 0, "somebody cancels in time what is held"


@pytest.mark.slow
def test_a_run_in_which_nothing_goes_wrong_has_shown_nothing() -> None:
    report = run(Asked(seed=4, lives=100, faults=0.01, short=True))
    assert report.attempts == 10
    assert [one for one in report.findings if one.startswith("void: ")]
    assert all(one.startswith("void: ") for one in report.findings)


@pytest.mark.slow
def test_one_seed_is_one_world_bit_for_bit_and_another_is_another() -> None:
    first, again, other = (_lived_apart(seed, hashes) for seed, hashes in ((1, "0"), (1, "77"), (2, "0")))
    assert first == again
    assert first != other


def _lived_apart(seed: int, hash_seed: str) -> str:
    """The trace of a world in a process of its own, whose hashes are salted otherwise."""
    done = subprocess.run(
        [sys.executable, "-c", A_WORLD, str(seed)],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
