"""Money that is split is neither lost nor found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleanbee.domain.kernel import Money, total

weights = st.lists(st.integers(min_value=0, max_value=10_000), min_size=1, max_size=8).filter(any)


@given(amount=st.integers(min_value=0, max_value=10**9), weights=weights)
def test_the_parts_of_a_price_sum_to_the_price(amount: int, weights: list[int]) -> None:
    assert total(Money(amount=amount).split(weights)) == Money(amount=amount)
