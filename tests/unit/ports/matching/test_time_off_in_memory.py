"""Time off over untold visits, in memory."""

from __future__ import annotations

from tests.unit.ports.matching.time_off_walks import TimeOffWalks


class TestTimeOffOverMemory(TimeOffWalks):
    """In memory."""
