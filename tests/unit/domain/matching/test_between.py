"""Between which visits an offer lies."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.messaging.visits import START, booking

from cleanbee.domain.kernel import Window, window_of, with_
from cleanbee.domain.matching.between import between

SPANS = st.tuples(st.integers(0, 40), st.integers(1, 12))


def span(quarters: int, long: int) -> Window:
    return window_of(START + timedelta(minutes=15 * quarters), 15 * long)


@given(SPANS, st.lists(SPANS, max_size=5))
def test_nothing_of_the_day_lies_nearer_than_what_is_said(asked: tuple[int, int], day: list[tuple[int, int]]) -> None:
    window, visits = span(*asked), [with_(booking(), window=span(*one)) for one in day]
    told = between(window, visits)
    ended = {one.window.end for one in visits if one.window.end <= window.start}
    begun = {one.window.start for one in visits if one.window.start >= window.end}
    assert (told.after in ended and all(one <= told.after for one in ended)) if ended else told.after is None
    assert (told.before in begun and all(one >= told.before for one in begun)) if begun else told.before is None
