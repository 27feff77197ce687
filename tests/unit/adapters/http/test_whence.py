"""From where a request comes is what our own proxies saw, never what anybody wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbee.adapters.http.whence import whence

PEER = "198.51.100.1"


@pytest.mark.parametrize(
    ("forwarded", "proxies", "from_where"),
    [
        ((), 0, PEER),
        (("203.0.113.7",), 0, PEER),
        (("203.0.113.7",), 1, "203.0.113.7"),
        (("1.1.1.1, 203.0.113.7",), 1, "203.0.113.7"),
        (("1.1.1.1", "203.0.113.7"), 1, "203.0.113.7"),
        (("1.1.1.1, 203.0.113.7, 10.0.0.2",), 2, "203.0.113.7"),
        (("203.0.113.7:4711",), 1, "203.0.113.7"),
        (("[2001:db8:1:2:3::4]:4711",), 1, "2001:db8:1:2::/64"),
        (("2001:db8:1:2:ffff::9",), 1, "2001:db8:1:2::/64"),
        (("::ffff:203.0.113.7",), 1, "203.0.113.7"),
        ((), 1, PEER),
        (("somebody",), 1, PEER),
        (("1.1.1.1, ",), 1, PEER),
    ],
)
def test_the_address_is_the_one_that_the_outermost_proxy_of_ours_saw(
    forwarded: tuple[str, ...], proxies: int, from_where: str
) -> None:
    assert whence(PEER, forwarded, proxies) == from_where


@given(st.lists(st.text(max_size=40), max_size=5), st.integers(1, 3))
def test_nothing_written_further_left_changes_where_a_request_comes_from(written: list[str], proxies: int) -> None:
    ours = ["203.0.113.7", *(f"10.0.0.{n}" for n in range(proxies - 1))]
    assert whence(PEER, [*written, ", ".join(ours)], proxies) == "203.0.113.7"


def test_whoever_has_no_address_is_counted_with_their_like() -> None:
    assert whence(None, (), 0) == "unknown"
