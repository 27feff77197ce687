"""Time off over untold visits, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.matching.time_off_walks import TimeOffWalks


class TestTimeOffOverPostgres(TimeOffWalks):
    """On PostgreSQL."""
