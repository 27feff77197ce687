"""The machine over memory: shortly in the inner loop, at length in the soak."""

from __future__ import annotations

import pytest
from hypothesis.stateful import run_state_machine_as_test
from tests.unit.marketplace.machine import Marketplace, lives


def test_the_truths_hold_whatever_people_do() -> None:
    run_state_machine_as_test(Marketplace, settings=lives(20, 40))  # type: ignore[no-untyped-call]


@pytest.mark.soak
def test_the_truths_hold_over_many_lives() -> None:
    run_state_machine_as_test(Marketplace, settings=lives(1_000, 80))  # type: ignore[no-untyped-call]
