"""Tips to tap on: whole amounts, rising, and never more than one clean may bring."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleanbee.domain.booking.tips import tips_offered
from cleanbee.domain.kernel import Money
from cleanbee.domain.platform.policy import limit_in, standard

POLICY = standard()


def test_for_a_clean_of_72_euros_4_7_and_11_are_offered() -> None:
    assert [one.amount for one in tips_offered(Money(amount=7_200), POLICY)] == [400, 700, 1_100]


@given(st.integers(0, 1_000_000))
def test_what_is_offered_is_whole_rises_and_may_be_given(price: int) -> None:
    offered = [one.amount for one in tips_offered(Money(amount=price), POLICY)]
    assert offered == sorted(set(offered))
    assert all(one % 100 == 0 and 100 <= one <= limit_in(POLICY.tip_most, "EUR").amount for one in offered)
