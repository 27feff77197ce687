"""The compiled scorer keeps the rule exactly, whatever it is asked."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleanbee.adapters.numba.scorer import NumbaScorer
from cleanbee.adapters.reference.scorer import ReferenceScorer
from cleanbee.domain.matching.score import FULL, MOST, MOST_INPUT, Terms

EDGES = [0, 1, 4, 5, 6, 9, 10, 11, 44, 45, 46, 179, 180, 181, 999, 1000, MOST_INPUT - 1, MOST_INPUT]
COUNT = st.one_of(st.sampled_from(EDGES), st.integers(0, MOST_INPUT), st.integers(0, 400))


@st.composite
def anybody(draw: st.DrawFn) -> Terms:
    """A candidate with any inputs that the rule admits, its edges often."""
    rated = draw(st.one_of(st.sampled_from([0, 1, 2, 10, MOST_INPUT // 5]), st.integers(0, 500)))
    return Terms(
        visits_here=draw(COUNT),
        days_since=draw(COUNT),
        added_min=draw(COUNT),
        late_permille=draw(st.integers(0, FULL)),
        favourite=draw(st.booleans()),
        shared=draw(st.booleans()),
        stars_sum=draw(st.one_of(st.sampled_from([rated, 3 * rated, 5 * rated]), st.integers(rated, 5 * rated))),
        stars_count=rated,
        debt=draw(COUNT),
        day_pay=draw(st.one_of(st.sampled_from([1, MOST_INPUT]), st.integers(1, 100_000))),
        visits=draw(COUNT),
    )


@pytest.fixture(scope="module")
def compiled() -> NumbaScorer:
    return NumbaScorer()


@settings(max_examples=300, deadline=None)
@given(st.lists(anybody(), max_size=40))
@example([])
@example([Terms(debt=MOST_INPUT, day_pay=1), Terms(debt=MOST_INPUT, day_pay=MOST_INPUT)])
@example([Terms(stars_sum=MOST_INPUT, stars_count=MOST_INPUT // 5), Terms(stars_sum=0, stars_count=0)])
def test_the_compiled_scorer_says_what_the_rule_says(compiled: NumbaScorer, candidates: list[Terms]) -> None:
    assert compiled.score(candidates) == ReferenceScorer().score(candidates)


@settings(max_examples=300, deadline=None)
@given(anybody())
def test_a_score_lies_between_nothing_and_everything(candidate: Terms) -> None:
    (points,) = ReferenceScorer().score([candidate])
    assert 0 <= points <= MOST


def test_numba_is_not_imported_until_the_adapter_is_opened() -> None:
    walk = (
        "import sys, cleanbee.adapters.numba.scorer as s\n"
        "assert 'numba' not in sys.modules and 'numpy' not in sys.modules, 'imported too early'\n"
        "s.NumbaScorer()\n"
        "assert 'numba' in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", walk], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
