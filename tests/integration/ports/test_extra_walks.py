"""The walks of extra time, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.booking.extra_walks import ExtraWalks


class TestExtraTimeOverPostgres(ExtraWalks):
    """On PostgreSQL."""
