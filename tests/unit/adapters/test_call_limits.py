"""Limits that only hold together."""

from __future__ import annotations

from cleanbee.adapters.sandbox import wire
from cleanbee.adapters.stripe import transport
from cleanbee.domain.payment.operation import LEASE


def test_nobody_takes_up_a_call_at_the_gateway_that_may_still_be_answered() -> None:
    assert LEASE.total_seconds() > max(wire.CALLS_MOST_S, transport.CALLS_MOST_S)
