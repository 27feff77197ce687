"""What every test may use."""

from __future__ import annotations

import gc
import zoneinfo
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from tests.servers import database_url, new_database, redis_url, servers, worker, worker_database
from tests.thorough import PROFILE

__all__ = ["database_url", "new_database", "redis_url", "servers", "worker", "worker_database"]

zoneinfo.reset_tzpath([])  # one source of time zones: the pinned tzdata, here as in production

# The default explores anew each time, shortly, and says how to repeat what it found; `nox -s soak` does so at length,
# `nox -s check` only looks whether it still holds at all.
# None of them is against the clock: how quickly examples are made is for the machine to say.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", PATIENT, print_blob=True, max_examples=100)
settings.register_profile("quick", PATIENT, print_blob=True, max_examples=8, stateful_step_count=20)
settings.register_profile(
    "soak", PATIENT, print_blob=True, derandomize=False, max_examples=1000, stateful_step_count=120
)
# A planted fault is looked for with the same dice each time, and one sight of it is enough: nobody reads the example.
settings.register_profile(
    "plants", PATIENT, max_examples=100, derandomize=True, phases=(Phase.explicit, Phase.generate), database=None
)
settings.load_profile(PROFILE)

ALL_SLOW = "\npytestmark = pytest.mark.slow\n"
RARELY = (100_000, 20, 50)
gc.set_threshold(*RARELY)
"""What was collected stays, and there is much of it: to look through it again and again is time for nothing."""


def pytest_collection_finish() -> None:
    gc.freeze()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A run that leaves slow tests out does not read the files that hold no others."""
    if collection_path.suffix != ".py" or "not slow" not in config.option.markexpr:
        return None
    return True if ALL_SLOW in collection_path.read_text(encoding="utf-8") else None
