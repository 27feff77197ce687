"""The machine over memory: thousands of steps in a usual run, a hundred thousand in the soak."""

from __future__ import annotations

import pytest
from hypothesis.stateful import run_state_machine_as_test
from tests.unit.marketplace.machine import Marketplace, lives


@pytest.mark.slow
@pytest.mark.hypothesis
def test_the_truths_hold_whatever_people_do() -> None:
    run_state_machine_as_test(Marketplace, settings=lives(60, 60))  # type: ignore[no-untyped-call] -- hypothesis types it not
