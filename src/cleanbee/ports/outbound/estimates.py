"""Who guesses how long work takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cleanbee.domain.matching.late_risk import Spread, WorkAhead


class Estimates(Protocol):
    """Whoever guesses how long work takes; pure."""

    def spreads(self, work: Sequence[WorkAhead]) -> Sequence[Spread]:
        """How long each takes, with its P50, P80 and P90, in their order."""
        ...
