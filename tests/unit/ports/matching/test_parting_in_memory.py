"""Blocks, over memory."""

from __future__ import annotations

from tests.unit.ports.matching.part_walks import PartWalks


class TestPartingInMemory(PartWalks):
    """In memory."""
