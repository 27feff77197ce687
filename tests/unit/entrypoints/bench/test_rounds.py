"""A contender that is late, absent or dead has no answer; one that answers is timed."""

from __future__ import annotations

import pytest

from cleanbee.entrypoints.bench.rounds import ANSWERED, Contender, start

pytestmark = pytest.mark.slow
SERVE = "from cleanbee.entrypoints.bench.rounds import serve\n"


def asked_twice(code: str, budget_s: float = 30) -> Contender:
    """A contender after two questions, ended."""
    one = start("one", SERVE + code)
    for _ in range(2):
        one.ask(budget_s)
    one.stop()
    return one


def test_each_answer_is_kept_with_what_it_took() -> None:
    one = asked_twice("serve(lambda: lambda: 42)")
    assert (one.state, [took.answer for took in one.rounds]) == (ANSWERED, [42, 42])
    assert "median_s" in one.figures()


def test_a_library_that_is_not_there_is_absent_and_the_way_to_get_it_is_said() -> None:
    one = asked_twice("def prepare():\n    import no_such_peer\nserve(prepare)")
    assert not one.rounds
    assert "absent: no_such_peer" in one.state and "cleanbee[bench]" in one.state


def test_whoever_is_late_or_dies_has_no_answer() -> None:
    assert "no answer in 0.5 s" in asked_twice("serve(lambda: lambda: sum(iter(int, 1)))", 0.5).state
    assert "no answer" in asked_twice("raise SystemExit(3)").state
