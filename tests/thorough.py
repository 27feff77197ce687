"""How long a property is explored: as many examples as it asks for, scaled by the profile that runs it."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "default")
SCALE = {"quick": 0.05, "default": 1.0, "plants": 1.0, "soak": 10.0}[PROFILE]


def examples(usually: int) -> int:
    """So many in a usual run, a twentieth of them when only looking whether it holds, ten times as many in the soak."""
    return max(4, round(usually * SCALE))


def explored(usually: int, **more: Any) -> settings:
    """Settings for a property that wants ``usually`` examples in a usual run; never against the clock."""
    return settings(max_examples=examples(usually), deadline=None, **more)
