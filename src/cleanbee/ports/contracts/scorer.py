"""What every scorer promises: the rule's own points, to the last one, for whatever it is asked."""

from __future__ import annotations

from abc import abstractmethod

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanbee.domain.matching.score import FULL, MOST, MOST_INPUT, Terms, scores
from cleanbee.ports.outbound.matching import Scorer

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


# The suite is inherited by each adapter's tests, and a scorer keeps nothing between questions.
ONE_SUITE_MANY_ADAPTERS = [HealthCheck.function_scoped_fixture, HealthCheck.differing_executors, HealthCheck.too_slow]

EXTREMES = (
    Terms(debt=MOST_INPUT, day_pay=1),
    Terms(debt=MOST_INPUT, day_pay=MOST_INPUT),
    Terms(stars_sum=MOST_INPUT, stars_count=MOST_INPUT // 5),
    Terms(stars_sum=MOST_INPUT // 5, stars_count=MOST_INPUT // 5),
    Terms(visits_here=MOST_INPUT, days_since=MOST_INPUT, added_min=MOST_INPUT, visits=MOST_INPUT, late_permille=FULL),
)


class ScorerContract:
    """Scorers."""

    @abstractmethod
    def open_scorer(self) -> Scorer:
        """A scorer that is ready."""

    @pytest.fixture
    def scorer(self) -> Scorer:
        return self.open_scorer()

    @settings(deadline=None, suppress_health_check=ONE_SUITE_MANY_ADAPTERS)
    @given(candidates=st.lists(anybody(), max_size=40))
    def test_it_says_what_the_rule_says(self, scorer: Scorer, candidates: list[Terms]) -> None:
        found = scorer.score(candidates)
        assert tuple(found) == scores(candidates)
        assert all(0 <= points <= MOST for points in found)

    def test_the_furthest_edges_overflow_nothing(self, scorer: Scorer) -> None:
        assert tuple(scorer.score(EXTREMES)) == scores(EXTREMES)

    def test_nobody_has_no_score(self, scorer: Scorer) -> None:
        assert list(scorer.score(())) == []
