"""Blocks, over PostgreSQL."""

from __future__ import annotations

from tests.unit.ports.matching.part_walks import PartWalks


class TestPartingOverPostgres(PartWalks):
    """On PostgreSQL."""
