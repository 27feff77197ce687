"""Limits that only hold together."""

from __future__ import annotations

from cleanbee.adapters.sandbox.wire import CALLS_MOST_S
from cleanbee.domain.payment.operation import LEASE


def test_nobody_takes_up_a_call_at_the_gateway_that_may_still_be_answered() -> None:
    assert LEASE.total_seconds() > CALLS_MOST_S
